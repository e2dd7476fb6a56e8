"""``mask``: a narrative without what tells who a citizen is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import office_option
from hotline_metrics.cli.terminal import echo, hand_on
from hotline_metrics.cli.usage import command
from hotline_metrics.intake.source import Limits, Source
from hotline_metrics.privacy.finding import KINDS, Finding, Kind, Masked
from hotline_metrics.publish.bulletin import Bulletin, Table, plain_text

TABLES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".xlsm"})
"""What is no narrative: names stand there without a word that announces them."""

DOCUMENT = b"PK\x03\x04"
"""How a file begins that packs its text, such as a Word document."""


def mask_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        file: str,
        output: str | None,
        units: str | None,
        office: str | None,
        show: bool,  # noqa: FBT001 - a flag of the command line
    ) -> int:
        from hotline_metrics.output import write_files
        from hotline_metrics.privacy.masking import mask_text

        _refuse_misuse(file, output, speech)
        roster = Office.at(office).roster(units) or ()
        keep = {name for unit in roster for name in (unit.name, *unit.aliases)}
        source = _piped() if file == "-" else Source.at(file)
        text = _text_of(source)
        masked = mask_text(text, keep=keep)
        if output:
            write_files({Path(output): masked.text.encode()}, sources=[Path(file)])
        else:
            hand_on(masked.text)
        for line in _doubts(masked, text, source.name, speech, show=show):
            echo(line, err=True)
        echo(_summary(masked, speech), err=True)
        if output:
            echo(speech("已写出 ", "wrote ") + output, err=True)
        return 1 if masked.doubtful else 0

    return command(
        speech,
        "mask",
        speech(
            "遮盖文字里的姓名、电话、证件号等，列出存疑处由人核对。",
            "Mask names, telephones, identity numbers of a text; list what a person must look at.",
        ),
        [
            click.Argument(["file"], metavar=speech("文件", "FILE")),
            click.Option(
                ["-o", "--output"],
                metavar=speech("文件", "FILE"),
                help=speech(
                    "写到哪里，默认写到标准输出；不改动原文件",
                    "where to write, by default standard output; the source stays as it is",
                ),
            ),
            click.Option(
                ["--units"],
                metavar=speech("文件", "FILE"),
                help=speech(
                    "单位名册，其中的名称不遮盖", "roster of units, whose names are not masked"
                ),
            ),
            office_option(speech),
            click.Option(
                ["--show"],
                is_flag=True,
                help=speech(
                    "连同存疑处的原文一起列出；原文含个人信息",
                    "list the doubtful words themselves; they are personal",
                ),
            ),
        ],
        run,
        epilog=speech(
            "退出状态：0 没有存疑；1 已写出，但有存疑；2 什么都没有写出。",
            "Exit status: 0 nothing in doubt; 1 written, with doubts; 2 nothing was written.",
        ),
    )


def _refuse_misuse(file: str, output: str | None, speech: Speech) -> None:
    if Path(file).suffix.lower() in TABLES:
        raise click.UsageError(
            speech(
                f"{Path(file).name} 是表格：统计时个人信息列本来就不读；mask 只处理成段的文字",
                f"{Path(file).name} is a table, whose personal columns are never read; "
                "mask takes narratives",
            )
        )
    if output and file != "-" and Path(output).resolve() == Path(file).resolve():
        raise click.UsageError(
            speech("不改动原文件，请写到别处", "the source stays as it is; write somewhere else")
        )


def _piped() -> Source:
    # One byte more than a document may have is enough for it to be refused.
    return Source(name="-", data=sys.stdin.buffer.read(Limits().document_bytes + 1))


def _text_of(source: Source) -> str:
    if source.head(len(DOCUMENT)) != DOCUMENT:
        return source.text()
    from hotline_metrics.plugin.calls import read_bulletin
    from hotline_metrics.plugin.options import make_options
    from hotline_metrics.plugin.registry import default_registry

    reader = default_registry().bulletin_reader_for(source)
    return "\n".join(_lines(read_bulletin(reader, source, make_options(reader)))) + "\n"


def _lines(bulletin: Bulletin) -> Iterator[str]:
    for part in (bulletin.head, bulletin.number, bulletin.remark, bulletin.title, bulletin.to):
        if part:
            yield plain_text(part)
    for block in bulletin.blocks:
        if isinstance(block, Table):
            yield from ([block.caption] if block.caption else [])
            yield "\t".join(column.title for column in block.columns)
            yield from ("\t".join(cell.text for cell in row) for row in block.rows)
        else:
            yield plain_text(block.runs)


def _doubts(masked: Masked, text: str, name: str, speech: Speech, *, show: bool) -> Iterator[str]:
    line, at = 1, 0
    for finding in masked.doubtful:
        line += text.count("\n", at, finding.start)
        at = finding.start
        column = finding.start - text.rfind("\n", 0, finding.start)
        place = speech(
            f"{name} 第 {line} 行第 {column} 字", f"{name}, line {line}, character {column}"
        )
        words = text[finding.start : finding.end]
        shown = f" “{''.join(filter(str.isprintable, words))}”" if show else ""
        yield f"? {place}  {_what(finding, speech)}{shown}"


def _what(finding: Finding, speech: Speech) -> str:
    kind = speech(*KINDS[finding.kind])
    if finding.masked:
        return speech(f"可能是{kind}，已遮盖", f"perhaps a {kind}; masked")
    return speech(f"可能是{kind}，没有遮盖", f"perhaps a {kind}; left as it stands")


def _summary(masked: Masked, speech: Speech) -> str:
    counted: Counter[Kind] = Counter(finding.kind for finding in masked.findings if finding.masked)
    kinds = speech("、", ", ").join(
        f"{speech(*KINDS[kind])} {number}" for kind, number in counted.most_common()
    )
    total, doubtful = sum(counted.values()), len(masked.doubtful)
    listed = speech(f"（{kinds}）", f" ({kinds})") if kinds else ""
    return speech(
        f"遮盖 {total} 处{listed}；存疑 {doubtful} 处，请核对",
        f"{total} masked{listed}; {doubtful} in doubt",
    )
