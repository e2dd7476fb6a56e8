"""A source says how it is opened, how much of it is read, and what it is made of."""

from pathlib import Path

import pytest

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Limits, Source


def test_a_source_in_memory_has_the_limits_of_a_file() -> None:
    """Bytes that a host already holds are no exception."""
    small = Limits(bytes=3)
    assert Source(name="a.csv", data=b"abc", limits=small).head() == b"abc"
    with pytest.raises(UnreadableSource, match="limit bytes of 3"):
        Source(name="a.csv", data=b"abcd", limits=small).open()


def test_a_document_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    """The limit's name and a larger one are in the message."""
    page = tmp_path / "a.html"
    page.write_bytes(b"x" * 11)
    assert Source.at(page, limits=Limits(document_bytes=11)).read() == b"x" * 11
    with pytest.raises(UnreadableSource, match="--limit document_bytes=100"):
        Source.at(page, limits=Limits(document_bytes=10)).read()


def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there() -> None:
    """And no error of Python's."""
    with pytest.raises(UnreadableSource, match="cannot be read"):
        Source.at("a\0b.csv").open()


def test_the_digest_of_a_folder_is_of_all_its_files(tmp_path: Path) -> None:
    """With their names: moved or renamed data are other data."""
    folder = tmp_path / "tickets.parquet"
    (folder / "day=1").mkdir(parents=True)
    (folder / "day=1" / "a.bin").write_bytes(b"1")
    before = Source.at(folder).digest()
    assert Source.at(folder).digest() == before
    (folder / "day=1" / "a.bin").rename(folder / "day=1" / "b.bin")
    assert Source.at(folder).digest() != before


def test_the_digest_of_what_was_read_is_of_no_other_file(tmp_path: Path) -> None:
    """It is computed when somebody asks; a file that was saved over since has another."""
    path = tmp_path / "tickets.csv"
    path.write_bytes(b"1\n")
    read = Source.at(path).as_read()
    assert read.digest() == Source.at(path).digest()
    path.write_bytes(b"1\n2\n")
    with pytest.raises(UnreadableSource, match="has changed since it was read; read it again"):
        read.digest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    """Its mark decides, else UTF-8, else GB18030."""
    assert Source(name="a.txt", data="热线通报".encode(encoding)).text() == "热线通报"


def test_what_is_no_text_is_said_to_be_none() -> None:
    """Rather than shown as signs."""
    with pytest.raises(UnreadableSource, match="is no text"):
        Source(name="a.txt", data=b"\xff\xff\x81").text()
