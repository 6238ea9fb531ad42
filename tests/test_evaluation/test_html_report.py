"""The report page: complete, self-contained, and safe with hostile text."""

import base64
import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from qabot.evaluation import evaluate, load_question_set, stages, write_report
from qabot.evaluation.html_report import page

VOID = {"meta", "link", "input", "br", "img", "wbr"}


class Outline(HTMLParser):
    """Checks that tags close in order, and keeps what refers elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_holds_everything_and_refers_to_nothing(
    bot: Any, folder: Path, tmp_path: Path
) -> None:
    results = evaluate(bot, load_question_set(folder))
    write_report(results, tmp_path / "new" / "report.html")
    text = (tmp_path / "new" / "report.html").read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(text)
    assert outline.open == []
    inside = {link.removeprefix("#") for link in outline.links if link.startswith("#")}
    assert {link for link in outline.links if not link.startswith("#")} == {"data:,"}
    assert inside <= set(re.findall(r'id="([^"]+)"', text))
    assert outline.headings == ["h1", *["h2"] * 6]
    assert text.count('<svg class="chart"') == 3
    assert "{{" not in text
    plain = re.sub(r"<wbr>|<span class=\"said\">.*?</span>", "", text)
    for name, measure in results.measures.items():
        shown = f'<th scope="row">{name}</th><td>{measure.value:.3f}</td>'
        stage, _, rest = name.partition(".")
        if stage in ("dense", "lexical", "fused"):
            row = re.search(rf'<th scope="row">{re.escape(rest)}</th>(<td>[\d.]+</td>){{3}}', plain)
            assert row
            assert f"<td>{measure.value:.3f}</td>" in row[0]
        else:
            assert shown in plain, name
    data = data_of(text)
    assert len(data["questions"]) == 60
    lost = {id: stage.value for stage, ids in stages(results).items() for id in ids}
    assert {q["id"]: q["stage"] for q in data["questions"] if q["stage"]} == lost
    for asked, question in zip(data["questions"], results.questions, strict=True):
        told = data["stories"][asked["story"]]
        assert [told["text"][start:end] for start, end in asked["gold"]] == list(question.answers)
        for article, index, _, _ in asked["found"]:
            assert data["stories"][article]["sentences"][index]


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--", "{{data}} & <b>"]
)
def test_hostile_text_stays_text(bot: Any, folder: Path, hostile: str) -> None:
    results = evaluate(bot, load_question_set(folder))
    first = dataclasses.replace(results.questions[0], question=hostile, category=hostile)
    questions = (first, *results.questions[1:])
    changed = dataclasses.replace(
        results, set=hostile, questions=questions, categories={hostile: results.measures}
    )
    text = page(changed)
    outline = Outline()
    outline.feed(text)
    assert outline.open == []
    assert text.count("<script") == 2
    assert data_of(text)["questions"][0]["question"] == hostile


def test_a_question_is_given_as_it_was_asked(bot: Any, folder: Path) -> None:
    """So that the page says how it was understood only where that is something else."""
    results = evaluate(bot, load_question_set(folder))
    spaced = dataclasses.replace(results.questions[0], question=" Who  left? ")
    changed = dataclasses.replace(results, questions=(spaced, *results.questions[1:]))
    assert data_of(page(changed))["questions"][0]["question"] == "Who left?"


def test_every_inline_element_is_named_by_the_policy(bot: Any, folder: Path) -> None:
    """The policy allows nothing but this style and this script, by their hashes."""
    text = page(evaluate(bot, load_question_set(folder)))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1]
    for name in ("style", "script"):
        (inner,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r"<[a-z]+[^>]* (?:style|on[a-z]+)=", text.split('<script type="app')[0])


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --enable-logging=stderr "
    "--v=0 --disable-background-networking --disable-component-update --disable-sync --dump-dom"
).split()


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_it_loads_without_errors_in_chromium(bot: Any, folder: Path, tmp_path: Path) -> None:
    results = evaluate(bot, load_question_set(folder))
    lost = next(ids[0] for ids in stages(results).values() if ids)
    path = tmp_path / "report.html"
    write_report(results, path)
    address = f"{path.as_uri()}#q-{quote(lost)}"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert console == []
    root = re.search(r"<html[^>]*>", done.stdout)
    assert root
    assert 'data-questions="60"' in root[0]
    assert "data-errors" not in root[0]
    assert "60 of 60 questions" in done.stdout
    assert done.stdout.count('class="item"') == 60
    assert done.stdout.count('class="inside"') == 1, "the question in the address is opened"
    assert "Article with the evidence marked" in done.stdout
