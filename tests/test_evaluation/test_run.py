"""A run over a question set: measures against independent computations, folder and resume."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest

from embeddings import fitted
from qabot.bot import Bot
from qabot.config import load
from qabot.errors import QuestionSetError, UsageError
from qabot.evaluation import evaluate, load_question_set, load_results, results_json, stages
from qabot.evaluation import report as reports
from qabot.evaluation.diagnosis import Stage
from qabot.evaluation.measures import category, confidences, per_question
from qabot.evaluation.types import Question
from qabot.models import Models
from qabot.types import Role


def run(bot: Any, folder: Path, **options: Any) -> Any:
    return evaluate(bot, load_question_set(folder), **options)


def test_sentence_measures_by_hand(bot: Any, folder: Path) -> None:
    """Success, RR, nDCG, R and AP written out from their definitions."""
    results = run(bot, folder)
    rows: dict[str, list[float]] = {}
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        if not question.answerable:
            continue
        sentences = bot.library.sentences(question.article)
        ((start, end),) = question.evidence
        gold = {(question.article, s.index) for s in sentences if s.start < end and start < s.end}
        assert gold == set(outcome.gold)
        hits = [(article, index) in gold for article, index, _ in outcome.ranking]
        first = hits.index(True) + 1 if True in hits else None
        for k in (1, 3, 5):
            rows.setdefault(f"Success@{k}", []).append(float(any(hits[:k])))
        rows.setdefault("RR", []).append(1 / first if first else 0.0)
        gains = sum(1 / np.log2(r + 1) for r, hit in enumerate(hits[:10], 1) if hit)
        ideal = sum(1 / np.log2(r + 1) for r in range(1, min(len(gold), 10) + 1))
        rows.setdefault("nDCG@10", []).append(gains / ideal)
        rows.setdefault("R@5", []).append(sum(hits[:5]) / len(gold))
        precision = [sum(hits[:r]) / r for r, hit in enumerate(hits, 1) if hit]
        rows.setdefault("AP", []).append(sum(precision) / len(gold))
    answerable = sum(question.answerable for question in results.questions)
    for name, values in rows.items():
        assert results.measures[name].n == answerable == 40
        assert results.measures[name].value == pytest.approx(np.mean(values), abs=1e-9)
        low, high = results.measures[name].low, results.measures[name].high
        assert low < results.measures[name].value < high


@pytest.mark.parametrize("scope", ["article", "library"])
def test_the_exported_files_give_the_same_figures(
    bot: Any, folder: Path, tmp_path: Path, scope: Any
) -> None:
    results = run(bot, folder, scope=scope, results=tmp_path / "out")
    trec = tmp_path / "out" / "trec"
    pairs = {"": ("sentences", "sentences"), "articles.": ("articles", "articles")}
    pairs |= {f"{name}.": (name, "passages") for name in ("dense", "lexical", "fused")}
    seen = 0
    for prefix, (level, judged) in pairs.items():
        qrels = list(ir_measures.read_trec_qrels(str(trec / f"{judged}.qrels")))
        ranked = list(ir_measures.read_trec_run(str(trec / f"{level}.run")))
        names = {
            name: measure.value
            for name, measure in results.measures.items()
            if name.startswith(prefix)
            and name.removeprefix(prefix)[0] in "SRnA"
            and "." not in name.removeprefix(prefix)
            and name not in ("AUROC", "AveragePrecision", "AURC")
            and not name.startswith(("Answered", "Silent"))
        }
        for name, value in names.items():
            measure = ir_measures.parse_measure(name.removeprefix(prefix))
            again = ir_measures.calc_aggregate([measure], qrels, ranked)[measure]
            assert value == pytest.approx(again, abs=1e-9), name
            seen += 1
    assert seen == (28 if scope == "article" else 35)


def test_every_question_is_in_the_trec_files_of_every_stage(
    bot: Any, folder: Path, tmp_path: Path
) -> None:
    """trec_eval averages over the queries of the run; one without any line would vanish."""
    results = run(bot, folder, results=tmp_path / "out")
    assert any(not outcome.ranking for outcome in results.outcomes)
    wanted = {f"q%20{number}" for number in range(60)}
    for level in ("sentences", "dense", "lexical", "fused", "articles"):
        lines = (tmp_path / "out" / "trec" / f"{level}.run").read_text().splitlines()
        assert {line.split()[0] for line in lines} == wanted
        assert all(len(line.split()) == 6 for line in lines)


def test_answerability_agrees_with_scikit_learn(bot: Any, folder: Path) -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    results = run(bot, folder)
    confidence, answerable, right = confidences(results.questions, results.outcomes)
    expected = roc_auc_score(answerable, confidence)
    assert results.measures["AUROC"].value == pytest.approx(expected, abs=1e-9)
    expected = average_precision_score(answerable, confidence)
    assert results.measures["AveragePrecision"].value == pytest.approx(expected, abs=1e-9)
    assert not right[~answerable].any()
    threshold = bot.settings.config.answer.threshold
    unanswerable = confidence[~answerable]
    silent = sum(value < threshold for value in unanswerable.tolist()) / len(unanswerable)
    assert results.measures["Silent(unanswerable)"].value == pytest.approx(silent)
    assert results.measures["Silent(unanswerable)"].n == 20
    assert results.measures["Answered(answerable)"].n == 40


def test_spans_are_judged_at_threshold_0_and_at_the_configured_one(bot: Any, folder: Path) -> None:
    results = run(bot, folder)
    plain, silent = [], []
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        if question.answerable:
            gold = question.answers[0].lower().replace(".", "").split()
            found = (outcome.answer or "").lower().replace(".", "").split()
            same = len([word for word in found if word in gold])
            score = 2 * same / (len(gold) + len(found)) if same else 0.0
            plain.append(score)
            silent.append(score if outcome.answered else 0.0)
        else:
            silent.append(float(not outcome.answered))
    assert results.measures["F1"].value == pytest.approx(np.mean(plain), abs=1e-9)
    assert results.measures["F1"].n == 40
    assert results.measures["F1.silent"].value == pytest.approx(np.mean(silent), abs=1e-9)
    assert results.measures["F1.silent"].n == 60


def test_a_question_whose_evidence_no_sentence_holds_counts_as_lost(bot: Any, folder: Path) -> None:
    all_of = bot.library.sentences
    bot.library.sentences = lambda id: all_of(id)[:-1]
    results = run(bot, folder)
    lost = [
        place
        for place, (question, outcome) in enumerate(
            zip(results.questions, results.outcomes, strict=True)
        )
        if question.answerable and not outcome.gold
    ]
    assert lost
    values = per_question(results.questions, results.outcomes, "article")
    assert all(values["nDCG@10"][place] == 0.0 for place in lost)
    assert results.measures["nDCG@10"].n == 40


def test_the_threshold_that_a_wanted_precision_needs(bot: Any, folder: Path) -> None:
    results = run(bot, folder)
    confidence, _, right = confidences(results.questions, results.outcomes)
    found = reports.thresholds(results)
    assert [wanted for wanted, _, _ in found] == [0.7, 0.8, 0.9, 0.95]
    for wanted, at, answered in found:
        reached = [t for t in set(confidence) if right[confidence >= t].mean() >= wanted]
        assert at == (min(reached) if reached else None)
        assert answered == ((confidence >= at).mean() if reached else 0.0)
    text = reports.as_text(results)
    assert all(cell in text for row in reports.threshold_table(results) for cell in row)


def test_sentences_given_together_are_judged_as_a_set(bot: Any, folder: Path) -> None:
    """2 |given and needed| / (|given| + |needed|); given are the first and those joint with it."""
    ask = bot.ask

    def joint(*given: Any, **options: Any) -> Any:
        answer = ask(*given, **options)
        evidence = [
            dataclasses.replace(item, role=Role.JOINT if item.rank == 2 else item.role)
            for item in answer.evidence
        ]
        return dataclasses.replace(answer, evidence=tuple(evidence))

    bot.ask = joint
    held = load_question_set(folder)
    multi = [dataclasses.replace(q, multi=n % 2 == 0) for n, q in enumerate(held.questions)]
    results = evaluate(bot, dataclasses.replace(held, questions=tuple(multi)))
    expected = []
    for question, outcome in zip(results.questions, results.outcomes, strict=True):
        if question.multi and question.answerable:
            given = {(shown.article, shown.sentence) for shown in outcome.shown[:2]}
            gold = set(outcome.gold)
            expected.append(2 * len(given & gold) / (len(given) + len(gold)))
    assert sum(expected) > 0
    assert results.measures["Set.F1"].n == len(expected) == 20
    assert results.measures["Set.F1"].value == pytest.approx(np.mean(expected), abs=1e-12)
    assert "Set.F1" not in run(bot, folder).measures


def test_categories_have_their_own_counts(bot: Any, folder: Path) -> None:
    results = run(bot, folder)
    assert set(results.categories) == {"what", "when", "who"}
    assert sum(found["Correct"].n for found in results.categories.values()) == 60
    weighted = sum(f["Success@1"].value * f["Success@1"].n for f in results.categories.values())
    assert weighted / 40 == pytest.approx(results.measures["Success@1"].value)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many came?", "how many"),
        ("In which year?", "which"),
        ("Who's there?", "who"),
        ("Did Ann come?", "other"),
        ("Tell me, how did it end?", "how"),
    ],
)
def test_the_question_word_stands_in_for_a_category(question: str, expected: str) -> None:
    assert category(Question("1", question, "a", True)) == expected
    assert category(Question("1", question, "a", True, category="mine")) == "mine"


def test_json_is_as_the_design_lays_it_down(bot: Any, folder: Path, tmp_path: Path) -> None:
    results = run(bot, folder, results=tmp_path / "out")
    found = json.loads(json.dumps(results_json(results), allow_nan=False))
    assert found["set"] == "set"
    assert found["scope"] == "article"
    assert found["questions"] == 60
    assert set(found["measures"]["Success@1"]) == {"value", "low", "high", "n"}
    assert set(found["milliseconds"]) == {"p50", "p95", "p99"}
    assert found["results"] == str(tmp_path / "out")
    assert found["smallest_difference"] > 0
    assert sum(found["lost"].values()) == sum(len(ids) for ids in stages(results).values())
    assert sum(row["n"] for row in found["reliability"]) == 60
    assert found["risk_coverage"][-1]["answered"] == 1.0
    assert found["categories"]["who"]["RR"]["n"] > 0
    assert json.loads((tmp_path / "out" / "measures.json").read_text()) == found


def test_a_folder_reads_back_as_the_run_it_was(bot: Any, folder: Path, tmp_path: Path) -> None:
    results = run(bot, folder, results=tmp_path / "out")
    again = load_results(tmp_path / "out")
    assert again.outcomes == results.outcomes
    assert again.questions == results.questions
    assert again.measures == results.measures
    assert again.about["models"] == results.about["models"]


def test_an_interrupted_run_goes_on_where_it_stopped(
    make_bot: Any, folder: Path, tmp_path: Path
) -> None:
    out, articles = tmp_path / "out", folder / "articles.jsonl"
    whole = run(make_bot(articles), folder)
    with pytest.raises(KeyboardInterrupt):
        run(make_bot(articles, fail_after=23), folder, results=out)
    with (out / "outcomes.jsonl").open("ab") as file:
        file.write(b'{"id": "q 23", "unders')
    with pytest.raises(QuestionSetError, match="stopped after 23 of 60"):
        load_results(out)
    with pytest.raises(UsageError, match="holds a run already"):
        run(make_bot(articles), folder, results=out)
    second = make_bot(articles)
    seen: list[tuple[int, int]] = []
    results = run(second, folder, results=out, resume=True, progress=lambda *at: seen.append(at))
    assert len(second.asked) == 37
    assert seen[-1] == (60, 60)
    assert results.measures == whole.measures
    assert load_results(out).outcomes == whole.outcomes


def test_another_run_is_not_resumed(make_bot: Any, folder: Path, tmp_path: Path) -> None:
    out, articles = tmp_path / "out", folder / "articles.jsonl"
    run(make_bot(articles), folder, results=out)
    with pytest.raises(UsageError, match="another scope"):
        run(make_bot(articles), folder, results=out, resume=True, scope="library")
    refitted = make_bot(articles)
    refitted.models.ranking = "1" * 64
    with pytest.raises(UsageError, match="other models"):
        run(refitted, folder, results=out, resume=True)
    questions = folder / "questions.jsonl"
    questions.write_text(questions.read_text().replace(" met 0?", " met zero?"))
    with pytest.raises(UsageError, match="other questions"):
        run(make_bot(articles), folder, results=out, resume=True)


@pytest.mark.parametrize("weights", fitted.CONVERSATIONS)
def test_a_run_with_other_weights_of_conversations_is_not_resumed(
    make_bot: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: str
) -> None:
    out, articles = tmp_path / "out", folder / "articles.jsonl"
    bot = make_bot(articles)
    bot.models = Models(bot.settings.config)
    run(bot, folder, results=out)
    run(bot, folder, results=out, resume=True)
    refitted = tmp_path / "weights"
    refitted.mkdir()
    for path in fitted.FOLDER.glob("*.json"):
        (refitted / path.name).write_bytes(path.read_bytes())
        fitted.register(refitted / path.name)
    changed = fitted.fitted_file(weights, refitted)
    changed.write_bytes(changed.read_bytes() + b"\n")
    fitted.register(changed)
    read = fitted.read_fitted
    monkeypatch.setattr("qabot.models.read_fitted", lambda name: read(name, refitted))
    with pytest.raises(UsageError, match="other models"):
        run(bot, folder, results=out, resume=True)


def test_what_was_shown_first_is_what_counts_as_first(tmp_path: Path) -> None:
    """The reader puts a dateline first, which is not shown: its rightness is nobody's."""
    source = (
        "Storm closes the port\n\nLONDON, March 3\n\n"
        "The harbour master kept all ships at their moorings until noon.\n"
    )
    start = source.index("The harbour")
    questions = [
        {"id": name, "question": "Where?", "article": "storm", "answerable": True, "evidence": [at]}
        for name, at in (
            ("shown", [start, len(source) - 1]),
            ("hidden", [source.index("LONDON"), start - 2]),
        )
    ]
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "storm.txt").write_text(source, encoding="utf-8")
    lines = [json.dumps(question) for question in questions]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = load(None, (), {"library": str(tmp_path / "library")})
    with Bot(settings, scope_paths=[folder]) as bot:
        results = run(bot, folder)
    shown, hidden = results.outcomes
    assert (shown.shown[0].article, shown.shown[0].sentence) in shown.gold
    assert (shown.right, hidden.right) == (True, False)
    values = per_question(results.questions, results.outcomes, "article")
    assert values["Success@1"].tolist() == [1.0, 0.0]
    assert values["RR"].tolist() == [1.0, pytest.approx(1 / 3)]
    assert stages(results)[Stage.RANKING] == ("hidden",)


def test_a_run_is_not_resumed_when_articles_were_renamed(
    make_bot: Any, folder: Path, tmp_path: Path
) -> None:
    out, articles = tmp_path / "out", folder / "articles.jsonl"
    run(make_bot(articles), folder, results=out)
    later = make_bot(articles)
    for table in (later.library._articles, later.library._sentences):
        table["set/story 3"] = table.pop("story 3")
    with pytest.raises(UsageError, match="'story 3' has another id in the library"):
        run(later, folder, results=out, resume=True)


def test_an_article_that_the_library_lacks_is_named(bot: Any, folder: Path) -> None:
    del bot.library._articles["story 3"]
    with pytest.raises(QuestionSetError, match="article 'story 3' of the question set"):
        run(bot, folder)


def test_an_id_that_another_root_shares_is_found_by_its_prefix(bot: Any, folder: Path) -> None:
    plain = run(bot, folder)
    library = bot.library
    for table in (library._articles, library._sentences):
        table["set/story 3"] = table.pop("story 3")
    for number, passage in enumerate(library._passages):
        if passage.article == "story 3":
            library._passages[number] = dataclasses.replace(passage, article="set/story 3")
    results = run(bot, folder)
    places = [n for n, asked in enumerate(results.questions) if asked.article == "story 3"]
    assert places
    for place in places:
        before, after = plain.outcomes[place].gold, results.outcomes[place].gold
        assert after == tuple(("set/story 3", index) for _, index in before)
    assert results.measures["RR"].n == 40


def test_a_reader_that_marks_nothing_has_no_span_measures(bot: Any, folder: Path) -> None:
    ask = bot.ask

    def unmarked(*given: Any, **options: Any) -> Any:
        answer = ask(*given, **options)
        evidence = tuple(dataclasses.replace(item, spans=()) for item in answer.evidence)
        return dataclasses.replace(answer, evidence=evidence)

    bot.ask = unmarked
    results = run(bot, folder)
    assert {"EM", "F1", "F1.silent"}.isdisjoint(results.measures)
    assert results.measures["Success@1"].n == 40


def test_follow_ups_are_asked_as_wished(make_bot: Any, tmp_path: Path) -> None:
    folder = tmp_path / "follow"
    folder.mkdir()
    article = {"id": "a", "title": "A", "text": "Ann met Bob. Bob left."}
    (folder / "articles.jsonl").write_text(json.dumps(article))
    line = {"id": "1", "question": "Did he leave?", "article": "a", "answerable": True}
    line |= {"evidence": [[13, 22]], "rewrite": "Did Bob leave?", "history": [["Who?", "Bob"]]}
    (folder / "questions.jsonl").write_text(json.dumps(line))
    for wording, asked in (
        ("resolved", "Did he leave?"),
        ("typed", "Did he leave?"),
        ("rewritten", "Did Bob leave?"),
    ):
        bot = make_bot(folder / "articles.jsonl")
        found = run(bot, folder, wording=wording)
        assert bot.asked == [asked]
        assert found.about["wording"] == wording


def test_tables_as_text_and_for_a_terminal(bot: Any, folder: Path) -> None:
    from rich.console import Console

    results = run(bot, folder)
    text = reports.as_text(results)
    assert text.startswith("set: 60 questions, each against its own article\n")
    value = results.measures["Success@1"]
    expected = f"{value.value:.3f}  {value.low:.3f} to {value.high:.3f}  40"
    assert any(line.split() == ["Success@1", *expected.split()] for line in text.splitlines())
    console = Console(width=100, file=sys.stdout, record=True)
    for made in reports.as_rich(results, 100):
        console.print(made)
    assert "nDCG@10" in console.export_text()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, qabot.evaluation; from qabot.evaluation import load_question_set, evaluate;"
        "bad = {'numpy', 'ir_measures', 'pandas', 'rich', 'sklearn', 'scipy'} & set(sys.modules);"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
