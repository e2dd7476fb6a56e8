"""``audit``: is a published bulletin possible and consistent."""

from __future__ import annotations

from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import (
    PeriodType,
    limit_option,
    office_option,
    problems_option,
    rules_option,
)
from hotline_metrics.cli.summary import print_problems, problems_file
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.period import Period


def audit_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        bulletin: str,
        rules: str | None,
        period: Period | None,
        archive: str | None,
        against: str | None,
        office: str | None,
        problems: str | None,
        limits: tuple[tuple[str, int], ...],
    ) -> int:
        from hotline_metrics.cli.reports import read_bulletin_file
        from hotline_metrics.history.archive import load_history, load_report
        from hotline_metrics.history.audit import audit_reading, audit_report
        from hotline_metrics.output import write_files

        place = Office.at(office)
        rulebook = place.rules(rules)
        folder = place.archive(archive)
        history = load_history(folder) if folder else ()
        roster = place.roster(None)
        path = Path(bulletin)
        if path.suffix.lower() == ".json":
            found = audit_report(
                load_report(path, limits=place.limits(limits)),
                rulebook,
                history=history,
                roster=roster,
                source=path.name,
            )
        else:
            found = audit_reading(
                read_bulletin_file(path, rulebook, period, place.limits(limits)),
                rulebook,
                history=history,
                roster=roster,
                against=load_report(against) if against else None,
                source=path.name,
            )
        print_problems(found, speech, everything=True)
        errors = sum(1 for finding in found if finding.severity == "error")
        warnings = sum(1 for finding in found if finding.severity == "warning")
        echo(
            speech(
                f"{path.name}：{errors} 处错误，{warnings} 处存疑",
                f"{path.name}: {errors} errors, {warnings} doubts",
            )
        )
        if problems:
            table = Path(problems)
            write_files(
                {table: problems_file(found, table, speech.lang)},
                sources=place.sources(period, bulletin, rules, archive, against),
            )
        return 1 if errors else 0

    return command(
        speech,
        "audit",
        speech(
            "审核一份通报：合计、比率、同比环比、名单、文表是否相符。",
            "Audit a bulletin: sums, rates, comparisons, lists, text against tables.",
        ),
        [
            click.Argument(["bulletin"], metavar=speech("通报", "BULLETIN")),
            rules_option(speech),
            click.Option(
                ["-m", "--month", "--period", "period"],
                type=PeriodType(speech),
                metavar=speech("期间", "PERIOD"),
                help=speech("哪一期；默认看文中怎么写", "which period; by default as it says"),
            ),
            click.Option(
                ["--archive"],
                metavar=speech("文件夹", "DIR"),
                help=speech("往期报告所在文件夹", "folder of earlier reports"),
            ),
            click.Option(
                ["--against"],
                metavar=speech("报告.json", "REPORT.json"),
                help=speech(
                    "生成它的报告：核对人工改过的每一个数字",
                    "the report it was made from: checks every number a human edited",
                ),
            ),
            office_option(speech),
            problems_option(speech),
            limit_option(speech),
        ],
        run,
    )
