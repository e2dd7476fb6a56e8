"""Words of columns as small numbers: each different cell is read once, by the objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import narwhals as nw

from hotline_metrics.plugin import Cell, CleanCells
from hotline_metrics_frames.engines import Frame

Codes = Mapping[Cell, int]
"""A cell as it stands, to the number that stands for it."""

_KINDS: Mapping[type[nw.dtypes.DType], type] = {
    nw.String: str, nw.Boolean: bool, nw.Date: date, nw.Datetime: datetime,
    nw.Float32: float, nw.Float64: float,
}  # fmt: skip


def kind_of(dtype: nw.dtypes.DType) -> type | None:
    """Return what the cells of a column are; ``None`` where they are nothing that is a cell.

    >>> kind_of(nw.Int32())
    <class 'int'>
    """
    return int if dtype.is_integer() else _KINDS.get(type(dtype))


def kind_in(name: str, cells: Sequence[Cell]) -> type:
    """Return what the cells of a column are that is made here.

    Args:
        name: the column; without any cell an ``id`` is text and the rest are numbers.
        cells: of one type, and ``None``.
    """
    kinds = (type(cell) for cell in cells if cell is not None)
    return next(kinds, str if name == "id" else int)


def coded(raw: nw.Expr, codes: Codes) -> nw.Expr:
    """Return the codes of cells; null where a cell has none.

    Args:
        raw: a column.
        codes: the codes of its cells.
    """
    if not codes:
        return nw.lit(None, nw.Int64)
    return raw.replace_strict(
        list(codes), list(codes.values()), default=None, return_dtype=nw.Int64
    )


def with_codes(frame: Frame, codes: Mapping[str, Codes]) -> Frame:
    """Put codes in the place of texts; null where a text has none.

    Args:
        frame: raw columns.
        codes: name of a column, to the codes of its texts.
    """
    return frame.with_columns(
        coded(nw.col(name), known).alias(name) for name, known in codes.items()
    )


class Vocabulary:
    """What the cells of one column mean; every clean cell has a code, and cells of one meaning differ.

    Args:
        column: the canonical column.
        cells: what cells mean.
    """

    def __init__(self, column: str, cells: CleanCells) -> None:
        """Begin with the empty cell, which means the same as none."""
        self.column = column
        self.values: list[object] = []
        self._cells = cells
        self._codes: dict[tuple[type, Cell], int | None] = {}
        self.learn([""])

    @property
    def blank(self) -> int | None:
        """The code of an absent cell; ``None`` where a cell must be given."""
        return self._codes[str, ""]

    def learn(self, cells: Iterable[Cell]) -> bool:
        """Take up cells that were not seen before, and tell whether any of them is clean.

        Args:
            cells: different cells.
        """
        before = len(self.values)
        for cell in cells:
            key = (type(cell), cell)
            if cell is None or key in self._codes:
                continue
            self._codes[key] = None
            # One at a time: 1, 1.0 and True are one key of a dictionary, but not one cell.
            for value in self._cells.values(self.column, [cell]).values():
                self._codes[key] = len(self.values)
                self.values.append(value)
        return len(self.values) > before

    def codes(self, kind: type) -> Codes:
        """Return the codes of clean cells of a type, in the order in which they were learnt.

        Args:
            kind: such as ``str``.
        """
        return {
            cell: code
            for (each, cell), code in self._codes.items()
            if each is kind and code is not None
        }
