"""Pieces of the report page as HTML text: tables, figures, cards. Everything given is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from qabot.evaluation import charts, glossary, report
from qabot.evaluation.types import Measure

Cells = Sequence[str]


def cards(measures: Mapping[str, Measure], names: Sequence[str], median: float | None) -> str:
    """The headline measures, large, with their intervals; and the median time."""
    made = []
    for name in names:
        if name in measures:
            _, value, between, n = report.table_row(name, measures[name])
            said = glossary.MEASURES.get(name, "")
            made.append(_card(name, value, said, between or f"n = {n}"))
    if median is not None:
        made.append(_card("Time", f"{median:.0f} ms", "from question to answer", "median"))
    return f'<dl class="cards">{"".join(made)}</dl>'


def _card(name: str, value: str, said: str, below: str) -> str:
    return (
        f'<div><dt>{escape(name)}</dt><dd class="value">{escape(value)}</dd>'
        f'<dd class="said">{escape(said)}</dd><dd class="soft">{escape(below)}</dd></div>'
    )


def measure_table(title: str, measures: Mapping[str, Measure], prefix: str = "") -> str:
    """A row for each measure: value with interval, both drawn, how many questions."""
    if not measures:
        return ""
    rows = []
    for name, measure in measures.items():
        _, value, between, n = report.table_row(name, measure)
        bar = charts.interval_bar(measure.value, measure.low, measure.high)
        said = glossary.MEASURES.get(name.removeprefix(prefix), "")
        head = f'<th scope="row">{_broken(name)}<span class="said">{escape(said)}</span></th>'
        rows.append(
            f'<tr>{head}<td>{value}<span class="said">{escape(between)}</span></td>'
            f'<td class="drawn">{bar}</td><td>{n}</td></tr>'
        )
    head = _head(("measure", "value", "0 to 1", "n"))
    return _wide(title, f"<table>{_caption(title)}{head}<tbody>{''.join(rows)}</tbody></table>")


def stage_columns(title: str, lists: Mapping[str, Mapping[str, Measure]]) -> str:
    """A row for each measure, a column for each list of passages: value and interval."""
    names = dict.fromkeys(name for measures in lists.values() for name in measures)
    if not names:
        return ""
    rows = []
    for name in names:
        said = glossary.MEASURES.get(name, "")
        cells = [f'<th scope="row">{escape(name)}<span class="said">{escape(said)}</span></th>']
        for measures in lists.values():
            if name not in measures:
                cells.append("<td></td>")
                continue
            _, value, between, _ = report.table_row(name, measures[name])
            cells.append(f'<td>{value}<span class="said">{escape(between)}</span></td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    n = next(iter(next(iter(lists.values())).values())).n
    caption = f"{title}; n = {n}"
    inner = f"{_caption(caption)}{_head(('measure', *lists))}<tbody>{''.join(rows)}</tbody>"
    return _wide(title, f'<table class="lists">{inner}</table>')


def stage_flow(total: int, lost: Sequence[tuple[str, int]]) -> str:
    """What is left of ``total`` questions after each stage: a bar and the figures of each."""
    rows, left = [], total
    for name, count in lost:
        left -= count
        said = glossary.STAGES.get(name, "")
        rows.append(
            f'<tr><th scope="row">{escape(name)}<span class="said">{escape(said)}</span></th>'
            f'<td class="drawn">{charts.flow_bar(total, left, count)}</td>'
            f"<td>{count or ''}</td><td>{left}</td></tr>"
        )
    head = _head(("stage", f"{total} asked", "lost", "left"))
    table = f'<table class="flows">{head}<tbody>{"".join(rows)}</tbody></table>'
    return _wide("Where questions were lost", table)


def figure(title: str, drawing: str, rows: Sequence[Cells], *, opened: bool = False) -> str:
    """A diagram with the same figures as a table below it, folded unless ``opened``."""
    shown = table("", rows, label=f"{title}, as a table")
    if not opened:
        shown = f"<details><summary>As a table</summary>{shown}</details>"
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawing}{shown}</figure>"


def table(title: str, rows: Sequence[Cells], *, label: str = "") -> str:
    """A head row, then the others; empty for none."""
    if not rows:
        return ""
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows[1:]
    )
    inner = f"<table>{_caption(title)}{_head(rows[0])}<tbody>{body}</tbody></table>"
    return _wide(label or title or "Table", inner)


def _broken(name: str) -> str:
    """A measure's name, which may go on in the next line before its bracket."""
    return escape(name).replace("(", "<wbr>(")


def _caption(title: str) -> str:
    return f"<caption>{escape(title)}</caption>" if title else ""


def _head(cells: Cells) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in cells)
    return f"<thead><tr>{heads}</tr></thead>"


def _wide(label: str, inner: str) -> str:
    """A table that scrolls inside a narrow window, also by keyboard."""
    return f'<div class="wide" tabindex="0" role="group" aria-label="{escape(label)}">{inner}</div>'
