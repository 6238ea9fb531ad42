"""What the shipped readers say, held fast: five questions, one of them without an answer."""

import pytest

import embeddings
from embeddings.reader import COLUMNS

STORY = [
    "The old mill on the Torne burned down on Tuesday night.",
    "Nobody was hurt, said Ingrid Halvorsen, who leads the fire brigade.",
    "Its forty firefighters needed six hours, because the river was too low for their pumps.",
    "The mill had stood empty since 1987 and belonged to the town of Haparanda.",
    "The council will decide in March whether to rebuild it.",
]
QUESTIONS = [
    "Who leads the fire brigade?",
    "Why did the firefighters need six hours?",
    "Since when had the mill been empty?",
    "when will the council decide",
    "Who set the mill on fire?",
]
# Best sentence, its answer, its span score and its mean evidence logit.
PINNED = {
    "qabot-reader": [
        (1, "Ingrid Halvorsen", 11.36, 5.11),
        (2, "the river was too low for their pumps", 9.74, 4.31),
        (3, "1987", 11.11, 4.96),
        (4, "March", 9.69, 5.09),
        (1, "Ingrid Halvorsen", 3.54, 1.19),
    ],
    "fast": [
        (1, "Ingrid Halvorsen", 12.01, 5.49),
        (2, "river was too low for their pumps", 5.76, 4.96),
        (3, "1987", 11.84, 3.97),
        (4, "March", 10.16, 4.07),
        (1, "Ingrid Halvorsen", 3.84, 2.82),
    ],
}
# Processors differ in the last bits of a sum, and a byte may then round the other way.
TOLERANCE = 0.25


@pytest.mark.parametrize("name", sorted(PINNED))
def test_the_shipped_weights_say_what_they_said(name: str) -> None:
    reader = embeddings.open_reader(name)
    for question, (place, answer, span, evidence) in zip(QUESTIONS, PINNED[name], strict=True):
        (found,) = reader.read(question, [STORY])
        best = max(range(len(STORY)), key=lambda index: found[index].scores[0])
        start, end = found[best].spans[0]
        assert (best, STORY[best][start:end]) == (place, answer)
        assert found[best].scores[COLUMNS.index("span")] == pytest.approx(span, abs=TOLERANCE)
        assert found[best].scores[COLUMNS.index("evidence")] == pytest.approx(
            evidence, abs=TOLERANCE
        )


@pytest.mark.parametrize("name", sorted(PINNED))
def test_nothing_depends_on_what_else_is_read(name: str) -> None:
    reader = embeddings.open_reader(name)
    (alone,) = reader.read(QUESTIONS[0], [STORY])
    together = reader.read(QUESTIONS[0], [STORY * 3, STORY, STORY[:2]])
    assert together[1] == alone
