"""What is read as columns: files, folders and dataframes, as the objects read them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from hotline_metrics import (
    Rulebook,
    compile_report,
    encode_report,
    load_history,
    read_tickets,
)
from hotline_metrics.cli import main
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.testing.dirty_tables import ROSTER

PINGYU = Rulebook.preset("pingyu")
HEADER = ["工单编号", "受理时间", "派单时间", "承办单位", "办结时间", "办理结果满意度", "主要内容"]
CLEAN = [
    ["231007102349106144", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "甲局",
     "2023-10-09 09:00:00", "满意", "路灯不亮"],
    ["231008102349106145", "2023-10-08 10:23:49", "2023-10-08 10:40:00", "乙镇", "", "", "积水"],
    ["231009102349106146", "2023-10-09 10:23:49", "2023-10-09 11:40:00", "甲局",
     "2023-10-20 09:00:00", "不满意", ""],
]  # fmt: skip


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the founding month as a folder."""
    folder = tmp_path_factory.mktemp("office") / "october"
    main(["demo", str(folder)])
    return folder


def written(path: Path, rows: list[list[str]], **form: str) -> Path:
    """Write a table as CSV."""
    with path.open("w", newline="", encoding=form.pop("encoding", "utf-8")) as stream:
        csv.writer(stream, **form).writerows(rows)  # type: ignore[arg-type]
    return path


def inside(intake: Intake) -> tuple[int, int]:
    """Return how many tickets stand in columns, and how many are objects."""
    assert isinstance(intake.tickets, MixedTickets)
    return len(intake.tickets.batch), len(intake.tickets.others)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_founding_month_is_the_same(october: Path, engine: str) -> None:
    """All 2,349 tickets stand in columns, and every figure is that of the objects."""
    rules, history = PINGYU, load_history(october / "archive")
    intakes = [
        read_tickets(october / "tickets.csv", rules=rules, engine=each)
        for each in ("objects", engine)
    ]
    assert inside(intakes[1]) == (2349, 0)
    reports = [compile_report(each, "2023-10", rules=rules, history=history) for each in intakes]
    assert encode_report(reports[1]) == encode_report(reports[0])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_clean_rows_stand_in_columns_and_twins_become_objects(tmp_path: Path, engine: str) -> None:
    """Whichever way a number repeats: as it stands, or after it is repaired."""
    rows = [HEADER, *CLEAN, CLEAN[0], [" " + CLEAN[1][0], *CLEAN[1][1:]]]
    path = written(tmp_path / "tickets.csv", rows)
    intake = read_tickets(path, rules=PINGYU, engine=engine)
    assert inside(intake) == (1, 2)
    assert [(p.code, p.location.row) for p in intake.problems] == [
        ("ticket.repeated", 5),
        ("ticket.repeated", 6),
    ]


def test_a_file_that_readers_split_differently_is_read_row_by_row(tmp_path: Path) -> None:
    """And says why; the result is that of the objects."""
    path = tmp_path / "tickets.csv"
    good = ",".join(HEADER) + "\n" + "".join(",".join(row) + "\n" for row in CLEAN)
    for text, why in [
        (good.replace("路灯不亮", '路"灯"亮'), "a quote inside a cell"),
        (good.replace("路灯不亮", '"路灯'), "a quote that is not closed"),
        (good.replace("\n", "\r"), "a lone carriage return"),
        (good + "1,2\r3\n", "a lone carriage return"),
        (good + ",".join(CLEAN[0]) + ",9,9\n", "rows of different width"),
        (good + "\0\n", "a NUL character"),
    ]:
        path.write_text(text, "utf-8", newline="")
        columns = read_tickets(path, rules=PINGYU, engine="polars")
        objects = read_tickets(path, rules=PINGYU, engine="objects")
        assert columns.problems == objects.problems
        assert sorted(map(repr, columns.tickets)) == sorted(map(repr, objects.tickets))
        assert why in columns.remarks[0].message("en"), text


@pytest.mark.parametrize("engine", ["objects", "polars", "duckdb"])
def test_a_file_that_is_no_text_throughout_is_refused(tmp_path: Path, engine: str) -> None:
    """Also where the wrong byte stands far down, in a column that nobody reads."""
    path = written(tmp_path / "tickets.csv", [HEADER, *CLEAN * 2000])
    path.write_bytes(path.read_bytes()[:-3] + b"\xff\n")
    with pytest.raises(UnreadableSource, match="is not"):
        read_tickets(path, rules=PINGYU, engine=engine)


def test_gb18030_is_recoded_in_a_stream(tmp_path: Path) -> None:
    """Nothing is left behind, and the rows are columns."""
    path = written(tmp_path / "tickets.csv", [HEADER, *CLEAN], encoding="gb18030")
    intake = read_tickets(path, rules=PINGYU, engine="polars")
    assert inside(intake) == (3, 0)
    assert not intake.problems


@pytest.mark.parametrize(
    "form", ["%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%-m/%-d %H:%M", "%Y-%m-%dT%H:%M:%S"]
)
def test_common_shapes_of_times_stand_in_columns(tmp_path: Path, form: str) -> None:
    """Also without leading zeros."""

    def shaped(cell: str) -> str:
        return datetime.fromisoformat(cell).strftime(form) if cell[:5] == "2023-" else cell

    rows = [HEADER, *([shaped(cell) for cell in row] for row in CLEAN)]
    path = written(tmp_path / "tickets.csv", rows)
    assert inside(read_tickets(path, rules=PINGYU, engine="polars")) == (3, 0)


def test_a_declared_shape_stands_in_columns(tmp_path: Path) -> None:
    """The rulebook's own format comes before those the objects know."""
    book = tmp_path / "rules.toml"
    book.write_text(
        'extends = "pingyu"\nname = "odd"\n[intake]\ntime_formats = ["%d.%m.%Y %H:%M"]\n'
    )
    rules = Rulebook.load(book)
    row = ["231007102349106144", "07.10.2023 10:23", "", "甲局", "09.10.2023 09:00", "满意", ""]
    path = written(tmp_path / "tickets.csv", [HEADER, row])
    intake = read_tickets(path, rules=rules, engine="polars")
    assert inside(intake) == (1, 0)
    assert str(intake.tickets[0].closed_at) == "2023-10-09 09:00:00"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_declared_shape_has_every_day_and_no_other(tmp_path: Path, engine: str) -> None:
    """The last days of months stand in columns; the 30th of February is for the objects to refuse."""
    book = tmp_path / "rules.toml"
    book.write_text('extends = "plain"\nname = "odd"\n[intake]\ntime_formats = ["%d.%m.%Y"]\n')
    rules = Rulebook.load(book)
    days = ["31.01.2023", "29.02.2024", "28.02.2023", "30.04.2023", "31.12.2023", "01.10.2023"]
    wrong = ["29.02.2023", "30.02.2024", "31.04.2023", "00.01.2023", "01.13.2023"]
    rows = [["工单编号", "承办单位", "受理时间"]]
    rows += [[f"A{at}", "甲局", day] for at, day in enumerate(days + wrong)]
    path = written(tmp_path / "tickets.csv", rows)
    intake = read_tickets(path, rules=rules, engine=engine)
    assert inside(intake) == (len(days), 0)
    assert intake.rejected == len(wrong)


def test_moments_of_a_zone_are_converted_as_the_objects_convert_them(tmp_path: Path) -> None:
    """A column of UTC is not what a clock at the office showed."""
    path = tmp_path / "tickets.parquet"
    moments = pl.Series([datetime(2023, 10, 7, 2), datetime(2023, 9, 30, 20)])
    for zone, standing in ((None, 2), ("UTC", 0)):
        times = moments.dt.replace_time_zone(zone)
        pl.DataFrame({"工单编号": ["1", "2"], "承办单位": "甲局", "受理时间": times}).write_parquet(
            path
        )
        intakes = [read_tickets(path, rules=PINGYU, engine=each) for each in ("polars", "objects")]
        assert inside(intakes[0])[0] == standing
        assert list(intakes[0].tickets) == list(intakes[1].tickets)
    assert intakes[1].tickets[1].received_at == datetime(2023, 10, 1, 4)


def frames() -> dict[str, Callable[[list[list[str]]], object]]:
    """Return ways in which a host holds a table."""

    def polars(rows: list[list[str]]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=HEADER, orient="row")

    return {
        "polars": polars,
        "lazy": lambda rows: polars(rows).lazy(),
        "pandas": lambda rows: pd.DataFrame(rows, columns=HEADER, dtype="string"),
        "arrow": lambda rows: polars(rows).to_arrow(),
        "duckdb": lambda rows: duckdb.from_arrow(polars(rows).to_arrow()),
        "typed": lambda rows: polars(rows).with_columns(
            pl.col("受理时间", "派单时间", "办结时间").str.to_datetime(strict=False)
        ),
    }


@pytest.mark.parametrize("kind", sorted(frames()))
def test_a_host_gives_its_dataframe(tmp_path: Path, kind: str) -> None:
    """``compile_report(frame, ...)`` needs no file."""
    rows = [
        *CLEAN,
        ["2", "昨天", "", "甲局", "", "", ""],
        ["3", "2023-10-08", "", "", "", "凑合", ""],
    ]
    frame = frames()[kind](CLEAN if kind == "typed" else rows)
    path = written(tmp_path / "tickets.csv", [HEADER, *(CLEAN if kind == "typed" else rows)])
    expected = compile_report(
        read_tickets(path, rules=PINGYU, engine="objects"), "2023-10", rules=PINGYU
    )
    assert encode_report(compile_report(frame, "2023-10", rules=PINGYU)) == encode_report(expected)
    if kind != "typed":
        codes = [problem.code for problem in read_tickets(frame, rules=PINGYU).problems]
        assert sorted(set(codes)) == ["rating.undeclared", "time.unreadable", "unit.missing"]


def test_canonical_columns_need_no_chinese() -> None:
    """An embedding project has its own names: those the core gives them are enough."""
    frame = pl.DataFrame(
        {"ticket_id": ["1"], "unit": ["甲局"], "received": ["2023-10-07 10:00:00"]}
    )
    report = compile_report(frame, "2023-10")
    assert report.totals["assigned"] == 1


def test_numbers_of_eighteen_digits_stand_in_columns() -> None:
    """A column of whole numbers loses none of them."""
    number = 231007102349106144
    frame = pl.DataFrame(
        {
            "工单编号": [number, -1],
            "承办单位": ["甲局", "甲局"],
            "受理时间": ["2023-10-07 10:23:49"] * 2,
        }
    )
    intake = read_tickets(frame, rules=PINGYU)
    assert inside(intake) == (1, 1)
    assert [ticket.id for ticket in intake.tickets] == [str(number), "-1"]


@pytest.mark.parametrize("engine", ["polars", "duckdb", None])
def test_a_folder_of_parquet_files_is_one_source(tmp_path: Path, engine: str | None) -> None:
    """Partitioned as Hive does: the partition is a column like any other."""
    table = pl.DataFrame(CLEAN, schema=HEADER, orient="row")
    for unit, part in table.partition_by("承办单位", as_dict=True).items():
        folder = tmp_path / "tickets.parquet" / f"承办单位={unit[0]}"
        folder.mkdir(parents=True)
        part.drop("承办单位").write_parquet(folder / "0.parquet")
    intake = read_tickets(tmp_path / "tickets.parquet", rules=PINGYU, engine=engine)
    assert {ticket.unit for ticket in intake.tickets} == {"甲局", "乙镇"}
    assert (intake.accepted, intake.rejected) == (3, 0)


def test_exclusions_and_citations_find_their_tickets_in_columns(tmp_path: Path) -> None:
    """A decision about one ticket makes an object of it alone."""
    from datetime import date

    from hotline_metrics.domain.exclusion import Exclusion

    path = written(tmp_path / "tickets.csv", [HEADER, *CLEAN])
    decision = Exclusion(
        id=CLEAN[2][0], what="ticket", reason="重复来电", approved_by="热线办",
        approved_on=date(2023, 11, 2),
    )  # fmt: skip
    both = [
        compile_report(
            read_tickets(path, rules=PINGYU, roster=ROSTER, engine=engine),
            "2023-10",
            rules=PINGYU,
            exclusions=[decision],
            cite=[CLEAN[1][0]],
        )
        for engine in ("objects", "polars")
    ]
    assert encode_report(both[0]) == encode_report(both[1])
    assert both[0].exclusions is not None


def test_the_command_line_names_an_engine(
    october: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--engine`` reads and counts; threads are an option of the engine."""
    words = ["report", str(october / "tickets.csv"), "-m", "2023-10", "--lang", "en"]
    for engine in ("objects", "duckdb"):
        out = tmp_path / f"{engine}.json"
        options = ["-O", "duckdb.threads=1"] if engine == "duckdb" else []
        assert main([*words, "--engine", engine, *options, "-o", str(out)]) == 0
    assert (tmp_path / "objects.json").read_bytes() == (tmp_path / "duckdb.json").read_bytes()
    assert "2349 accepted" in capsys.readouterr().err


def test_nothing_is_imported_before_it_is_used() -> None:
    """The plugin's module loads no engine."""
    import subprocess
    import sys

    code = "import sys, hotline_metrics_frames; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"polars", "duckdb", "pyspark", "narwhals", "pyarrow", "pandas"}
