"""``due``: open tickets by unit that fall overdue today, by the next workday, this week."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from hotline_metrics.cli.formats import FormatOptions, format_options
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import (
    MomentType,
    read_sources,
    service_period_option,
    source_arguments,
)
from hotline_metrics.cli.summary import print_problems, problems_file
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import END_OF_DAY
from hotline_metrics.figures.due import WHENS, DueList, backtest, due_ahead, known_at


def due_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        sources: tuple[str, ...],
        rules: str | None,
        units: str | None,
        source_format: str | None,
        plugin_options: tuple[str, ...],
        office: str | None,
        problems: str | None,
        limits: tuple[tuple[str, int], ...],
        period: Period | None,
        as_of: datetime | None,
        back: datetime | None,
        outputs: tuple[str, ...],
    ) -> int:
        from hotline_metrics.figures.tally import latest_moment
        from hotline_metrics.output import write_files

        if as_of and back:
            raise click.UsageError(
                speech("--as-of 和 --backtest 只能用一个", "give either --as-of or --backtest")
            )
        place = Office.at(office, sources)
        rulebook = place.rules(rules)
        options = format_options(plugin_options, place, speech)
        intake = read_sources(
            sources,
            period,
            place,
            units,
            rulebook,
            source_format,
            options,
            limits,
            speech,
        )
        print_problems(intake.problems, speech)
        moment = back or as_of or latest_moment(intake.tickets) or datetime.max
        tickets = known_at(intake.tickets, back) if back else intake.tickets
        found = due_ahead(tickets, rulebook, moment)
        echo(_told(found, speech))
        if back:
            result = backtest(intake.tickets, rulebook, back)
            echo(
                speech(
                    f"\n回测：当时列出 {result.listed} 件将到期，其中 {result.late} 件后来超期；"
                    f"另有 {result.unforeseen} 件之后转来并超期",
                    f"\nbacktest: {result.listed} were listed as due, {result.late} of them "
                    f"fell overdue; {result.unforeseen} more came in later and did",
                )
            )
        read = place.sources(period, *sources, rules, units)
        also: dict[Path, bytes] = {}
        if problems:
            file = Path(problems)
            also[file] = problems_file(intake.problems, file, speech.lang)
        texts = [Path(name) for name in outputs if name.lower().endswith(".json")]
        for path in texts:
            also[path] = _json(found)
        others = [name for name in outputs if not name.lower().endswith(".json")]
        if others:
            written = _write(found, others, rulebook, speech, also, options, read)
        else:
            write_files(also, sources=read)
            written = ()
        for path in (*written, *also):
            echo(speech("已写出 ", "wrote ") + str(path), err=True)
        return 1 if intake.rejected else 0

    return command(
        speech,
        "due",
        speech(
            "哪些工单今天、下一工作日前、本周要超期，按单位列出。",
            "Open tickets by unit that fall overdue today, by the next workday, this week.",
        ),
        [
            *source_arguments(speech),
            service_period_option(speech),
            click.Option(
                ["--as-of"],
                type=MomentType(speech),
                metavar=speech("时间", "T"),
                help=speech(
                    "从哪个时点看，默认取工单里最晚的时间",
                    "the moment to look ahead from; by default the latest in the tickets",
                ),
            ),
            click.Option(
                ["--backtest", "back"],
                type=MomentType(speech),
                metavar=speech("时间", "T"),
                help=speech(
                    "回到过去某个时点列出，再看后来哪些真的超期",
                    "make the list of an earlier moment, and see what became of it",
                ),
            ),
            click.Option(
                ["-o", "--output", "outputs"],
                multiple=True,
                metavar=speech("文件", "FILE"),
                help=speech(
                    "写到哪里，可多次：.json，或能写表格的格式",
                    "where to write, repeatable: .json, or any format that has tables",
                ),
            ),
        ],
        run,
    )


def _rows(found: DueList) -> list[list[str | int]]:
    return [
        [unit, *(counts.get(when, 0) for when in WHENS)] for unit, counts in found.by_unit().items()
    ]


def _heads(speech: Speech) -> list[str]:
    return [speech("单位", "unit"), *(speech(zh, en) for zh, en in WHENS.values())]


def _ticket_rows(found: DueList, speech: Speech) -> list[list[str | int]]:
    return [
        [
            each.unit,
            each.id,
            speech("紧急", "urgent") if each.urgent else "",
            _moment(each.deadline),
            speech(*WHENS[each.when]),
        ]
        for each in found.pressing()
    ]


def _moment(deadline: datetime | None) -> str:
    if deadline is None:  # pragma: no cover - what presses has a deadline
        return "—"
    whole_day = deadline.time() == END_OF_DAY
    return f"{deadline:%Y-%m-%d}" if whole_day else f"{deadline:%Y-%m-%d %H:%M}"


def _ticket_heads(speech: Speech) -> list[str]:
    return speech("单位 工单 紧急 时限 情况", "unit ticket urgent deadline when").split()


def _told(found: DueList, speech: Speech) -> str:
    head = speech("统计时点 ", "as of ") + f"{found.as_of:%Y-%m-%d %H:%M}"
    if not found.tickets:
        return head + speech("：没有未办结的工单", ": no ticket is open")
    parts = [head, text_table(_heads(speech), _rows(found))]
    pressing = _ticket_rows(found, speech)
    if pressing:
        parts.append(text_table(_ticket_heads(speech), pressing))
    return "\n\n".join(parts)


def _json(found: DueList) -> bytes:
    document = {
        "schema": 1,
        "as_of": found.as_of.isoformat(),
        "units": [
            {"unit": unit, **{when: counts.get(when, 0) for when in WHENS}}
            for unit, counts in found.by_unit().items()
        ],
        "tickets": [
            {
                "id": each.id,
                "unit": each.unit,
                "when": each.when,
                "deadline": each.deadline.isoformat() if each.deadline else None,
                "urgent": each.urgent,
            }
            for each in found.tickets
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _write(
    found: DueList,
    paths: list[str],
    rules: Rulebook,
    speech: Speech,
    also: dict[Path, bytes],
    options: FormatOptions,
    sources: tuple[Path, ...],
) -> tuple[Path, ...]:
    """Write the lists as tables of a document, in whatever format the suffix names."""
    from hotline_metrics.figures.report import MonthlyReport
    from hotline_metrics.publish.bulletin import Bulletin, Run, Table, TableCell, TableColumn
    from hotline_metrics.workflow.write import write_report

    def table(name: str, heads: list[str], rows: list[list[str | int]]) -> Table:
        return Table(
            name=name,
            caption=name,
            columns=tuple(TableColumn(head) for head in heads),
            rows=tuple(tuple(TableCell(str(cell), cell) for cell in row) for row in rows),
        )

    title = speech("到期提醒", "Deadlines ahead")
    bulletin = Bulletin(
        title=(Run(f"{title} {found.as_of:%Y-%m-%d %H:%M}"),),
        blocks=(
            table(speech("按单位", "By unit"), _heads(speech), _rows(found)),
            table(speech("工单", "Tickets"), _ticket_heads(speech), _ticket_rows(found, speech)),
        ),
    )
    day = found.as_of.date()
    report = MonthlyReport(period=Period("days", day, day), as_of=found.as_of, rules=rules.name)
    return write_report(
        report,
        *paths,
        rules=rules,
        bulletin=bulletin,
        also=also,
        options=options.exporters,
        sources=sources,
        lang=speech.lang,
    )
