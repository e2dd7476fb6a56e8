"""Options of a plugin: declared once, given as a class, as words or as TOML values."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics.errors import OptionsError
from hotline_metrics.plugin import FileImporter, NoOptions, option
from hotline_metrics.plugin.options import make_options, option_lines, read_pairs, shown_options


@attrs.frozen
class Options:
    delimiter: str = option(",", help="what stands between two cells")
    strict: bool = option(False, help="refuse stray quotes")
    skip: int = option(0, help="rows to skip")
    share: Decimal = option(Decimal("0.5"), help="a share")
    since: date | None = option(None, help="earlier rows are left out")
    at: datetime = option(datetime(2023, 10, 1), help="a moment")
    encoding: Literal["utf-8", "gb18030"] = option("utf-8", help="encoding of the text")
    sheets: tuple[str, ...] = option((), help="sheets to read")
    widths: tuple[int, ...] = option((), help="widths of columns")
    sheet: int | str = option(1, help="a sheet by number or name")
    folder: Path = option(Path(), help="where pictures lie")
    headings: Mapping[str, str] = option(attrs.Factory(dict), help="field to heading")
    token: str = option("", help="key to the service", secret=True)

    @skip.validator
    def _not_negative(self, _: attrs.Attribute[int], value: int) -> None:
        if value < 0:
            raise ValueError(f"skip cannot be {value}")


@attrs.frozen
class Span:
    first: int = option(1, help="first row")
    last: int = option(9, help="last row")

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise OptionsError("last comes before first")


@attrs.frozen
class Address:
    url: str = option(help="address of the service")
    pin: int = option(0, help="the pin", secret=True)
    token: str = option("", help="key to the service", secret=True)

    def __attrs_post_init__(self) -> None:
        if self.token.startswith("bad"):
            raise ValueError(f"no token looks like {self.token}")


def spec(options: type[object]) -> FileImporter[object]:
    return FileImporter(
        format="csv",
        summary="",
        suffixes=(".csv",),
        options=options,
        read=lambda source, options: iter(()),
    )


CSV = FileImporter(
    format="csv",
    summary="",
    suffixes=(".csv",),
    options=Options,
    read=lambda source, options: iter(()),
)


def test_from_python_as_the_class_itself() -> None:
    """Nothing is converted; nothing given means the defaults."""
    given = Options(delimiter=";")
    assert make_options(CSV, given) is given
    assert make_options(CSV) == Options()
    with pytest.raises(OptionsError, match="csv takes its own Options or a mapping"):
        make_options(CSV, NoOptions())  # type: ignore[misc]


def test_from_the_command_line_by_the_type_of_each() -> None:
    """Every value is a text there."""
    words = [
        "delimiter=;", "strict=yes", "skip=3", "share=0.25", "since=2023-10-07",
        "at=2023-10-07T10:23:49", "encoding=gb18030", "sheets=十月, 补录", "widths=3,4",
        "sheet=Calls", "folder=a/b", "headings=dept.name=承办单位, no=工单编号",
    ]  # fmt: skip
    assert make_options(CSV, read_pairs(words)) == Options(
        delimiter=";",
        strict=True,
        skip=3,
        share=Decimal("0.25"),
        since=date(2023, 10, 7),
        at=datetime(2023, 10, 7, 10, 23, 49),
        encoding="gb18030",
        sheets=("十月", "补录"),
        widths=(3, 4),
        sheet="Calls",
        folder=Path("a/b"),
        headings={"dept.name": "承办单位", "no": "工单编号"},
    )
    assert make_options(CSV, {"sheet": "2", "since": ""}) == Options(sheet=2, since=None)


def test_from_toml_by_type() -> None:
    """A value that is no text must be of its type already."""
    values = {"strict": True, "skip": 3, "share": 1, "since": date(2023, 10, 7), "widths": [3, 4],
              "headings": {"no": "工单编号"}}  # fmt: skip
    assert make_options(CSV, values) == Options(
        strict=True,
        skip=3,
        share=Decimal(1),
        since=date(2023, 10, 7),
        widths=(3, 4),
        headings={"no": "工单编号"},
    )
    for wrong in ({"strict": 1}, {"skip": True}, {"skip": Decimal("1.0")}, {"delimiter": 1},
                  {"since": datetime(2023, 10, 7)}, {"widths": 3}, {"widths": ["x"]},
                  {"headings": "no"}, {"headings": {"no": 1}}, {"headings": ["no"]}):  # fmt: skip
        with pytest.raises(OptionsError):
            make_options(CSV, wrong)


def test_a_wrong_key_is_told_the_right_one() -> None:
    """With every key there is."""
    with pytest.raises(OptionsError) as caught:
        make_options(CSV, {"delimter": ";"})
    assert str(caught.value).startswith(
        "csv has no option 'delimter'. Did you mean 'delimiter'? Known: at, delimiter, encoding,"
    )


def test_every_fault_is_named_at_once() -> None:
    """A clerk should not mend one after another."""
    with pytest.raises(OptionsError) as caught:
        make_options(CSV, {"skip": "many", "encoding": "utf-7", "strict": "maybe", "x": "1"})
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("csv has no option 'x'.")
    assert lines[1:] == [
        "csv: option 'strict' takes yes or no, not 'maybe'",
        "csv: option 'skip' takes a whole number, not 'many'",
        "csv: option 'encoding' takes one of utf-8, gb18030, not 'utf-7'",
    ]


def test_a_long_value_is_told_by_its_length() -> None:
    """A message is no place for a page of text."""
    with pytest.raises(OptionsError, match="not a str of 62 characters"):
        make_options(CSV, {"skip": "x" * 60})


def test_a_kind_without_words_has_its_name() -> None:
    """An option of a class of its own is set from Python."""

    @attrs.frozen
    class Own:
        window: range = option(range(3), help="which rows")

    (line,) = option_lines(Own)
    assert line.kind.en == "range"


def test_a_rule_of_the_class_is_an_options_error() -> None:
    """Before any file is opened."""
    with pytest.raises(OptionsError, match=r"^csv: skip cannot be -1$"):
        make_options(CSV, {"skip": "-1"})
    with pytest.raises(OptionsError, match=r"^last comes before first$"):
        make_options(spec(Span), {"last": "0"})


def test_a_missing_one_is_asked_for() -> None:
    """A service has no default address."""
    with pytest.raises(OptionsError, match=r"^csv needs the option 'url'$"):
        make_options(spec(Address), {})


@pytest.mark.parametrize(
    "values",
    [
        {"url": "x", "pin": "s3cret-pin"},
        {"url": "x", "token": "bad s3cret"},
        {"token": "s3cret"},
        {"url": "x", "token": ["s3cret"]},
        {"url": "x", "tokn": "s3cret"},
    ],
)
def test_a_secret_stands_in_no_message(values: dict[str, object]) -> None:
    """Not in the message, nor in the traceback of what lies behind it."""
    with pytest.raises(OptionsError) as caught:
        make_options(spec(Address), values)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_secret_stands_in_no_repr() -> None:
    """Nor in a listing."""
    assert "s3cret" not in repr(Address("http://localhost", 0, "s3cret"))
    (line,) = [line for line in option_lines(Address) if line.name == "token"]
    assert (line.default, line.secret) == ("", True)


def test_a_listing_says_what_each_takes() -> None:
    """In words, with the default."""
    lines = {line.name: line for line in option_lines(Options)}
    assert lines["widths"].kind.en == "a whole number, several separated by commas"
    assert lines["since"].kind.en == "a date such as 2023-10-07"
    assert lines["sheet"].kind.en == "a whole number or text"
    assert lines["headings"].kind.en == "a table of text, or name=value separated by commas"
    assert lines["headings"].default == ""
    assert lines["delimiter"].default == ","
    assert lines["delimiter"].help.en == "what stands between two cells"
    assert option_lines(Address)[0].default is None


def test_a_manifest_shows_what_was_chosen() -> None:
    """What is as usual, and what is secret, is left out."""
    assert shown_options(Options(skip=3, token="s3cret")) == {"skip": "3"}
    assert shown_options(Options(headings={"no": "工单编号"})) == {"headings": "{'no': '工单编号'}"}


def test_pairs() -> None:
    """The first ``=`` divides; a dash in a key is an underscore."""
    assert read_pairs(["a-b=c=d", "e="]) == {"a_b": "c=d", "e": ""}
    with pytest.raises(OptionsError, match="key=value"):
        read_pairs(["delimiter"])
    with pytest.raises(OptionsError, match="'a' is given twice"):
        read_pairs(["a=1", "a=2"])


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Options,
        delimiter=st.text(),
        strict=st.booleans(),
        skip=st.integers(min_value=0),
        share=st.decimals(allow_nan=False),
        since=st.none() | st.dates(),
        at=st.datetimes(),
        widths=st.lists(st.integers()).map(tuple),
        headings=st.dictionaries(
            st.text("ab.十月", min_size=1), st.text("ab= 十月").map(str.strip)
        ),
        sheet=st.integers() | st.text(alphabet="abc十月", min_size=1),
    )
)
def test_what_is_written_is_read_back(options: Options) -> None:
    """Any options survive being written as words, and as typed values."""

    def written(value: object) -> str:
        if isinstance(value, tuple):
            return ",".join(map(str, value))
        if isinstance(value, Mapping):
            return ",".join(f"{name}={part}" for name, part in value.items())
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        return "" if value is None else str(value)

    values = attrs.asdict(options, recurse=False)
    assert make_options(CSV, values) == options
    words = [f"{key}={written(value)}" for key, value in values.items()]
    assert make_options(CSV, read_pairs(words)) == options
