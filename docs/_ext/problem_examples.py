"""The examples of ``reference/problems.toml``, each run as an office of its own."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tempfile
import tomllib
from pathlib import Path

import attrs

from hotline_metrics.cli import main
from hotline_metrics.domain.catalogue import CATALOGUE
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.history.audit.kinds import KINDS
from hotline_metrics.message import Language, Message

TEXTS = Path(__file__).parents[1] / "reference" / "problems.toml"

USUAL = {
    "工单编号": "231007102349106144",
    "受理时间": "2023-10-07 10:23:49",
    "派单时间": "2023-10-07 10:40:00",
    "承办单位": "郭楼街道",
    "诉求分类": "城市综合类",
    "紧急程度": "",
    "办结时间": "2023-10-09 15:30:00",
    "重办次数": "",
    "是否抽访": "是",
    "办理结果满意度": "满意",
    "服务过程满意度": "基本满意",
}
"""The ticket that examples change."""

UNITS = "unit,group,aliases\n郭楼街道,乡镇街道,\n卫健体委,县直单位,卫健委\n"


AUDITED = Message(
    "到通报里找到这个数，对照表格或往期重算一遍；程序把最可能的原因写在后面。",
    "Find the figure in the bulletin and work it out again from the tables or the archive; the "
    "likely cause stands behind the sentence. See "
    "[audit a bulletin](../../how-to/audit-a-bulletin.md).",
)
"""What to do about a finding of ``audit``."""


@attrs.frozen(kw_only=True)
class Explained:
    """What the pages say about a kind of problem, and its example.

    Attributes:
        meaning: what it means.
        then: what the clerk does.
        rows: the tickets, as changes of the usual one.
        without: columns that the table lacks.
        text: the whole file instead.
        sheets: a workbook instead.
        rules: added to the rulebook ``pingyu``.
        units: the roster.
        notes: the month's notes.
        archive: a report of an earlier month.
        exclusions: the register of exclusions.
        words: further words of the command line.
        details: where nothing can be run: what the sentence is filled with.
        remedy: what in the rulebook makes the problem go away.
    """

    meaning: Message
    then: Message
    rows: list[dict[str, str]] = attrs.field(factory=list)
    without: list[str] = attrs.field(factory=list)
    text: str | None = None
    sheets: dict[str, object] = attrs.field(factory=dict)
    rules: str = ""
    units: str = UNITS
    notes: str = ""
    archive: str = ""
    exclusions: str = ""
    words: list[str] = attrs.field(factory=list)
    details: dict[str, str] = attrs.field(factory=dict)
    remedy: str = ""

    def table(self) -> list[list[str]]:
        """Return header and rows of the table of tickets."""
        headings = dict.fromkeys([*USUAL, *(name for row in self.rows for name in row)])
        shown = [name for name in headings if name not in self.without]
        return [shown, *([(USUAL | row).get(name, "") for name in shown] for row in self.rows)]

    def changed(self) -> list[list[str]]:
        """Return of the table what an example is about: the number, and the columns it changes."""
        header, *rows = self.table()
        about = {"工单编号", *(name for row in self.rows for name in row)}
        if about == {"工单编号"}:
            about = {*USUAL}
        columns = [n for n, name in enumerate(header) if name in about]
        return [[row[n] for n in columns] for row in (header, *rows)]


def explanations() -> dict[str, Explained]:
    """Return what is written about each kind of problem, by its code."""
    document = tomllib.loads(TEXTS.read_text("utf-8"))
    return {code: _explained(dict(table)) for code, table in document.items()}


def _explained(table: dict[str, object]) -> Explained:
    meaning = Message(str(table.pop("zh")), str(table.pop("en")))
    then = Message(str(table.pop("then_zh", AUDITED.zh)), str(table.pop("then_en", AUDITED.en)))
    return Explained(meaning=meaning, then=then, **table)  # type: ignore[arg-type]


def said(code: str, example: Explained, lang: Language) -> tuple[str, str, str]:
    """Return place, sentence and hint that the program gives for an example.

    Args:
        code: the code of the problem that must occur.
        example: what it is read from.
        lang: the language.
    """
    if example.details:
        problem = Problem({**CATALOGUE, **KINDS}[code], Location(source=""), example.details)
        return "", problem.message(lang), problem.hint(lang)
    with tempfile.TemporaryDirectory() as name:
        found = [each for each in _report(example, Path(name), lang) if each["code"] == code]
    assert found, f"the example of {code} does not give it"
    return found[0]["place"], found[0]["message"], found[0]["hint"]


def is_remedied(code: str, example: Explained) -> bool:
    """Tell whether a problem goes away when the remedy stands in the rulebook."""
    mended = attrs.evolve(example, rules=example.rules + example.remedy)
    with tempfile.TemporaryDirectory() as name:
        return all(each["code"] != code for each in _report(mended, Path(name), "en"))


def _report(example: Explained, folder: Path, lang: Language) -> list[dict[str, str]]:
    source = _source(example, folder)
    named = {"rules.toml": 'extends = "pingyu"\n' + example.rules, "units.csv": example.units}
    named |= {"2023-10.md": example.notes, "exclusions.csv": example.exclusions}
    settings = 'rules = "rules.toml"\narchive = "archive"\n'
    settings += 'units = "units.csv"\n' if example.units else ""
    settings += 'exclusions = "exclusions.csv"\n' if example.exclusions else ""
    (folder / "archive").mkdir()
    for name, text in {**named, "hotline.toml": settings}.items():
        if text:
            (folder / name).write_text(text, "utf-8")
    if example.archive:
        (folder / "archive" / "2023-09.json").write_text(example.archive, "utf-8")
    problems = folder / "problems.json"
    words = ["report", str(source), "--office", str(folder), "-m", "2023-10", *example.words]
    words += ["-o", str(folder / "bulletin.md"), "--problems", str(problems)]
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        status = main(["--lang", lang, *words])
    assert status in {0, 1}, f"the example could not be read: {example.meaning.en}"
    return list(json.loads(problems.read_text("utf-8")))


def _source(example: Explained, folder: Path) -> Path:
    if example.sheets:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.active)
        for name, rows in example.sheets.items():
            sheet = book.create_sheet(name)
            tickets = attrs.evolve(example, rows=[{}]).table()
            for row in tickets if rows == "tickets" else rows:
                sheet.append(row)
        book.save(folder / "tickets.xlsx")
        return folder / "tickets.xlsx"
    path = folder / "tickets.csv"
    if example.text is not None:
        path.write_text(example.text, "utf-8")
        return path
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator=os.linesep).writerows(example.table())
    return path
