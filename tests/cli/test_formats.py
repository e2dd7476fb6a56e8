"""Options of formats, from ``-O`` and from ``hotline.toml``, reach the formats they name."""

from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.cli.formats import FormatOptions

ROWS = "工单编号;受理时间;承办单位\n1;2023-10-07;甲局\n"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return an office whose exports are in GB18030, with semicolons."""
    (tmp_path / "hotline.toml").write_text(
        '[importers.csv]\nencoding = "gb18030"\ndelimiter = ";"\n', "utf-8"
    )
    (tmp_path / "tickets.csv").write_bytes(ROWS.encode("gb18030"))
    return tmp_path


def checked(office: Path, *words: str) -> int:
    """Run ``check`` in the office."""
    return main(["check", str(office / "tickets.csv"), "--lang", "en", *words])


def test_the_office_says_how_its_exports_are_written(office: Path) -> None:
    """A mapping of TOML becomes the plugin's own options."""
    assert checked(office) == 0


def test_a_word_of_the_command_line_goes_before_and_leaves_the_rest(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another delimiter, still GB18030."""
    (office / "tickets.csv").write_bytes(ROWS.replace(";", "|").encode("gb18030"))
    assert checked(office, "-O", "csv.delimiter=|") == 0
    assert checked(office, "-O", "csv.encoding=utf-16") == 2
    assert "is not utf-16 text" in capsys.readouterr().err


def test_a_full_name_is_as_good_as_a_short_one(office: Path) -> None:
    """``plugin/format`` always works."""
    (office / "tickets.csv").write_bytes(ROWS.replace(";", "|").encode("gb18030"))
    assert checked(office, "-O", "bundled/csv.delimiter=|") == 0
    (office / "hotline.toml").write_text(
        '[importers."bundled/csv"]\nencoding = "gb18030"\n', "utf-8"
    )
    assert checked(office, "-O", "csv.delimiter=|") == 0


def test_a_name_that_reads_and_writes_gives_a_key_to_whoever_has_it(office: Path) -> None:
    """``csv`` is an importer with options and an exporter without."""
    words = ["report", str(office / "tickets.csv"), "-m", "2023-10", "-O", "csv.encoding=gb18030"]
    assert main([*words, "-o", str(office / "units.csv")]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-O", "cvs.encoding=gb18030"], "Did you mean 'csv'?"),
        (["-O", "acme/csv.encoding=gb18030"], "there is no importer 'acme/csv'"),
        (["-O", "csv.encodin=gb18030"], "Did you mean 'encoding'?"),
        (["-O", "csv.encoding"], "write FORMAT.KEY=VALUE"),
    ],
)
def test_a_wrong_word_is_told_the_right_one(
    office: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left aside in silence."""
    assert checked(office, *words) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[importers.cvs]\nencoding = "gb18030"\n', "Did you mean 'csv'?"),
        ('[importers.csv]\nencodin = "gb18030"\n', "Did you mean 'encoding'?"),
        ("[importers.csv]\nencoding = 18030\n", "'encoding' takes text, not 18030"),
        ("[exporters.csv]\nbom = true\n", "csv has no option 'bom'"),
    ],
)
def test_the_office_file_is_told_too(
    office: Path, table: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same checks, wherever an option is written."""
    (office / "hotline.toml").write_text(table, "utf-8")
    words = ["report", str(office / "tickets.csv"), "-m", "2023-10"]
    assert main([*words, "-o", str(office / "units.csv"), "--lang", "en"]) == 2
    assert told in capsys.readouterr().err
    assert not (office / "units.csv").exists()


def test_an_engine_is_told_what_was_said_to_it() -> None:
    """Under its name; where no engine is named, the only one that was told anything."""
    found = FormatOptions({}, {}, {"columns": {"pace": "2"}})
    assert found.of_engine("columns") == {"pace": "2"}
    assert found.of_engine(None) == {"pace": "2"}
    assert found.of_engine("acme") == {}


def test_an_option_that_an_engine_lacks_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left aside in silence."""
    tickets = tmp_path / "tickets.csv"
    tickets.write_text("工单编号,承办单位,受理时间\n1,甲局,2023-10-07 10:00\n", "utf-8")
    words = ["report", str(tickets), "-m", "2023-10", "--engine", "objects"]
    assert main(["--lang", "en", *words, "-O", "objects.workers=2"]) == 2
    assert "workers" in capsys.readouterr().err
