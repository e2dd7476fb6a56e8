"""``demo``: the founding month as a folder, on invented tickets."""

from __future__ import annotations

from pathlib import Path

import click

from hotline_metrics.cli.init import refuse_existing
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command


def demo_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(folder: str) -> int:
        from hotline_metrics.output import write_files
        from hotline_metrics.synthesis.demo import demo_files

        files = {Path(folder) / name: data for name, data in demo_files().items()}
        refuse_existing(files)
        write_files(files)
        for path in files:
            echo(speech("已写出 ", "wrote ") + str(path), err=True)
        tickets = Path(folder) / "tickets.csv"
        echo(
            speech("下一步：", "Next: ") + f"hotline-metrics report {tickets} -m 2023-10", err=True
        )
        return 0

    return command(
        speech,
        "demo",
        speech(
            "写出示例文件夹：2023年10月的虚构工单，数字与一份真实通报一致。",
            "Write a whole office's folder with invented tickets of October 2023 whose figures "
            "are those of a published bulletin.",
        ),
        [click.Argument(["folder"], metavar=speech("文件夹", "FOLDER"))],
        run,
    )
