"""Several runs at once on one archive: none loses the report of another, none waits for ever."""

import json
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import attrs
import pytest

from hotline_metrics import MonthlyReport, Period, PrintedRate, load_history, load_report
from hotline_metrics.history.archive import archive_report
from hotline_metrics.history.lock import locked
from hotline_metrics.output import OutputError

AT_ONCE = 50

FORKS = """
    import json, os, sys
    from pathlib import Path
    from hotline_metrics import MonthlyReport, Period, PrintedRate
    from hotline_metrics.history.archive import AlreadyArchived, archive_report

    folder, count, months, replace = Path(sys.argv[1]), *map(int, sys.argv[2:])
    begin, go = os.pipe()
    for number in range(count):
        if os.fork() == 0:
            month = f"{2000 + number // 12}-{number % 12 + 1:02}" if months else "2023-10"
            report = MonthlyReport(
                period=Period.parse(month), totals={"assigned": 1000 + number}
            )
            os.close(go)
            os.read(begin, 1)  # all at once, when the other end is closed
            outcome = "failed"
            try:
                outcome = archive_report(folder, report, replace=bool(replace))
            except AlreadyArchived:
                outcome = "refused"
            finally:
                os.write(1, json.dumps(outcome).encode() + b"\\n")
                os._exit(0)
    os.close(go)
    for _ in range(count):
        os.wait()
"""


def at_once(folder: Path, *, months: bool = False, replace: bool = False) -> list[str]:
    """Archive from fifty processes at once; return what became of each report."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", textwrap.dedent(FORKS)),
            *(str(folder), str(AT_ONCE), str(int(months)), str(int(replace))),
        ],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [str(json.loads(line)) for line in done.stdout.splitlines()]


def test_fifty_months_at_once(tmp_path: Path) -> None:
    """Each of them is there, with its own figure."""
    assert at_once(tmp_path, months=True) == ["added"] * AT_ONCE
    history = load_history(tmp_path)
    assert sorted(report.totals["assigned"] for report in history) == [  # type: ignore[type-var]
        1000 + number for number in range(AT_ONCE)
    ]


def test_fifty_reports_of_one_month_at_once(tmp_path: Path) -> None:
    """The first one stands; nobody overwrites it unseen."""
    outcomes = at_once(tmp_path)
    assert sorted(outcomes) == ["added"] + ["refused"] * (AT_ONCE - 1)
    assert len(load_history(tmp_path)) == 1


def test_fifty_replacements_at_once(tmp_path: Path) -> None:
    """The last one stands, and every other one is kept."""
    outcomes = at_once(tmp_path, replace=True)
    assert sorted(outcomes) == ["added"] + ["replaced"] * (AT_ONCE - 1)
    kept = [load_report(path) for path in (tmp_path / "replaced").glob("*.json")]
    assigned = {report.totals["assigned"] for report in (*kept, *load_history(tmp_path))}
    assert assigned == {1000 + number for number in range(AT_ONCE)}


SEPTEMBER = MonthlyReport(
    period=Period.parse("2023-09"), totals={"result_satisfaction": PrintedRate("67.96")}
)

HOLDS = """
    import sys, time
    from pathlib import Path
    from hotline_metrics.history.lock import locked
    with locked(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(600)
"""


def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path: Path) -> None:
    """While it lives others wait, and say so when they give up; it dies, and they go on."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDS), str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(OutputError, match="another program is writing"), locked(tmp_path, 0.1):
            pass
        process.send_signal(signal.SIGKILL)
    assert archive_report(tmp_path, SEPTEMBER) == "added"


def test_threads_of_one_program_wait_for_each_other(tmp_path: Path) -> None:
    """As processes do."""
    inside: list[int] = []
    together: list[int] = []

    def work(number: int) -> None:
        with locked(tmp_path):
            inside.append(number)
            together.append(len(inside))
            archive_report(tmp_path / str(number), attrs.evolve(SEPTEMBER))
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1] * 8


def test_an_archive_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "archive").write_bytes(b"")
    with pytest.raises(OutputError, match="archive"):
        archive_report(tmp_path / "archive", SEPTEMBER)
