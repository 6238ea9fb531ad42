"""Diagrams as SVG text. Colours are classes, so that the page's light and dark styles reach them.

Each diagram has a title and a description that a screen reader speaks; the page puts the same
figures beside it as a table.
"""

import math
from collections.abc import Sequence
from html import escape

from qabot.evaluation.calibration import Bin

_WIDTH, _HEIGHT = 360, 270
_LEFT, _TOP, _RIGHT, _BOTTOM = 46, 14, 14, 42
_QUARTERS = tuple((share / 4, f"{share / 4:g}") for share in range(5))
MOST_POINTS = 300

Ticks = Sequence[tuple[float, str]]
"""(place in [0, 1], what stands there)."""


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """Share right against confidence, a bar for each bin that holds questions."""
    shapes = []
    for row in bins:
        if row.n:
            shapes.append(_box(row.low, row.high, row.right, "bar", f"{row.n} questions"))
    shapes.append(_line(0, 0, 1, 1, "guide"))
    for row in bins:
        if row.n:
            shapes.append(_dot(row.confidence, row.right))
            inside = row.right > 0.12
            kind, height = ("middle inbar", 0.025) if inside else ("middle", row.right + 0.05)
            shapes.append(_text((row.low + row.high) / 2, height, str(row.n), kind))
    told = "; ".join(f"{r.low:.1f} to {r.high:.1f}: {r.right:.2f} of {r.n}" for r in bins if r.n)
    return _chart(
        "Reliability",
        f"Share right by confidence. {told}",
        shapes,
        ("confidence", "share right"),
        (_QUARTERS, _QUARTERS),
    )


def risk_coverage_diagram(
    points: Sequence[tuple[float, float, float]], threshold: float | None = None
) -> str:
    """Share wrong among what is answered, as the threshold falls; (threshold, coverage, risk).

    The point at the configured ``threshold`` is marked.
    """
    if not points:
        return _chart("Risk and coverage", "No questions.", (), ("answered", "wrong"), ((), ()))
    worst = max(risk for _, _, risk in points[len(points) // 20 :])
    top, parts = next(pair for pair in ((0.25, 5), (0.5, 5), (1.0, 4)) if pair[0] >= worst)
    step = max(1, len(points) // MOST_POINTS)
    kept = [*points[::step], *points[-1:]]
    path = " ".join(
        f"{_x(coverage):.1f},{_y(min(risk / top, 1.0)):.1f}" for _, coverage, risk in kept
    )
    ends = f"{_x(kept[-1][1]):.1f},{_y(0):.1f} {_x(kept[0][1]):.1f},{_y(0):.1f}"
    shapes = [
        f'<polygon class="area" points="{path} {ends}"/>',
        f'<polyline class="curve" points="{path}"/>',
    ]
    told = f"With everything answered {points[-1][2]:.2f} are wrong."
    answered = [point for point in points if threshold is not None and point[0] >= threshold]
    if answered:
        _, coverage, risk = answered[-1]
        shapes += [
            _line(coverage, 0, coverage, min(risk / top, 1.0), "guide"),
            _dot(coverage, min(risk / top, 1.0)),
            _text(
                coverage + (0.015 if coverage < 0.65 else -0.015),
                min(risk / top, 1.0) / 3,
                f"threshold {threshold:g}",
                "start" if coverage < 0.65 else "end",
            ),
        ]
        told += f" At the threshold {threshold:g}, {coverage:.2f} are answered, {risk:.2f} wrong."
    ticks = tuple((place / parts, f"{place / parts * top:g}") for place in range(parts + 1))
    return _chart(
        "Risk and coverage",
        told,
        shapes,
        ("share answered", "share wrong of these"),
        (_QUARTERS, ticks),
    )


def histogram(values: Sequence[float], *, bins: int = 24) -> str:
    """How long questions took, in milliseconds; the last bar holds everything slower."""
    ordered = sorted(values)
    top = _round_up(ordered[int(0.99 * (len(ordered) - 1))] if ordered else 1.0)
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = max([*counts, 1])
    shapes = [
        _box(place / bins, (place + 1) / bins, count / most, "bar", f"{count} questions")
        for place, count in enumerate(counts)
        if count
    ]
    told = f"{len(ordered)} questions; the highest bar holds {most}."
    if ordered:
        median = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        at = min(median / top, 1.0)
        anchor = "start" if at < 0.7 else "end"
        beside = at + (0.015 if at < 0.7 else -0.015)
        shapes += [
            _line(at, 0, at, 1, "guide"),
            _text(beside, 0.95, f"median {median:.0f} ms", anchor),
        ]
        told += f" The median is {median:.0f} ms."
    across = tuple((share / 4, f"{share / 4 * top:.0f}") for share in range(5))
    up = ((0.0, "0"), (0.5, f"{most / 2:g}"), (1.0, str(most)))
    return _chart("Time to answer", told, shapes, ("milliseconds", "questions"), (across, up))


def flow_bar(total: int, kept: int, lost: int) -> str:
    """What is left of ``total`` after a stage and what it lost, as a line of a table.

    Hidden from screen readers, which find the figures beside it.
    """
    left, gone = 100 * kept / max(total, 1), 100 * lost / max(total, 1)
    return (
        '<svg class="flow" width="100%" height="16" aria-hidden="true">'
        f'<rect class="bar" width="{left:.2f}%" height="16"/>'
        f'<rect class="lost" x="{left:.2f}%" width="{gone:.2f}%" height="16"/></svg>'
    )


def interval_bar(value: float, low: float | None, high: float | None) -> str:
    """A value in [0, 1] with its interval, as a line of a table; hidden from screen readers."""
    width, middle = 132, 8
    line = ""
    if low is not None and high is not None:
        line = (
            f'<line class="curve" x1="{4 + low * (width - 8):.1f}" y1="{middle}" '
            f'x2="{4 + high * (width - 8):.1f}" y2="{middle}"/>'
        )
    return (
        f'<svg class="interval" viewBox="0 0 {width} 16" width="{width}" height="16" '
        f'aria-hidden="true"><line class="rail" x1="4" y1="{middle}" x2="{width - 4}" '
        f'y2="{middle}"/>{line}<circle class="dot" cx="{4 + value * (width - 8):.1f}" '
        f'cy="{middle}" r="4"/></svg>'
    )


def _round_up(value: float) -> float:
    """The next number of one or two digits, so that a quarter of it is short to write."""
    value = max(value, 1.0)
    unit = 10.0 ** (len(str(int(value))) - 1)
    steps = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 4.8, 6, 8, 10)
    return float(next(math.ceil(step * unit) for step in steps if step * unit >= value))


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{_x(x1):.1f}" y1="{_y(y1):.1f}" '
        f'x2="{_x(x2):.1f}" y2="{_y(y2):.1f}"/>'
    )


def _box(x1: float, x2: float, y: float, kind: str, said: str) -> str:
    left, right, top = _x(x1) + 0.75, _x(x2) - 0.75, _y(y)
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 1):.1f}" '
        f'height="{max(_y(0) - top, 0):.1f}"><title>{escape(said)}</title></rect>'
    )


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="3.5"/>'


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{_x(x):.1f}" y="{_y(y):.1f}">{escape(text)}</text>'


def _chart(
    title: str,
    said: str,
    shapes: Sequence[str],
    axes: tuple[str, str],
    ticks: tuple[Ticks, Ticks],
) -> str:
    drawn = [_line(0, share, 1, share, "grid") for share, _ in ticks[1]]
    drawn += [*shapes, _line(0, 0, 1, 0, "axis")]
    for share, text in ticks[0]:
        below = _y(0) + 16
        drawn.append(f'<text class="middle" x="{_x(share):.1f}" y="{below}">{escape(text)}</text>')
    for share, text in ticks[1]:
        drawn.append(
            f'<text class="end" x="{_LEFT - 7}" y="{_y(share) + 4:.1f}">{escape(text)}</text>'
        )
    middle, height = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
    drawn.append(
        f'<text class="middle soft" x="{middle}" y="{_HEIGHT - 6}">{escape(axes[0])}</text>'
        f'<text class="middle soft" x="11" y="{height}" '
        f'transform="rotate(-90 11 {height})">{escape(axes[1])}</text>'
    )
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}. {escape(said)}">{"".join(drawn)}</svg>'
    )
