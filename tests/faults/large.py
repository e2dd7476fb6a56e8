"""Large bad input, made here and fed in a process that may take only so much memory and time.

Run as a script with the name of a case; without a name it tells them all.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping

from tests.faults.targets import feed

MEMORY = 2 << 30
"""Bytes of address space: the interpreter and the libraries take a quarter of it."""

SECONDS = 60
"""Processor time; a machine that is busy with other things takes longer."""

HEADER = "工单编号,受理时间,承办单位\n".encode()
ROW = "1,2023-10-01,医保局\n".encode()
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*pieces: str | tuple[str, int]) -> bytes:
    """Return a Word file whose body is made of pieces, some of them many times."""
    return zipped("word/document.xml", [f'<w:document xmlns:w="{WORD}"><w:body>', *pieces])


def zipped(name: str, pieces: Iterable[str | tuple[str, int]]) -> bytes:
    """Return a zip file of one part."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for piece in pieces:
            text, times = piece if isinstance(piece, tuple) else (piece, 1)
            for _ in range(times):
                part.write(text.encode())
    return target.getvalue()


def row(cells: str) -> str:
    """Return a row of a Word table."""
    return f"<w:tr>{cells}</w:tr>"


SPAN = '<w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr><w:p/></w:tc>'
END = "</w:body></w:document>"
LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))

CASES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    # --- one line, one cell, one row that does not end
    "csv line of 100 MB": ("csv", lambda: HEADER + b"x" * 100_000_000 + b"\n" + ROW),
    "csv cell of 100 MB": ("csv", lambda: HEADER + b'"' + b"x" * 100_000_000 + b'"\n' + ROW),
    "csv cell of 30 MB in lines": ("csv", lambda: HEADER + b'"' + (b"x" * 999 + b"\n") * 30_000),
    "csv of a million columns": ("csv", lambda: HEADER + b"," * 1_000_000 + b"\n" + ROW),
    "csv header of a million columns": (
        "csv",
        lambda: b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + ROW,
    ),
    "csv header of 16,000 columns": (
        "csv",
        lambda: HEADER.strip() + b",".join(b"c%d" % n for n in range(16_000)) + b"\n" + ROW,
    ),
    "csv that opens a quote in every line": ("csv", lambda: HEADER + b'"1,2\n' * 30_000),
    "csv that opens a quote once": ("csv", lambda: HEADER + b'"' + b"x\n" * 100_000),
    "csv of accents": (
        "csv",
        lambda: HEADER + b"1,2023-10-01,a" + "\u0315\u0300".encode() * 490_000,
    ),
    # --- pages
    "html of tags without end": ("html", lambda: b"<a " * 300_000),
    "html of comments without end": ("html", lambda: b"<!--" * 300_000),
    "html of declarations": ("html", lambda: b"<![" * 300_000),
    "html of attributes without end": ("html", lambda: b"<a b='\"" * 150_000),
    "html of ends": ("html", lambda: b"</a" * 300_000),
    "html of paragraphs": ("html", lambda: b"<p>" * 300_000),
    "html of tables": ("html", lambda: b"<table><tr><td>1" * 50_000),
    "html row of cells": ("html", lambda: b"<table><tr>" + b"<td>x" * 200_000),
    "html of merged cells": (
        "html",
        lambda: b"<table>" + b"<tr><td colspan=200 rowspan=200>x" * 50_000,
    ),
    "html of far cells": (
        "html",
        lambda: b"<table><tr>" + b"<td>x" * 5_000 + b"<td rowspan=200>y" + b"<tr>" * 200_000,
    ),
    "html larger than the limit": ("html", lambda: b" " * 21_000_000),
    # --- texts
    "text of one long line": ("text", lambda: "一、二1,".encode() * 100_000),
    "text without a mark": ("text", lambda: "一".encode() * 300_000),
    "text of tabs": ("text", lambda: b"a\t" * 200_000),
    "text of uneven rows": ("text", lambda: b"a\t" * 20_000 + b"\n" + b"b\tc\n" * 200_000),
    "text of blank lines": ("text", lambda: b"a\n" + b"\n" * 300_000 + b"b\n" * 100_000),
    "text of cells": ("text", lambda: "单位\n满意率\n1\n2\n".encode() * 40_000),
    "text of units": (
        "text",
        lambda: (
            "承办单位\t承办件数\t满意率\n".encode()
            + "".join(f"第{n}局\t{n % 50}\t{n % 100}%\n" for n in range(5_000)).encode()
            + "第5局第7局通报表扬。县里的工作很好，".encode() * 5_000
        ),
    ),
    "text of brackets": ("text", lambda: "(（〔【".encode() * 50_000),
    "text of numbers": ("text", lambda: b"1" * 200_000 + "\n同比上升1个百分点".encode() * 20_000),
    "markdown of paragraphs": ("markdown", lambda: b"a\n\n" * 100_000),
    "markdown of uneven rows": (
        "markdown",
        lambda: b"|" + b"a|" * 20_000 + b"\n|-|\n" + b"|b|\n" * 200_000,
    ),
    "markdown of rules": ("markdown", lambda: b"|a|\n" + b"|" + b" :- |" * 50_000 + b"x\n"),
    # --- Word
    "docx of 300 MB": ("docx", lambda: docx(("<w:p/>" * 50_000, 1_000), END)),
    "docx of spaces": ("docx", lambda: docx((" " * 1_000_000, 500), END)),
    "docx of merged cells": (
        "docx",
        lambda: docx("<w:tbl>", (row(SPAN * 10), 20_000), "</w:tbl>", END),
    ),
    "docx of uneven rows": (
        "docx",
        lambda: docx("<w:tbl>", row("<w:tc/>" * 10_000), (row("<w:tc/>"), 50_000), "</w:tbl>", END),
    ),
    "docx of tables in tables": (
        "docx",
        lambda: docx(
            "<w:tbl><w:tr><w:tc>" * 80,
            "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 20_000,
            "</w:tc></w:tr></w:tbl>" * 80,
            END,
        ),
    ),
    "docx of tags in tags": ("docx", lambda: docx(("<w:p>", 1_000_000))),
    "docx of laughs": (
        "docx",
        lambda: zipped(
            "word/document.xml",
            [
                f'<!DOCTYPE w [<!ENTITY a "ha">{LAUGHS}]><w:document xmlns:w="{WORD}"><w:body>'
                f"<w:p><w:r><w:t>&m;</w:t></w:r></w:p>{END}"
            ],
        ),
    ),
    "docx that names a file": (
        "docx",
        lambda: zipped(
            "word/document.xml",
            [
                '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///dev/zero">]>'
                f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p>{END}'
            ],
        ),
    ),
    # --- reports and what people write
    "report of brackets": ("report", lambda: b"[" * 1_000_000),
    "report of categories in categories": (
        "report",
        lambda: (
            b'{"schema":1,"period":"2023-10","categories":'
            + b'[{"category":"a","figures":{},"parts":' * 100_000
        ),
    ),
    "report of 4 MB": (
        "report",
        lambda: (
            b'{"schema":1,"period":"2023-10","totals":{'
            + b",".join(b'"a%d":1' % n for n in range(300_000))
            + b"}}"
        ),
    ),
    "report of a long number": (
        "report",
        lambda: b'{"schema":1,"period":"2023-10","totals":{"a":' + b"9" * 1_000_000 + b"}}",
    ),
    "rulebook of dots": ("rulebook", lambda: b".".join([b"a"] * 1_000_000) + b"=1"),
    "rulebook of dots in every line": (
        "rulebook",
        lambda: b"".join(b"a." * 90 + b"b%d=1\n" % n for n in range(15_000)),
    ),
    "rulebook of tables": ("rulebook", lambda: b"".join(b"[a.b%d]\n" % n for n in range(100_000))),
    "rulebook of brackets": ("rulebook", lambda: b"a=" + b"[" * 1_000_000),
    "rulebook of braces": ("rulebook", lambda: b"a=" + b"{a=" * 300_000),
    "rulebook of a long number": ("rulebook", lambda: b"a=" + b"9" * 1_000_000),
    "rulebook of a long fraction": ("rulebook", lambda: b"a=0." + b"9" * 1_000_000),
    "rulebook of quotes": ("rulebook", lambda: b'a="' + b'\\"' * 500_000),
    "rulebook of 5 MB": ("rulebook", lambda: b"#" * 5_000_000),
    "rulebook of words": (
        "rulebook",
        lambda: (
            b'extends = "pingyu"\n[questions.result.grades.satisfied]\nwords = ['
            + b",".join(b'"w%d"' % n for n in range(100_000))
            + b"]"
        ),
    ),
    "roster of units": (
        "roster",
        lambda: b"unit,aliases\n" + b"".join(b"u%d,a%d\n" % (n, n) for n in range(100_000)),
    ),
    "roster of accents": (
        "roster",
        lambda: b"unit\n" + ("a" + "\u0315\u0300" * 20_000 + "\n").encode() * 10,
    ),
    "notes of headings": ("notes", lambda: b"# a\n\nb\n\n" * 40_000),
    "notes of stars": ("notes", lambda: b"# a\n\n" + b"**a" * 60_000),
    "template of text": ("template", lambda: b"x" * 199_000),
    "template of stars": ("template", lambda: b"**x" * 60_000),
    "template of loops": ("template", lambda: b"{% for a in units %}a{% endfor %}" * 5_000),
    "template of more than it may have": ("template", lambda: b"x" * 300_000),
}


def main(name: str) -> None:
    """Feed one case within its bounds."""
    kind, make = CASES[name]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    feed(kind, make())
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:6.1f} s {used.ru_maxrss >> 10:6} MB  {name}")


if __name__ == "__main__":
    if sys.argv[1:]:
        main(sys.argv[1])
    else:
        print("\n".join(CASES))
