"""``synthesize``: invented tickets with exactly the figures of a published table."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import load_rules
from hotline_metrics.cli.options import NumberType, PeriodType
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.period import Period


def synthesize_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        table: str, period: Period | None, output: str, rules: str, seed: int, times: int
    ) -> int:
        from hotline_metrics.output import write_files
        from hotline_metrics.synthesis.invent import write_tickets
        from hotline_metrics.synthesis.published import load_published

        published = load_published(Path(table), period=period)
        number = 0

        def write(stream: BinaryIO) -> None:
            nonlocal number
            number = write_tickets(
                published, stream, rules=load_rules(rules, Path()), seed=seed, times=times
            )

        write_files({Path(output): write}, sources=[Path(table), Path(rules)])
        echo(speech(f"已写出 {output}：{number} 件", f"wrote {output}: {number} tickets"), err=True)
        return 0

    return command(
        speech,
        "synthesize",
        speech(
            "按公布的数字表虚构工单，统计出来与表中数字完全一致。",
            "Invent tickets whose report has exactly the figures of a published table.",
        ),
        [
            click.Argument(["table"], metavar=speech("数字表", "TABLE")),
            click.Option(
                ["-m", "--month", "--period", "period"],
                type=PeriodType(speech),
                metavar=speech("期间", "PERIOD"),
                help=speech("哪一期；CSV 表需要", "which period; a CSV table needs it"),
            ),
            click.Option(
                ["-o", "--output"],
                required=True,
                metavar=speech("文件.csv", "FILE.csv"),
                help=speech("写到哪里", "where to write"),
            ),
            click.Option(
                ["--rules"],
                default="pingyu",
                metavar=speech("口径", "R"),
                help=speech("口径，默认 pingyu", "rulebook, by default pingyu"),
            ),
            click.Option(
                ["--seed"],
                type=NumberType(speech, 0),
                default=0,
                metavar="N",
                help=speech(
                    "随机种子，默认 0；同一种子给出同样的工单",
                    "by default 0; the same seed gives the same tickets",
                ),
            ),
            click.Option(
                ["--times"],
                type=NumberType(speech, 1),
                default=1,
                metavar="N",
                help=speech(
                    "放大倍数，默认 1，用于压力测试",
                    "how many times over, by default once; for load tests",
                ),
            ),
        ],
        run,
    )
