"""Words of columns as small numbers: each different cell is read once, by the objects."""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import Cell, CleanCells


class Vocabulary:
    """What the cells of one column mean, as codes; grows while sources are read.

    Args:
        column: the canonical column.
        cells: what cells mean.
    """

    def __init__(self, column: str, cells: CleanCells) -> None:
        """Begin with no cell."""
        self.column = column
        self.values: list[object] = []
        self._cells = cells
        self._codes: dict[tuple[str, Cell], int | None] = {}
        self._code_of: dict[object, int] = {}

    def learn(self, cells: Iterable[Cell]) -> None:
        """Take up cells that were not seen before.

        Args:
            cells: different cells.
        """
        new = [cell for cell in cells if self._key(cell) not in self._codes]
        known = {self._key(cell): value for cell, value in self._read(new)}
        for cell in new:
            key = self._key(cell)
            self._codes[key] = self._code(known[key]) if key in known else None

    def codes(self, cells: Iterable[Cell]) -> list[int | None]:
        """Return the code of each cell; ``None`` where it is not clean."""
        return [self._codes[self._key(cell)] for cell in cells]

    def _read(self, cells: Iterable[Cell]) -> Iterable[tuple[Cell, object]]:
        for cell in cells:
            # One at a time: 1, 1.0 and True are one key of a dictionary, but not one cell.
            for value in self._cells.values(self.column, [cell]).values():
                yield cell, value

    @staticmethod
    def _key(cell: Cell) -> tuple[str, Cell]:
        return (type(cell).__name__, cell)

    def _code(self, value: object) -> int:
        if value not in self._code_of:
            self._code_of[value] = len(self.values)
            self.values.append(value)
        return self._code_of[value]
