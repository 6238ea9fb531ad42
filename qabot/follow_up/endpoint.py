"""Follow-ups reworded by a language model that the person runs: an OpenAI-compatible endpoint.

Used only where ``chat.rewriter`` is ``endpoint``. Questions and answers of the conversation are
sent there, articles are not. What comes back is a question and nothing more: evidence stays what it
is, sentences of the articles.
"""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from qabot.errors import EndpointError
from qabot.follow_up.conversation import Conversation

_LONGEST = 400
"""Characters of a question that a model may give back."""
_MOST_BYTES = 1 << 20
_TASK = (
    "Rewrite the last question so that it can be understood without the conversation: put names "
    "for pronouns and add what was left out. Change nothing else. If it can be understood as it "
    "is, repeat it word for word. Answer with the question alone, on one line."
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model answers: ``url`` as far as ``/v1``; ``seconds`` is how long it may take.

    ``key_env`` names the environment variable that holds the key; empty for none.
    """

    url: str
    model: str
    key_env: str = ""
    seconds: float = 5.0

    def __call__(self, question: str, conversation: Conversation) -> str:
        """``question`` in words that need no context. Raises EndpointError."""
        if not self.url.startswith(("http://", "https://")):
            raise EndpointError(
                f"chat.endpoint.url is {self.url!r}; give an address such as "
                "http://localhost:11434/v1"
            )
        if not self.model:
            raise EndpointError(
                "chat.endpoint.model is empty; give the name the endpoint has for it"
            )
        headers = self._headers()
        try:
            request = urllib.request.Request(
                f"{self.url.rstrip('/')}/chat/completions",
                data=json.dumps(self._body(question, conversation)).encode("utf-8"),
                headers=headers,
            )
            with urllib.request.urlopen(request, timeout=self.seconds) as answer:
                said = json.loads(answer.read(_MOST_BYTES))
            text = said["choices"][0]["message"]["content"]
        except (OSError, HTTPException, ValueError, KeyError, IndexError, TypeError) as error:
            raise EndpointError(
                f"{self.url} did not reword the question: {_words(error)}"
            ) from None
        return _question(text, question)

    def _body(self, question: str, conversation: Conversation) -> dict[str, Any]:
        lines = [
            f"Question: {turn.understood_as}\nAnswer: {turn.answer_text or '(not answered)'}"
            for turn in conversation.turns
        ]
        return {
            "model": self.model,
            "temperature": 0,
            "max_tokens": 120,
            "messages": [
                {"role": "system", "content": _TASK},
                {"role": "user", "content": "\n".join([*lines, f"Last question: {question}"])},
            ],
        }

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.key_env:
            key = os.environ.get(self.key_env)
            if not key:
                raise EndpointError(
                    f"chat.endpoint.key_env names {self.key_env}, which is not set: export it"
                )
            headers["Authorization"] = f"Bearer {key}"
        return headers


def _question(text: object, typed: str) -> str:
    """The question in what a model said: its last line that holds something."""
    lines = [line.strip() for line in str(text or "").splitlines() if line.strip()]
    said = lines[-1].removeprefix("Last question:").removeprefix("Question:") if lines else ""
    said = said.strip().strip('"\u201c\u201d').strip()
    return said if said and len(said) <= _LONGEST else typed


def _words(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code} {error.reason}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "it took too long"
    if isinstance(error, (OSError, HTTPException)):
        return str(reason) or type(reason).__name__
    return "what it said is no chat completion"
