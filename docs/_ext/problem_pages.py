"""One page for each kind of problem, of the core and of the plugins that are installed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from problem_examples import Explained, explanations, said

import hotline_metrics
from hotline_metrics.domain.problem import ProblemKind
from hotline_metrics.plugin.registry import default_registry

SEVERITIES = {
    "error": "**错误** error — 这一行（或这个文件）不计入；the row, or the file, is not counted",
    "warning": "**存疑** warning — 计入，但请看一眼；counted, and worth a look",
    "notice": "**提示** notice — 只是告知；for information",
}

OF_BULLETINS = {
    "error": "**错误** error — 这个数不可能，或与别处矛盾；impossible, or contradicted elsewhere",
    "warning": "**存疑** warning — 可能不对，请看一眼；perhaps wrong, and worth a look",
    "notice": "**提示** notice — 只是告知；for information",
}


def core_kinds() -> dict[str, ProblemKind]:
    """Return the kinds of the core and of the formats it comes with, by code."""
    return _kinds(hotline_metrics, without=("hotline_metrics.testing", "hotline_metrics.__main__"))


def plugin_kinds() -> dict[str, tuple[str, ProblemKind]]:
    """Return the kinds of the installed plugins: code to distribution and kind."""
    found = {}
    for plugin in default_registry().plugins():
        if plugin.distribution != "hotline-metrics":
            package = importlib.import_module(plugin.distribution.replace("-", "_"))
            kinds = _kinds(package)
            found |= {code: (plugin.distribution, kind) for code, kind in kinds.items()}
    return found


def _kinds(package: ModuleType, without: tuple[str, ...] = ()) -> dict[str, ProblemKind]:
    found = dict[str, ProblemKind]()
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.startswith(without or ("-",)):
            values = vars(importlib.import_module(module.name)).values()
            found |= {each.code: each for each in values if isinstance(each, ProblemKind)}
    return dict(sorted(found.items()))


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the Markdown of each page."""
    told = explanations()
    for code, kind in core_kinds().items():
        yield code, _page(kind, _explained(kind, told[code]))
    for code, (distribution, kind) in plugin_kinds().items():
        yield code, _page(kind, _of_plugin(kind, distribution))


def write_pages(folder: Path) -> None:
    """Write the pages into a folder, and touch only what changed."""
    folder.mkdir(exist_ok=True)
    written = dict(pages())
    for path in folder.glob("*.md"):
        if path.stem not in written:
            path.unlink()
    for code, text in written.items():
        path = folder / f"{code}.md"
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def listing() -> Iterator[str]:
    """Yield the table of all kinds, with links to their pages."""
    groups = {
        "工单 Tickets and reports": [k for k in core_kinds().values() if _is_ours(k)],
        "核对通报 Audit of a bulletin": [k for k in core_kinds().values() if not _is_ours(k)],
        "插件 Plugins": [kind for _, kind in plugin_kinds().values()],
    }
    for title, kinds in groups.items():
        yield from (f"## {title}", "", "| 代码 code | | |", "|---|---|---|")
        for kind in kinds:
            yield f"| [`{kind.code}`](problems/{kind.code}.md) | {kind.severity} | {_cell(kind)} |"
        yield ""


def _is_ours(kind: ProblemKind) -> bool:
    return not kind.code.startswith("audit.")


def _page(kind: ProblemKind, lines: Iterator[str]) -> str:
    severity = (SEVERITIES if _is_ours(kind) else OF_BULLETINS)[kind.severity]
    head = (f"(problem-{kind.code})=", "", f"# {kind.code}", "", severity, "")
    return "\n".join((*head, *lines)).rstrip("\n") + "\n"


def _explained(kind: ProblemKind, example: Explained) -> Iterator[str]:
    place, sentence, hint = said(kind.code, example, "zh")
    place_en, sentence_en, hint_en = said(kind.code, example, "en")
    yield from ("## 含义", "", example.meaning.zh, "")
    yield from ("**怎么办** " + example.then.zh, "")
    yield from ("## Meaning", "", example.meaning.en, "")
    yield from ("**What to do** " + example.then.en, "")
    yield from ("## 例 Example", "")
    yield from _shown(example)
    yield from ("程序说 / the program says:", "", "```text")
    yield from _sentence(place, sentence, hint)
    yield from ("", *_sentence(place_en, sentence_en, hint_en), "```", "")
    if example.remedy:
        yield from (
            "口径文件里这样写，这个问题就没有了 / with this in the rulebook it goes away:",
            "",
        )
        yield from ("```text", *example.remedy.splitlines(), "```")


def _shown(example: Explained) -> Iterator[str]:
    if example.text is not None:
        yield from ("```text", *(example.text.splitlines() or ("（空文件 an empty file）",)), "```")
    elif example.sheets:
        for name, rows in example.sheets.items():
            cells = "工单 tickets" if rows == "tickets" else "；".join(row[0] for row in rows)  # type: ignore[index,attr-defined]
            yield f"- 工作表 sheet “{name}”：{cells}"
    elif example.rows:
        header, *rows = example.changed()
        yield from (_row(header), "|" + "---|" * len(header), *map(_row, rows))
    yield ""
    beside = {
        "口径 rulebook": example.rules and f'extends = "pingyu"\n{example.rules}',
        "月度说明 notes, 2023-10.md": example.notes,
        "往期 archive/2023-09.json": example.archive,
        "剔除登记 exclusions": example.exclusions,
    }
    for title, text in beside.items():
        if text:
            yield from (f"{title}:", "", "```text", *text.splitlines(), "```", "")
    if example.units == "":
        yield from ("没有单位名册。There is no roster.", "")
    if example.words:
        yield from (f"`hotline-metrics report tickets.csv {' '.join(example.words)}`", "")


def _of_plugin(kind: ProblemKind, distribution: str) -> Iterator[str]:
    for title, sentence, hint in (
        ("含义", kind.zh, kind.hint_zh),
        ("Meaning", kind.en, kind.hint_en),
    ):
        yield from (f"## {title}", "", _plain(sentence), "")
        if hint:
            yield from (f"→ {_plain(hint)}", "")
    yield f"*{distribution}*"


def _sentence(place: str, sentence: str, hint: str) -> Iterator[str]:
    yield f"{place}  {sentence}" if place else sentence
    if hint:
        yield f"    → {hint}"


def _cell(kind: ProblemKind) -> str:
    return f"{_plain(kind.zh)}<br>{_plain(kind.en)}".replace("|", "\\|")


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _plain(text: str) -> str:
    """Show a sentence's blanks as names in angle brackets."""
    named = re.sub(r"\{(\w+?)(?:_en)?\}", r"⟨\1⟩", text)
    return named.replace("*", "\\*").replace("_", "\\_")
