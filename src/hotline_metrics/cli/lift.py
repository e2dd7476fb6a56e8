"""``lift``: how many answers each unit lacks to reach a threshold."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.figure import CountedRate, print_figure
from hotline_metrics.domain.interval import interval_of
from hotline_metrics.figures.lift import lift_to


def lift_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(report_file: str, measure: str, percent: str) -> int:
        from hotline_metrics.history.archive import load_report

        report = load_report(Path(report_file))
        try:
            target = Decimal(percent.removesuffix("%"))
        except InvalidOperation:
            raise click.UsageError(
                speech(f"“{percent}”不是百分数", f"{percent}: no percentage")
            ) from None
        if measure not in report.totals:
            raise click.UsageError(
                speech(
                    f"没有指标“{measure}”，可用：{'、'.join(report.totals)}",
                    f"no measure {measure}; there are {', '.join(report.totals)}",
                )
            )
        rows = []
        for line in report.units:
            figure = line.figures.get(measure)
            if isinstance(figure, CountedRate):
                lift, sure = lift_to(figure, target), interval_of(figure)
                rows.append(
                    [
                        line.unit,
                        print_figure(figure),
                        figure.n,
                        f"{sure.low}–{sure.high}",
                        lift.more,
                        "—" if lift.turned is None else lift.turned,
                    ]
                )
        heads = speech(
            "单位 现在 样本 95%区间 还需满意件 或改为满意件",
            "unit now n interval more_answers or_turned",
        )
        echo(text_table(heads.split(), rows))
        return 0

    return command(
        speech,
        "lift",
        speech(
            "各单位的比率要达到某个数，还差多少件满意评价。",
            "How many more good answers each unit needs to reach a rate, or how many it lacked.",
        ),
        [
            click.Argument(["report_file"], metavar=speech("报告", "REPORT")),
            click.Argument(["measure"], metavar=speech("指标", "MEASURE")),
            click.Argument(["percent"], metavar=speech("百分数", "PERCENT")),
        ],
        run,
    )
