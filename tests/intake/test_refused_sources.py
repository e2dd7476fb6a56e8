"""What a host asks for that cannot be read or written is refused with the way out."""

from pathlib import Path

import pytest

import hotline_metrics as hm
from hotline_metrics.errors import InvalidValue, RulebookError, UnknownFormat
from hotline_metrics.output import OutputError
from hotline_metrics.workflow.read import PROGRESS_STEP

REPORT = hm.MonthlyReport(period=hm.Period.parse("2023-10"), rules="plain")


def test_a_number_is_no_file() -> None:
    """Nor several."""
    with pytest.raises(InvalidValue, match="a int is neither a file nor several"):
        hm.read_tickets(7, engine="objects")


def test_a_frame_that_no_engine_knows() -> None:
    """What would read it is named."""

    class Frame:
        columns = ("工单编号",)

        def __iter__(self) -> object:
            raise TypeError

    with pytest.raises((UnknownFormat, InvalidValue)):
        hm.read_tickets(Frame())


def test_a_file_is_no_service() -> None:
    """And wants no period."""
    with pytest.raises(UnknownFormat, match="csv reads files"):
        hm.read_service_tickets("csv", "2023-10")


def test_progress_is_told_now_and_then(tmp_path: Path) -> None:
    """Every so many rows, however many there are."""
    path = tmp_path / "a.csv"
    rows = "".join(f"{n},2023-10-07,甲局\n" for n in range(2 * PROGRESS_STEP + 5))
    path.write_text("工单编号,受理时间,承办单位\n" + rows, "utf-8")
    told: list[int] = []
    hm.read_tickets(path, engine="objects", progress=told.append)
    assert told[-1] >= 2 * PROGRESS_STEP
    assert told == sorted(told)


def test_one_output_is_named_once(tmp_path: Path) -> None:
    """Else one would hide the other."""
    with pytest.raises(RulebookError, match="named twice"):
        hm.write_report(REPORT, tmp_path / "a.json", tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_a_folder_is_no_place_for_one_file(tmp_path: Path) -> None:
    """The format that writes one file is named."""
    with pytest.raises(OutputError, match="json writes one file"):
        hm.write_report(REPORT, f"{tmp_path}/reports/", format="json")


def test_a_report_of_unknown_rules_asks_for_them() -> None:
    """Its tables have the rulebook's columns and words."""
    foreign = hm.MonthlyReport(period=hm.Period.parse("2023-10"), rules="some county")
    with pytest.raises(RulebookError, match="'some county'"):
        hm.compose_bulletin(foreign)
