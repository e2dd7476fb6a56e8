"""``report``: tickets in, bulletin out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from hotline_metrics.cli.formats import format_options
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import (
    MomentType,
    PeriodType,
    read_sources,
    source_arguments,
)
from hotline_metrics.cli.summary import print_problems, problems_file
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.manifest import Role
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Problem
from hotline_metrics.intake.source import Limits

if TYPE_CHECKING:
    from hotline_metrics.domain.manifest import Manifest
    from hotline_metrics.figures.report import RowCount
    from hotline_metrics.publish.compose import Rejected


@attrs.frozen(kw_only=True)
class Asked:
    """What the command line says; ``None`` leaves a thing to the office, or to the program."""

    sources: tuple[str, ...]
    period: Period
    rules: str | None
    units: str | None
    source_format: str | None
    plugin_options: tuple[str, ...]
    office: str | None
    problems: str | None
    limits: tuple[tuple[str, int], ...]
    archive: str | None
    notes: str | None
    template: str | None
    as_of: datetime | None
    engine: str | None
    exclusions: str | None
    evidence: bool
    outputs: tuple[str, ...]
    output_format: str | None
    allow_rejected: bool

    @property
    def rejected(self) -> Rejected:
        """How rejected rows are shown."""
        return "note" if self.allow_rejected else "draft"

    def settings(self, limits: Limits, speech: Speech) -> dict[str, str]:
        """Return what else the outputs depend on, as the manifest names it."""
        usual = attrs.asdict(Limits())
        return {
            "rejected": self.rejected,
            "lang": speech.lang,
            "evidence": "yes" if self.evidence else "no",
            **{
                f"limit.{name}": str(most)
                for name, most in attrs.asdict(limits).items()
                if most != usual[name]
            },
        }


def report_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(**words: Any) -> int:
        return _report(Asked(**words), speech)

    return command(
        speech,
        "report",
        speech(
            "读入一期工单，写出通报和数据。",
            "Read the tickets of a period and write its bulletin and figures.",
        ),
        [*source_arguments(speech), *_parameters(speech)],
        run,
    )


def _report(asked: Asked, speech: Speech) -> int:
    from hotline_metrics.domain.exclusion import load_exclusions
    from hotline_metrics.figures.explain import evidence_of
    from hotline_metrics.history.archive import load_history
    from hotline_metrics.publish.narratives import narrative_notices, tell_cited
    from hotline_metrics.publish.notes import load_notes, notes_notices
    from hotline_metrics.workflow.compile import compile_report
    from hotline_metrics.workflow.describe import describe_run
    from hotline_metrics.workflow.write import choose_exporters, write_report

    period = asked.period
    place = Office.at(asked.office, asked.sources)
    if place.found:
        echo(speech("办公室配置：", "office: ") + str(place.path("hotline.toml")), err=True)
    options = format_options(asked.plugin_options, place, speech)
    paths = place.outputs(asked.outputs, period)
    # A slip in the last word of the command must not cost the reading of a long file.
    choose_exporters(*paths, format=asked.output_format, options=options.exporters)
    rules = place.rules(asked.rules)
    archive = place.archive(asked.archive)
    history = load_history(archive) if archive else ()
    files: dict[Role, Path | None] = {
        "roster": place.roster_file(asked.units),
        "exclusions": place.exclusions(asked.exclusions, period),
        "notes": place.notes(asked.notes, period),
        "template": place.template(asked.template),
    }
    notes = load_notes(files["notes"]) if files["notes"] else None
    register = files["exclusions"]
    engine = asked.engine or place.table.engine or None

    intake = read_sources(
        asked.sources,
        period,
        place,
        asked.units,
        rules,
        asked.source_format,
        options,
        asked.limits,
        speech,
        engine,
    )
    report = compile_report(
        intake,
        period,
        rules=rules,
        history=history,
        as_of=asked.as_of,
        cite=notes.cite if notes else (),
        exclusions=load_exclusions(register) if register else (),
        engine=engine,
        engine_options=options.of_engine(engine or intake.engine),
    )
    if intake.narratives:
        notes = tell_cited(notes, report, intake.narratives)
    manifest = describe_run(
        report,
        intake,
        rules,
        files=((role, path) for role, path in files.items() if path),
        history=(each for each in history if each.period != period),
        engine=engine,
        outputs=paths,
        format=asked.output_format,
        options=options.exporters,
        settings=asked.settings(place.limits(asked.limits), speech),
    )
    notes_name = files["notes"].name if files["notes"] else f"{period}.md"
    problems: list[Problem] = [
        *intake.problems,
        *report.notices,
        *notes_notices(notes, report, notes_name),
        *narrative_notices(notes, report, notes_name),
    ]
    print_problems(problems, speech)
    also = _beside(paths, manifest, problems, asked.problems, speech)
    written = write_report(
        report,
        *paths,
        rules=rules,
        template=files["template"],
        notes=notes,
        rejected=asked.rejected,
        problems=problems,
        history=history,
        evidence=evidence_of(report, intake.tickets, rules) if asked.evidence else None,
        format=asked.output_format,
        options=options.exporters,
        also=also,
        sources=place.sources(
            period,
            *asked.sources,
            asked.rules,
            asked.units,
            asked.archive,
            asked.notes,
            asked.template,
            asked.exclusions,
        ),
        lang=speech.lang,
    )
    rows = report.rows
    assert rows is not None  # rows were read  # noqa: S101
    echo(_counted(rows, period, report.as_of, speech), err=True)
    for file in (*written, *also):
        echo(speech("已写出 ", "wrote ") + str(file), err=True)
    if not paths:
        from hotline_metrics.cli.tables import unit_tables

        echo(unit_tables(report, rules))
    if not rows.in_period:
        # Most likely another month's file: a schedule must not take it for done.
        return 1
    return 1 if intake.rejected and not asked.allow_rejected else 0


def _beside(
    paths: Sequence[str],
    manifest: Manifest,
    problems: Sequence[Problem],
    wanted: str | None,
    speech: Speech,
) -> dict[Path, bytes]:
    """Return what is written with the documents: the manifest, and the problems where asked."""
    from hotline_metrics.publish.manifest_json import encode_manifest, manifest_path

    also = {Path(wanted): problems_file(problems, Path(wanted), speech.lang)} if wanted else {}
    # Beside each report; where only documents are written, beside the first of them.
    reports = [path for path in paths if path.endswith(".json")]
    for path in reports or paths[:1]:
        also[manifest_path(Path(path))] = encode_manifest(manifest)
    return also


def _parameters(speech: Speech) -> list[click.Parameter]:
    return [
        click.Option(
            ["-m", "--month", "--period", "period"],
            type=PeriodType(speech),
            required=True,
            metavar=speech("期间", "PERIOD"),
            help=speech(
                "哪一期：2023-10、2023-Q4、2023-W40、2023、2023-01..2023-10",
                "which period: 2023-10, 2023-Q4, 2023-W40, 2023, 2023-01..2023-10",
            ),
        ),
        click.Option(
            ["-o", "--output", "outputs"],
            multiple=True,
            metavar=speech("文件", "FILE"),
            help=speech(
                "写到哪里，可多次；后缀决定格式，site/ 为文件夹",
                "where to write, repeatable; the suffix chooses the format, site/ is a folder",
            ),
        ),
        click.Option(
            ["--format", "output_format"],
            metavar=speech("格式", "FORMAT"),
            help=speech("输出格式，不看后缀", "output format, whatever the suffix"),
        ),
        click.Option(
            ["--archive"],
            metavar=speech("文件夹", "DIR"),
            help=speech("往期报告（JSON）所在文件夹", "folder of earlier reports (JSON)"),
        ),
        click.Option(
            ["--notes"],
            metavar=speech("文件", "FILE"),
            help=speech(
                "当月说明：文号、日期、点名工单、案例",
                "the month's notes: number, date, tickets to cite, cases",
            ),
        ),
        click.Option(
            ["--template"],
            metavar=speech("文件", "FILE"),
            help=speech("通报模板", "template of the bulletin"),
        ),
        click.Option(
            ["--as-of"],
            type=MomentType(speech),
            metavar=speech("时间", "T"),
            help=speech(
                "判断未办结工单的时点，默认取工单里最晚的时间",
                "moment at which open tickets are judged; by default the latest in the tickets",
            ),
        ),
        click.Option(
            ["--engine"],
            metavar=speech("引擎", "E"),
            help=speech(
                "读取和统计的引擎，默认按工单多少选择：objects、polars、duckdb、spark",
                "engine that reads and counts, by default as the size asks: "
                "objects, polars, duckdb, spark",
            ),
        ),
        click.Option(
            ["--exclusions"],
            metavar=speech("文件", "FILE"),
            help=speech(
                "剔除登记：工单、内容、理由、批准人、批准日期",
                "register of approved exclusions: ticket, what, reason, who approved, when",
            ),
        ),
        click.Option(
            ["--evidence"],
            is_flag=True,
            help=speech(
                "在能列出的格式里列出每个单位数字背后的工单",
                "list the tickets behind each unit's figures, in formats that can",
            ),
        ),
        click.Option(
            ["--allow-rejected"],
            is_flag=True,
            help=speech(
                "有行未计入也算成功，并在附注中说明",
                "succeed although rows were rejected, and say so in the annex",
            ),
        ),
    ]


def _counted(rows: RowCount, period: Period, as_of: datetime | None, speech: Speech) -> str:
    moment = f"{as_of:%Y-%m-%d %H:%M}" if as_of else "-"
    return speech(
        f"读入 {rows.read} 行：计入 {rows.accepted}，未计入 {rows.rejected}；"
        f"属于{period.title} {rows.in_period} 件；统计时点 {moment}",
        f"{rows.read} rows: {rows.accepted} accepted, {rows.rejected} rejected; "
        f"{rows.in_period} belong to {period}; as of {moment}",
    )
