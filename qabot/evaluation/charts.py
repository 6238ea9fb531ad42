"""Diagrams as SVG text. Colours are classes, so that the page's light and dark styles reach them.

Each diagram has a title and a description that a screen reader speaks; the page puts the same
figures beside it as a table.
"""

from collections.abc import Sequence
from html import escape

from qabot.evaluation.calibration import Bin

_SIDE = 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 12, 12, 40
MOST_POINTS = 300


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """Share right against confidence, a bar for each bin that holds questions."""
    shapes = [_line(0, 0, 1, 1, "guide")]
    for row in bins:
        if row.n:
            shapes.append(_box(row.low, 0.0, row.high, row.right, "bar", f"{row.n} questions"))
            shapes.append(_dot(row.confidence, row.right))
    said = "; ".join(f"{r.low:.1f} to {r.high:.1f}: {r.right:.2f} of {r.n}" for r in bins if r.n)
    return _square(
        "Reliability", f"Share right by confidence. {said}", shapes, ("confidence", "right")
    )


def risk_coverage_diagram(points: Sequence[tuple[float, float, float]]) -> str:
    """Share wrong among what is answered, as the threshold falls; (threshold, coverage, risk)."""
    step = max(1, len(points) // MOST_POINTS)
    kept = [*points[::step], *points[-1:]]
    path = " ".join(f"{_x(coverage):.1f},{_y(risk):.1f}" for _, coverage, risk in kept)
    end = f"At full coverage the risk is {points[-1][2]:.2f}." if points else "No questions."
    shapes = [f'<polyline class="curve" points="{path}"/>']
    return _square("Risk and coverage", end, shapes, ("answered", "wrong"))


def histogram(values: Sequence[float], *, bins: int = 24) -> str:
    """How long questions took, in milliseconds; the last bar holds everything slower."""
    ordered = sorted(values)
    top = max(ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0, 1e-9)
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = max([*counts, 1])
    shapes = [
        _box(place / bins, 0.0, (place + 1) / bins, count / most, "bar", f"{count} questions")
        for place, count in enumerate(counts)
        if count
    ]
    shapes += [_label(0, "0"), _label(0.5, f"{top / 2:.0f}"), _label(1, f"{top:.0f}")]
    said = f"{len(ordered)} questions; the highest bar holds {most}."
    return _frame("Time to answer", said, shapes, ("milliseconds", "questions"), ticks=False)


def stage_diagram(total: int, lost: Sequence[tuple[str, int]]) -> str:
    """What is left of ``total`` questions after each stage, one bar below the other."""
    row, width, left = 24, 560, 120
    height = row * (len(lost) + 1) + 8
    shapes, remaining = [], total
    for place, (name, count) in enumerate([("asked", 0), *lost]):
        y = 4 + place * row
        whole = (width - left - 90) / max(total, 1)
        shapes.append(f'<text x="{left - 8}" y="{y + 15}" class="end">{escape(name)}</text>')
        gone = count * whole
        remaining -= count
        kept = remaining * whole
        shapes.append(f'<rect class="bar" x="{left}" y="{y + 3}" width="{kept:.1f}" height="16"/>')
        if count:
            shapes.append(
                f'<rect class="lost" x="{left + kept:.1f}" y="{y + 3}" width="{gone:.1f}" '
                f'height="16"/>'
            )
        said = f"{remaining} left" if not count else f"{remaining} left, {count} lost"
        shapes.append(f'<text x="{left + kept + gone + 6:.1f}" y="{y + 15}">{said}</text>')
    told = "; ".join(f"{name} lost {count}" for name, count in lost if count) or "Nothing was lost"
    return _svg("Where questions were lost", told, width, height, shapes)


def interval_bar(value: float, low: float | None, high: float | None) -> str:
    """A value in [0, 1] with its interval, as a line of a table; hidden from screen readers."""
    width, middle = 140, 7
    line = ""
    if low is not None and high is not None:
        line = (
            f'<line class="curve" x1="{4 + low * (width - 8):.1f}" y1="{middle}" '
            f'x2="{4 + high * (width - 8):.1f}" y2="{middle}"/>'
        )
    return (
        f'<svg class="interval" viewBox="0 0 {width} 14" width="{width}" height="14" '
        f'aria-hidden="true"><line class="guide" x1="4" y1="{middle}" x2="{width - 4}" '
        f'y2="{middle}"/>{line}<circle class="dot" cx="{4 + value * (width - 8):.1f}" '
        f'cy="{middle}" r="4"/></svg>'
    )


def _x(share: float) -> float:
    return _LEFT + share * (_SIDE - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _SIDE - _BOTTOM - share * (_SIDE - _TOP - _BOTTOM)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{_x(x1):.1f}" y1="{_y(y1):.1f}" '
        f'x2="{_x(x2):.1f}" y2="{_y(y2):.1f}"/>'
    )


def _box(x1: float, y1: float, x2: float, y2: float, kind: str, said: str) -> str:
    left, right, top, bottom = _x(x1) + 0.5, _x(x2) - 0.5, _y(y2), _y(y1)
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 1):.1f}" '
        f'height="{max(bottom - top, 0):.1f}"><title>{escape(said)}</title></rect>'
    )


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="3.5"/>'


def _label(x: float, text: str) -> str:
    return f'<text class="middle" x="{_x(x):.1f}" y="{_SIDE - _BOTTOM + 14}">{escape(text)}</text>'


def _square(title: str, said: str, shapes: Sequence[str], axes: tuple[str, str]) -> str:
    return _frame(title, said, shapes, axes, ticks=True)


def _frame(
    title: str, said: str, shapes: Sequence[str], axes: tuple[str, str], *, ticks: bool
) -> str:
    drawn = [_line(0, 0, 1, 0, "axis"), _line(0, 0, 0, 1, "axis"), *shapes]
    if ticks:
        for share in (0.0, 0.5, 1.0):
            drawn.append(_label(share, f"{share:g}"))
            drawn.append(
                f'<text class="end" x="{_LEFT - 6}" y="{_y(share) + 4:.1f}">{share:g}</text>'
            )
    middle = (_LEFT + _SIDE - _RIGHT) / 2
    drawn.append(f'<text class="middle" x="{middle}" y="{_SIDE - 8}">{escape(axes[0])}</text>')
    height = (_TOP + _SIDE - _BOTTOM) / 2
    drawn.append(
        f'<text class="middle" x="12" y="{height}" '
        f'transform="rotate(-90 12 {height})">{escape(axes[1])}</text>'
    )
    return _svg(title, said, _SIDE, _SIDE, drawn)


def _svg(title: str, said: str, width: int, height: int, shapes: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}. {escape(said)}">{"".join(shapes)}</svg>'
    )
