"""Writing long tables, and a whole month, beside a script: ``python -m benchmarks.word``.

Tables of 200 and 2,000 rows are written by the exporter and by bare XML appended to an empty
python-docx document. Then a county's large month, 30,000 tickets in a workbook, becomes a
document twice: by ``read_tickets``, ``compile_report`` and ``write_report``, and by a script of
pandas and python-docx that counts the same table, checks no row and knows no calendar.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.timing import machine, middle

WIDTH = 6


def cells(row: int) -> list[str]:
    """Return the texts of a row."""
    return [f"第{row}办事处", str(row % 70), str(row % 3), "0", f"{row % 100}.5%", "市级未抽访"]


def ours(rows: int) -> Callable[[], int]:
    """Return what writes the table with the exporter."""
    from hotline_metrics.plugin import Bulletin, Publication, Run, Table, TableCell, TableColumn
    from hotline_metrics.testing import sample_publication
    from hotline_metrics_docx import DocxOptions, write_docx

    table = Table(
        name="单位",
        columns=tuple(TableColumn(f"列{n}") for n in range(WIDTH)),
        rows=tuple(tuple(TableCell(text, text) for text in cells(row)) for row in range(rows)),
    )
    usual = sample_publication()
    publication = Publication(
        report=usual.report,
        bulletin=Bulletin(title=(Run("通报"),), blocks=(table,)),
        rules=usual.rules,
    )
    return lambda: len(write_docx(publication, DocxOptions()))


def bare(rows: int) -> Callable[[], int]:
    """Return what writes the table as XML, with the same properties, into an empty document."""
    from docx import Document
    from docx.oxml import parse_xml

    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    before = (
        '<w:tc><w:tcPr><w:tcW w:w="1500" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:jc w:val="center"/></w:pPr>'
        '<w:r><w:t xml:space="preserve">'
    )
    row_properties = '<w:trPr><w:cantSplit/><w:trHeight w:val="380" w:hRule="atLeast"/></w:trPr>'
    texts = [cells(row) for row in range(rows)]

    def write() -> int:
        document = Document()
        parts = [f"<w:tbl {spaces}><w:tblPr/><w:tblGrid/>"]
        for row in texts:
            parts += ["<w:tr>", row_properties]
            parts += [f"{before}{escape(text)}</w:t></w:r></w:p></w:tc>" for text in row]
            parts.append("</w:tr>")
        document.element.body.insert(0, parse_xml("".join([*parts, "</w:tbl>"])))
        target = io.BytesIO()
        document.save(target)
        return len(target.getvalue())

    return write


def month(tickets: Path, target: Path) -> int:
    """Turn the workbook into the bulletin."""
    import hotline_metrics as hm

    rules = hm.Rulebook.preset("pingyu")
    intake = hm.read_tickets(tickets, rules=rules)
    report = hm.compile_report(intake, "2023-10", rules=rules)
    hm.write_report(report, target, rules=rules)
    return intake.accepted


def script(tickets: Path, target: Path) -> int:
    """Do the same the usual way."""
    import pandas
    from docx import Document

    frame = pandas.read_excel(tickets, dtype=str, engine="calamine")
    weight = {"满意": 1.0, "基本满意": 0.6, "不满意": 0.0}
    frame["sent"] = pandas.to_datetime(frame["转办时间"])
    frame["done"] = pandas.to_datetime(frame["办结时间"])
    frame["due"] = pandas.to_datetime(frame["办结时限"])
    frame = frame[frame["sent"].dt.strftime("%Y-%m") == "2023-10"]
    end = frame["done"].fillna(frame[["sent", "done"]].max().max())
    frame["late"] = end > frame["due"]
    frame["again"] = pandas.to_numeric(frame["重办次数"]).fillna(0)
    for question in ("办理结果满意度", "服务过程满意度"):
        frame[question] = frame[question].map(weight)
    by_unit = frame.groupby("承办单位").agg(
        assigned=("sent", "size"),
        late=("late", "sum"),
        again=("again", "sum"),
        result=("办理结果满意度", "mean"),
        process=("服务过程满意度", "mean"),
    )
    document = Document()
    document.add_heading("通报")
    table = document.add_table(rows=1, cols=WIDTH)
    for unit, line in by_unit.iterrows():
        texts = [str(unit), *(str(round(float(each), 2)) for each in line)]
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.save(str(target))
    return len(frame)


def make(path: Path, rows: int) -> None:
    """Write a month of tickets as a workbook."""
    from datetime import datetime, timedelta

    from xlsxwriter import Workbook

    names = "工单编号 转办时间 办结时限 办结时间 承办单位 诉求分类 重办次数"
    names += " 办理结果满意度 服务过程满意度"
    words = ("满意", "基本满意", "不满意", "", "")
    with Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("工单")
        page.write_row(0, 0, names.split())
        for row in range(1, rows + 1):
            sent = datetime(2023, 10, 1) + timedelta(minutes=row * 7 % 44_000)
            due, done = sent + timedelta(days=3), sent + timedelta(hours=row % 80)
            moments = [f"{each:%Y-%m-%d %H:%M:%S}" for each in (sent, due, done)]
            texts = [f"231001{row:09d}", *moments, f"第{row % 60}办事处", f"类别{row % 9}"]
            texts += ["1" if row % 97 == 0 else "0", words[row % 5], words[row % 5]]
            page.write_row(row, 0, texts)


def main() -> None:
    """Print medians and ratios."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--tickets", type=int, default=30_000)
    words.add_argument("--times", type=int, default=5)
    chosen = words.parse_args()
    print(machine("hotline-metrics-docx", "python-docx", "pandas"))
    found: dict[int, float] = {}
    for rows in (200, 2000):
        mine, yours = middle(chosen.times, ours(rows), bare(rows))
        found[rows] = mine
        print(f"{rows} rows: ours {mine:.3f} s, bare XML {yours:.3f} s, ratio {mine / yours:.2f}")
    print(f"2000 / 200 rows: {found[2000] / found[200]:.1f}, goal at most 12; ratio goal 1.5")
    with tempfile.TemporaryDirectory() as folder:
        tickets, target = Path(folder) / "tickets.xlsx", Path(folder) / "bulletin.docx"
        make(tickets, chosen.tickets)
        mine, yours = middle(
            chosen.times, lambda: month(tickets, target), lambda: script(tickets, target)
        )
    print(f"{chosen.tickets} tickets, .xlsx to .docx: ours {mine:.2f} s, ", end="")
    print(f"pandas and python-docx {yours:.2f} s, ratio {mine / yours:.2f}")


if __name__ == "__main__":
    main()
