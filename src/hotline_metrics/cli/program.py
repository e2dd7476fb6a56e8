"""The commands together, and what becomes of errors."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from hotline_metrics.cli.archive import archive_command
from hotline_metrics.cli.audit import audit_command
from hotline_metrics.cli.check import check_command
from hotline_metrics.cli.demo import demo_command
from hotline_metrics.cli.diff import diff_command
from hotline_metrics.cli.due import due_command
from hotline_metrics.cli.explain import explain_command
from hotline_metrics.cli.fit import fit_command
from hotline_metrics.cli.init import init_command
from hotline_metrics.cli.language import Speech, choose_language
from hotline_metrics.cli.lift import lift_command
from hotline_metrics.cli.mask import mask_command
from hotline_metrics.cli.options import WordType
from hotline_metrics.cli.plugins import plugins_command
from hotline_metrics.cli.report import report_command
from hotline_metrics.cli.synthesize import synthesize_command
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import group, tell
from hotline_metrics.errors import HotlineMetricsError

TRACEBACK = "HOTLINE_METRICS_TRACEBACK"
"""Set this variable to see where an error that is not ours was raised."""

READER_LEFT = 141
"""What shells say of a program whose output nobody reads any more."""

COMMANDS = (
    report_command,
    check_command,
    audit_command,
    diff_command,
    due_command,
    explain_command,
    lift_command,
    fit_command,
    archive_command,
    mask_command,
    plugins_command,
    init_command,
    demo_command,
    synthesize_command,
)


def program(speech: Speech) -> click.Group:
    """Return the whole command line in one language."""
    return group(
        speech,
        "hotline-metrics",
        speech(
            "把12345热线工单变成月度通报：数字准确，分母齐全，来历可查。",
            "Turn the tickets of a 12345 hotline into the monthly bulletin that leaders read.",
        ),
        [command(speech) for command in COMMANDS],
        parameters=[
            click.Option(
                ["--lang"],
                type=WordType(speech, ["zh", "en"]),
                expose_value=False,
                help=speech(
                    "语言：zh 中文，en 英文；默认随系统", "language; by default the system's"
                ),
            ),
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help=speech("显示版本", "show the version"),
            ),
        ],
        epilog=speech(
            "退出状态：0 所有行都已读懂；1 已写出，但有行未计入；2 什么都没有写出。",
            "Exit status: 0 every row was understood; 1 written, but rows were rejected; "
            "2 nothing was written.",
        ),
    )


def run(words: Sequence[str]) -> int:
    """Run one command; see :func:`hotline_metrics.cli.main`."""
    speech = Speech(choose_language(words, os.environ))
    for stream in (sys.stdout, sys.stderr):
        # A name with a character that the terminal's encoding lacks is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if os.environ.get("HOTLINE_METRICS_TRACE_PLUGINS"):
        _show_log()
    try:
        status = program(speech).main(
            args=_lang_first(words), prog_name="hotline-metrics", standalone_mode=False
        )
    except SystemExit:
        # What click makes of a reader that left, as in `| head`; 1 would say rows were rejected.
        return READER_LEFT
    except click.UsageError as error:
        tell(error, speech)
        return 2
    except click.Abort:
        echo(
            speech("已中断，没有写坏任何文件", "interrupted; no file is left half-written"),
            err=True,
        )
        return 2
    except HotlineMetricsError as error:
        echo(speech("错误：", "Error: ") + error.text(speech.lang), err=True)
        return 2
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        echo(_fault(error, speech), err=True)
        return 2
    return status if isinstance(status, int) else 0


def _fault(error: Exception, speech: Speech) -> str:
    # Where and which kind only: the text of an error that is not ours may hold a citizen's words.
    if isinstance(error, MemoryError):
        return speech(
            "错误：内存不足。用 --limit 调低读取限额，或把来源分成几份",
            "error: out of memory; lower a limit with --limit, or read the source in parts",
        )
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    return speech(
        f"程序出错（{where}），请报告。设 {TRACEBACK}=1 可显示详情，其中可能含来源里的文字",
        f"a fault of the program ({where}); please report it. {TRACEBACK}=1 shows more, "
        f"possibly words of the sources",
    )


def _show_log() -> None:
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    log = logging.getLogger("hotline_metrics.plugin")
    log.handlers = [handler]
    log.setLevel(logging.INFO)


def _lang_first(words: Sequence[str]) -> list[str]:
    # --lang may stand anywhere; the commands need not know it.
    rest = list(words)
    for place, word in enumerate(rest):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(rest):
            return [word, rest[place + 1], *rest[:place], *rest[place + 2 :]]
        if word.startswith("--lang="):
            return [word, *rest[:place], *rest[place + 1 :]]
    return rest


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        from hotline_metrics import __version__

        echo(f"hotline-metrics {__version__}")
        context.exit()
