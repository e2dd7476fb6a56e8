"""The archive: what was published stays, and changes only on purpose."""

from pathlib import Path

import attrs
import pytest

from hotline_metrics import MonthlyReport, Period, PrintedRate, load_history
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.history.archive import AlreadyArchived, archive_report
from hotline_metrics.history.lock import locked
from hotline_metrics.output import OutputError

SEPTEMBER = MonthlyReport(
    period=Period.parse("2023-09"), totals={"result_satisfaction": PrintedRate("67.96")}
)
CORRECTED = attrs.evolve(SEPTEMBER, totals={"result_satisfaction": PrintedRate("67.98")})


def test_one_file_a_period(tmp_path: Path) -> None:
    """Named after the period; the same report again changes nothing."""
    assert archive_report(tmp_path, SEPTEMBER) == "added"
    assert archive_report(tmp_path, SEPTEMBER) == "unchanged"
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == ["2023-09.json"]
    assert load_history(tmp_path) == (SEPTEMBER,)


def test_a_published_figure_does_not_change_silently(tmp_path: Path) -> None:
    """Replacing is a decision, and the old report is kept."""
    archive_report(tmp_path, SEPTEMBER)
    with pytest.raises(AlreadyArchived, match="2023-09"):
        archive_report(tmp_path, CORRECTED)
    assert load_history(tmp_path) == (SEPTEMBER,)
    assert archive_report(tmp_path, CORRECTED, replace=True) == "replaced"
    assert archive_report(tmp_path, SEPTEMBER, replace=True) == "replaced"
    assert load_history(tmp_path) == (SEPTEMBER,)
    kept = sorted(path.name for path in (tmp_path / "replaced").iterdir())
    assert kept == ["2023-09.1.json", "2023-09.2.json"]


def test_a_replaced_report_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """Even when somebody has tidied up, or given a file another name."""
    for report in (SEPTEMBER, CORRECTED, SEPTEMBER):
        archive_report(tmp_path, report, replace=True)
    (tmp_path / "replaced" / "2023-09.1.json").unlink()
    archive_report(tmp_path, CORRECTED, replace=True)
    assert len(list((tmp_path / "replaced").iterdir())) == 2

    (tmp_path / "2023-09.json").rename(tmp_path / "2023-10.json")
    october = attrs.evolve(SEPTEMBER, period=Period.parse("2023-10"))
    assert archive_report(tmp_path, october) == "added"
    assert load_history(tmp_path) == (october, CORRECTED)


def test_history_is_newest_first(tmp_path: Path) -> None:
    """Whatever the files are called."""
    for month in ("2023-01", "2022-12", "2023-Q1"):
        archive_report(tmp_path, attrs.evolve(SEPTEMBER, period=Period.parse(month)))
    assert [str(report.period) for report in load_history(tmp_path)] == [
        "2023-01",
        "2023-Q1",
        "2022-12",
    ]


def test_two_files_of_one_period_are_an_error(tmp_path: Path) -> None:
    """Nobody can tell which one was published."""
    archive_report(tmp_path, SEPTEMBER)
    (tmp_path / "copy.json").write_bytes((tmp_path / "2023-09.json").read_bytes())
    with pytest.raises(UnreadableSource, match="both of 2023-09"):
        load_history(tmp_path)


def test_a_folder_that_is_not_there_has_no_reports(tmp_path: Path) -> None:
    """The first month has no history."""
    assert load_history(tmp_path / "none") == ()


def test_another_writer_is_waited_for_and_not_for_ever(tmp_path: Path) -> None:
    """Whoever holds the folder finishes first; one that hangs is named after a while."""
    with (
        locked(tmp_path),
        pytest.raises(OutputError, match="another program is writing here"),
        locked(tmp_path, patience=0.05),
    ):
        pass
    with locked(tmp_path, patience=0):
        pass  # given back


def test_an_archive_where_a_file_is(tmp_path: Path) -> None:
    """The folder that cannot be made is named."""
    (tmp_path / "archive").write_text("not a folder")
    with pytest.raises(OutputError, match="archive"):
        archive_report(tmp_path / "archive", SEPTEMBER)
