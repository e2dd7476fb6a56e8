"""``check``: every problem of the rows, and nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from hotline_metrics.cli.formats import format_options
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import (
    read_sources,
    service_period_option,
    source_arguments,
)
from hotline_metrics.cli.summary import SEVERITIES, count_by_code, print_problems, problems_file
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.period import Period


def check_command(speech: Speech) -> click.Command:
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
    ) -> int:
        from hotline_metrics.output import write_files

        place = Office.at(office, sources)
        intake = read_sources(
            sources,
            period,
            place,
            units,
            place.rules(rules),
            source_format,
            format_options(plugin_options, place, speech),
            limits,
            speech,
        )
        print_problems(intake.problems, speech, everything=True)
        echo(
            speech(
                f"读入 {intake.read} 行：可计入 {intake.accepted}，不可计入 {intake.rejected}",
                f"{intake.read} rows: {intake.accepted} accepted, {intake.rejected} rejected",
            )
        )
        for code, severity, number in count_by_code(intake.problems):
            echo(f"  {number:>7}  {SEVERITIES[severity].text(speech.lang)}  {code}")
        if problems:
            path = Path(problems)
            write_files(
                {path: problems_file(intake.problems, path, speech.lang)},
                sources=place.sources(period, *sources, rules, units),
            )
            echo(speech("已写出 ", "wrote ") + problems, err=True)
        return 1 if intake.rejected else 0

    return command(
        speech,
        "check",
        speech(
            "逐行检查工单，列出每个问题的文件、行、列和改法。",
            "Check every row: each problem with file, row, column and what to do.",
        ),
        [
            *source_arguments(speech),
            service_period_option(speech),
        ],
        run,
    )
