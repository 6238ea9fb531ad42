"""Follow-ups reworded by a local server that speaks the OpenAI protocol, and by the rules."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from qabot.bot import Bot
from qabot.config import load
from qabot.errors import EndpointError
from qabot.follow_up import Conversation
from qabot.follow_up.endpoint import Endpoint

ASKED = Conversation.of((("Did Biegun meet Choe Son-hui?", "No"),))
BY_RULES = "Why did Biegun go to Seoul?"


class Server(HTTPServer):
    """Says ``said`` to everyone, with ``status``; keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.said: Any = {"choices": [{"message": {"content": "Why did Mr. Biegun visit Seoul?"}}]}
        self.got: list[tuple[str, dict[str, Any], str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, body, self.headers.get("Authorization")))
        said = self.server.said
        raw = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_it_gets_the_conversation_and_the_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", "abc")
    said = Endpoint(server.url, "small", "THE_KEY")("Why did he go to Seoul?", ASKED)
    assert said == "Why did Mr. Biegun visit Seoul?"
    ((path, body, key),) = server.got
    assert path == "/v1/chat/completions"
    assert key == "Bearer abc"
    assert body["model"] == "small"
    assert body["temperature"] == 0
    assert body["messages"][-1]["content"] == (
        "Question: Did Biegun meet Choe Son-hui?\nAnswer: No\n"
        "Last question: Why did he go to Seoul?"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Sure.\n\n"Question: Who won?"\n', "Question: Who won?"),
        ("Last question: Who won?", "Who won?"),
        ("", "And he?"),
        ("long " * 200, "And he?"),
        (None, "And he?"),
    ],
)
def test_only_a_question_is_taken(server: Server, text: str | None, expected: str) -> None:
    server.said = {"choices": [{"message": {"content": text}}]}
    assert Endpoint(server.url, "small")("And he?", ASKED) == expected


@pytest.mark.parametrize(
    ("status", "said", "message"),
    [
        (500, {}, "it answered 500"),
        (200, b"<html>", "no chat completion"),
        (200, {"choices": []}, "no chat completion"),
        (200, [], "no chat completion"),
    ],
)
def test_what_is_no_answer_is_said_so(server: Server, status: int, said: Any, message: str) -> None:
    server.status, server.said = status, said
    with pytest.raises(EndpointError, match=message):
        Endpoint(server.url, "small")("And he?", ASKED)


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        (Endpoint("file:///etc/passwd", "m"), "chat.endpoint.url is 'file:///etc/passwd'"),
        (Endpoint("http://127.0.0.1:1/v1", ""), "chat.endpoint.model is empty"),
        (Endpoint("http://127.0.0.1:1/v1", "m", "NO_SUCH_KEY"), "NO_SUCH_KEY, which is not set"),
        (Endpoint("http://127.0.0.1:1/v1", "m"), "refused"),
        (Endpoint("http://127.0.0.1:1 1/v1", "m"), "did not reword"),
    ],
)
def test_what_cannot_be_asked_is_said_so(endpoint: Endpoint, message: str) -> None:
    with pytest.raises(EndpointError, match=message):
        endpoint("And he?", ASKED)


def test_the_bot_asks_it_and_falls_back_on_the_rules(server: Server, tmp_path: Path) -> None:
    notices: list[str] = []
    options = {
        "library": str(tmp_path / "library"),
        "chat.rewriter": "endpoint",
        "chat.endpoint.url": server.url,
        "chat.endpoint.model": "small",
    }
    with Bot(load(None, (), options), announce=notices.append) as bot:
        alone = bot.ask("Where did Biegun go after Seoul?")
        assert server.got == []  # there is no conversation yet
        talk = Conversation().after(alone)
        answer = bot.ask("Why did he go to Seoul?", conversation=talk)
        assert answer.understood_as == "Why did Mr. Biegun visit Seoul?"
        assert "Where did Biegun go after Seoul?" in server.got[0][1]["messages"][-1]["content"]
        server.status = 503
        answer = bot.ask("Why did he go to Seoul?", conversation=talk)
        assert answer.understood_as == BY_RULES
    assert len(notices) == 1
    assert "it answered 503" in notices[0]
    assert "read by the rules" in notices[0]


def test_by_default_it_is_the_rules() -> None:
    assert load(None).config.chat.rewriter == "rules"
