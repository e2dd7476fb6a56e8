"""Records as a CSV file that spreadsheets open without asking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from hotline_metrics.errors import InvalidValue
from hotline_metrics.output import write_files
from hotline_metrics.publish.spreadsheet import FORMULA


def write_tickets_csv(target: str | Path | BinaryIO, records: Iterable[Sequence[str]]) -> int:
    """Write records as CSV: UTF-8 with a byte-order mark.

    Args:
        target: a path, where the file appears whole or not at all, or a binary stream, which
            stays open.
        records: the headings and the tickets; they may come one by one.

    Returns:
        How many tickets were written.

    Raises:
        OutputError: the file cannot be written.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write_tickets_csv(stream, [("工单编号", "承办单位"), ("231007102349106144", "联通公司")])
    1
    >>> stream.getvalue().decode("utf-8-sig").splitlines()[1]
    '231007102349106144,联通公司'
    """
    if isinstance(target, str | Path):
        count = 0

        def write(stream: BinaryIO) -> None:
            nonlocal count
            count = write_tickets_csv(stream, records)

        write_files({Path(target): write})
        return count
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        count = 0
        for count, record in enumerate(records):  # noqa: B007 - the last number is the answer
            if any(map(_is_formula, record)):
                raise InvalidValue(
                    "名称不能像公式那样开头", "a name that begins like a formula is no name"
                )
            writer.writerow(record)
        text.flush()
    finally:
        # Otherwise the caller's stream would be closed together with the wrapper.
        text.detach()
    return count


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA)
