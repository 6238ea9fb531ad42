"""The report page: complete, self-contained, and safe with hostile text."""

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from qabot.evaluation import evaluate, load_question_set, stages, write_report
from qabot.evaluation.html_report import page

VOID = {"meta", "link", "input", "br", "img"}


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
    assert outline.links == ["data:,"]
    assert outline.headings == ["h1", *["h2"] * 6]
    assert text.count('<svg class="chart"') == 4
    assert "{{" not in text
    for name, measure in results.measures.items():
        assert f'<th scope="row">{name}</th><td>{measure.value:.3f}</td>' in text
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
