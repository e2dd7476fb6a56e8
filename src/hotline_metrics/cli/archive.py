"""``archive``: earlier reports, kept and looked at."""

from __future__ import annotations

from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import PeriodType, limit_option, office_option, rules_option
from hotline_metrics.cli.tables import text_table, unit_tables
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command, group
from hotline_metrics.domain.figure import print_figure
from hotline_metrics.domain.period import Period
from hotline_metrics.errors import UnreadableSource


def archive_command(speech: Speech) -> click.Command:
    """Return the group of commands."""
    return group(
        speech,
        "archive",
        speech("保存和查看往期报告。", "Keep and look at earlier reports."),
        [_add(speech), _list(speech), _show(speech)],
    )


def _folder(archive: str | None, office: str | None) -> Path:
    folder = Office.at(office).archive(archive)
    return folder or Path("archive")


def _shared(speech: Speech) -> list[click.Parameter]:
    return [
        click.Option(
            ["--archive"],
            metavar=speech("文件夹", "DIR"),
            help=speech("文件夹，默认 archive", "the folder, by default archive"),
        ),
        office_option(speech),
    ]


def _add(speech: Speech) -> click.Command:
    def run(
        files: tuple[str, ...],
        period: Period | None,
        rules: str | None,
        replace: bool,  # noqa: FBT001 - a flag of the command line
        limits: tuple[tuple[str, int], ...],
        archive: str | None,
        office: str | None,
    ) -> int:
        from hotline_metrics.cli.reports import read_any_report
        from hotline_metrics.history.archive import archive_report

        folder = _folder(archive, office)
        place = Office.at(office)
        rulebook = place.rules(rules)
        words = {
            "added": speech("已加入", "added"),
            "unchanged": speech("没有变化", "unchanged"),
            "replaced": speech("已替换，旧的保留", "replaced, the old one is kept"),
        }
        for file in files:
            report = read_any_report(Path(file), rulebook, period, place.limits(limits))
            done = archive_report(folder, report, replace=replace)
            echo(f"{report.period}  {words[done]}")
            if report.rows and report.rows.rejected:
                echo(
                    speech(
                        f"这份报告有 {report.rows.rejected} 行没有计入，以后会拿它作比较",
                        f"{report.rows.rejected} rows were not counted in this report, which "
                        f"later ones are compared with",
                    ),
                    err=True,
                    mark="!",
                    color="yellow",
                )
        return 0

    return command(
        speech,
        "add",
        speech(
            "把报告（JSON）或已发布的通报加入往期。",
            "Add reports (JSON) or published bulletins.",
        ),
        [
            click.Argument(["files"], nargs=-1, required=True, metavar=speech("文件…", "FILE...")),
            click.Option(
                ["-m", "--month", "--period", "period"],
                type=PeriodType(speech),
                metavar=speech("期间", "PERIOD"),
                help=speech("哪一期；默认看文中怎么写", "which period; by default as it says"),
            ),
            rules_option(speech),
            click.Option(
                ["--replace"],
                is_flag=True,
                help=speech(
                    "替换同一期的另一份报告，旧的保留",
                    "replace another report of the period, which is kept",
                ),
            ),
            limit_option(speech),
            *_shared(speech),
        ],
        run,
    )


def _list(speech: Speech) -> click.Command:
    def run(archive: str | None, office: str | None) -> int:
        from hotline_metrics.history.archive import load_history

        history = load_history(_folder(archive, office))
        names = list(dict.fromkeys(name for report in history for name in report.totals))
        rows = [
            [str(report.period), report.rules or "-", len(report.units)]
            + [print_figure(report.totals[n]) if n in report.totals else "" for n in names]
            for report in history
        ]
        echo(text_table(speech("期间,口径,单位", "period,rules,units").split(",") + names, rows))
        return 0

    return command(
        speech,
        "list",
        speech("列出往期报告。", "List earlier reports."),
        _shared(speech),
        run,
    )


def _show(speech: Speech) -> click.Command:
    def run(period: Period, rules: str | None, archive: str | None, office: str | None) -> int:
        from hotline_metrics.history.archive import load_history

        for report in load_history(_folder(archive, office)):
            if report.period == period:
                echo(unit_tables(report, Office.at(office).rules(rules)))
                return 0
        raise UnreadableSource(
            f"往期报告里没有 {period}", f"there is no report of {period} in the archive"
        )

    return command(
        speech,
        "show",
        speech("显示一期报告。", "Show one report."),
        [
            click.Argument(["period"], type=PeriodType(speech), metavar=speech("期间", "PERIOD")),
            rules_option(speech),
            *_shared(speech),
        ],
        run,
    )
