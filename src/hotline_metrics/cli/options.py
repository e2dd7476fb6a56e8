"""Options that several commands share, and how their words are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

import attrs
import click

from hotline_metrics.cli.formats import FormatOptions
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.progress import row_progress
from hotline_metrics.cli.terminal import echo
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import InvalidValue, did_you_mean
from hotline_metrics.intake.intake import Intake
from hotline_metrics.intake.source import Limits


class PeriodType(click.ParamType[Period]):
    """A period such as 2023-10, 2023-Q4 or 2023-W40."""

    name = "period"

    def __init__(self, speech: Speech) -> None:
        """Take the language of its complaints."""
        self.speech = speech

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Read the period, or say which shapes there are."""
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except InvalidValue as error:
            self.fail(error.text(self.speech.lang), param, ctx)


class MomentType(click.ParamType[datetime]):
    """A moment; a day alone is its last instant."""

    name = "time"

    def __init__(self, speech: Speech) -> None:
        """Take the language of its complaints."""
        self.speech = speech

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment in ISO form."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
            moment = datetime.combine(day, time.max) if day else datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            self.fail(
                self.speech(
                    f"“{text}”不是时间，请写成 2023-11-09 或 2023-11-09T17:40",
                    f"{text!r}: write 2023-11-09 or 2023-11-09T17:40",
                ),
                param,
                ctx,
            )
        return moment


class WordType(click.Choice[str]):
    """One of several words."""

    def __init__(self, speech: Speech, words: Sequence[str]) -> None:
        """Take the language of its complaints, and the words."""
        super().__init__(words)
        self.speech = speech

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the word, or say which there are."""
        if value not in self.choices:
            known = "、".join(self.choices)
            self.fail(
                self.speech(
                    f"“{value}”须为 {known} 之一",
                    f"{value!r} is not one of {', '.join(self.choices)}",
                ),
                param,
                ctx,
            )
        return str(value)


class NumberType(click.ParamType[int]):
    """A whole number."""

    name = "number"

    def __init__(self, speech: Speech, least: int) -> None:
        """Take the language of its complaints, and the smallest number."""
        self.speech = speech
        self.least = least

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, or say what it must be."""
        text = str(value)
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or int(text) < self.least:
            self.fail(
                self.speech(
                    f"“{text}”须为不小于 {self.least} 的整数",
                    f"{text!r} is no whole number from {self.least} on",
                ),
                param,
                ctx,
            )
        return int(text)


class LimitType(click.ParamType[tuple[str, int]]):
    """How much of a source is read, such as ``rows=1000000``."""

    name = "limit"

    def __init__(self, speech: Speech) -> None:
        """Take the language of its complaints."""
        self.speech = speech

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Read the limit's name and its number, or say which limits there are."""
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        known = [field.name for field in attrs.fields(Limits)]
        if name not in known:
            near = did_you_mean(name, known)
            self.fail(
                self.speech(
                    f"没有限额“{name}”{near.zh}，可用：{'、'.join(known)}",
                    f"there is no limit {name!r}.{near.en} Known: {', '.join(known)}",
                ),
                param,
                ctx,
            )
        if not re.fullmatch(r"[0-9]{1,19}", number):
            self.fail(
                self.speech(f"“{value}”须写成 {name}=整数", f"{str(value)!r}: write {name}=NUMBER"),
                param,
                ctx,
            )
        return name, int(number)


def source_arguments(speech: Speech) -> list[click.Parameter]:
    """Return what every command that reads tickets takes."""
    return [
        click.Argument(["sources"], nargs=-1, metavar=speech("来源…", "SOURCE...")),
        rules_option(speech),
        units_option(speech),
        click.Option(
            ["--from", "source_format"],
            metavar=speech("格式", "FORMAT"),
            help=speech(
                "来源格式，默认自动判断；不给文件时写服务名",
                "format of the sources, by default as they look; without any, the service to read",
            ),
        ),
        option_option(speech),
        office_option(speech),
        problems_option(speech),
        limit_option(speech),
    ]


def read_sources(
    sources: Sequence[str],
    period: Period | None,
    place: Office,
    roster: str | None,
    rules: Rulebook,
    source_format: str | None,
    options: FormatOptions,
    limits: Sequence[tuple[str, int]],
    speech: Speech,
    engine: str | None = None,
) -> Intake:
    """Read the files that are named, or the service when none is.

    Args:
        sources: the files.
        period: the period, for a service.
        place: the office.
        roster: the roster's file, where the command line names one.
        rules: the rulebook.
        source_format: what ``--from`` says; without files, by default the office's service.
        options: what formats are told.
        limits: what ``--limit`` says.
        speech: the language.
        engine: which engine reads; by default the one that suits the size of files.

    Raises:
        click.UsageError: there is neither a file nor a service, or a service without a period.
    """
    from hotline_metrics.workflow.read import read_service_tickets, read_tickets

    units, progress = place.roster(roster), row_progress(speech)
    if sources:
        intake = read_tickets(
            sources,
            rules=rules,
            roster=units,
            format=source_format,
            options=options.importers,
            limits=place.limits(limits),
            engine=engine,
            engine_options=options.of_engine(engine),
            progress=progress,
        )
        return _told(intake, speech)
    service = source_format or place.table.service
    if not service:
        raise click.UsageError(
            speech(
                "请给出工单文件，或用 --from 给出要读取的服务",
                "name a file of tickets, or a service with --from",
            )
        )
    if period is None:
        raise click.UsageError(
            speech("读取服务要用 -m 给出期间", "a service needs a period: -m 2023-10")
        )
    intake = read_service_tickets(
        service,
        period,
        rules=rules,
        roster=units,
        options=options.of_importer(service),
        limits=place.limits(limits),
        engine=engine,
        engine_options=options.of_engine(engine),
        progress=progress,
    )
    return _told(intake, speech)


def _told(intake: Intake, speech: Speech) -> Intake:
    for remark in intake.remarks:
        echo(remark.message(speech.lang), err=True)
    return intake


def service_period_option(speech: Speech) -> click.Option:
    """Return ``-m`` for commands that need a period only to ask a service."""
    return click.Option(
        ["-m", "--month", "--period", "period"],
        type=PeriodType(speech),
        metavar=speech("期间", "PERIOD"),
        help=speech("读取服务时的期间", "the period, for a service"),
    )


def rules_option(speech: Speech) -> click.Option:
    """Return ``--rules``."""
    return click.Option(
        ["--rules"],
        metavar=speech("口径", "R"),
        help=speech("考核口径：预设名或 TOML 文件", "rulebook: a preset's name or a TOML file"),
    )


def units_option(speech: Speech) -> click.Option:
    """Return ``--units``."""
    return click.Option(
        ["--units"],
        metavar=speech("文件", "FILE"),
        help=speech("单位名册：CSV 或 TOML", "roster of units: CSV or TOML"),
    )


def office_option(speech: Speech) -> click.Option:
    """Return ``--office``."""
    return click.Option(
        ["--office"],
        metavar=speech("文件夹", "FOLDER"),
        help=speech(
            "含 hotline.toml 的文件夹，默认先看当前文件夹，再看来源所在文件夹",
            "folder with hotline.toml; by default this one, then that of the first source",
        ),
    )


def problems_option(speech: Speech) -> click.Option:
    """Return ``--problems``."""
    return click.Option(
        ["--problems"],
        metavar=speech("文件", "FILE"),
        help=speech("把全部问题写入 .csv 或 .json", "write every problem to a .csv or .json file"),
    )


def limit_option(speech: Speech) -> click.Option:
    """Return ``--limit NAME=NUMBER``."""
    names = ", ".join(f"{field.name}={field.default}" for field in attrs.fields(Limits))
    return click.Option(
        ["--limit", "limits"],
        type=LimitType(speech),
        multiple=True,
        metavar=speech("名称=数", "NAME=NUMBER"),
        help=speech(f"读取限额，可多次；默认 {names}", f"how much is read; by default {names}"),
    )


def option_option(speech: Speech) -> click.Option:
    """Return ``-O FORMAT.KEY=VALUE``."""
    return click.Option(
        ["-O", "plugin_options"],
        multiple=True,
        metavar=speech("格式.选项=值", "FORMAT.KEY=VALUE"),
        help=speech(
            "格式的选项，如 -O csv.encoding=gb18030；有哪些见 plugins 命令",
            "an option of a format, such as -O csv.encoding=gb18030; plugins FORMAT lists them",
        ),
    )
