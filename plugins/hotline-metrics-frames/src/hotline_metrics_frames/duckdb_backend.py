"""Engine ``duckdb``: columns on disk, one cube; the least memory."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import narwhals as nw

from hotline_metrics.plugin import Cell, CleanCells, Columns, TextFile
from hotline_metrics_frames.engines import CannotSplit, Frame, Values, patterns_of_cube
from hotline_metrics_frames.ids import with_ids
from hotline_metrics_frames.moments import SINCE_1970, Written
from hotline_metrics_frames.parquet import ParquetFiles
from hotline_metrics_frames.text_files import Layout, has_blank_lines, in_utf8, look_through
from hotline_metrics_frames.vocabulary import Codes

CHUNK = 10_000


class DuckDBBackend:
    """Columns in a database file of its own, which is gone when the tickets are.

    Args:
        threads: how many; 0 is one for each core.
        memory: most memory, such as ``2GB``; empty leaves it to DuckDB.
    """

    name = "duckdb"

    def __init__(self, threads: int = 0, memory: str = "") -> None:
        """Open a database in a folder of its own."""
        self._folder = tempfile.mkdtemp(prefix="hotline-metrics-")
        self._connection = duckdb.connect(str(Path(self._folder) / "columns.duckdb"))
        weakref.finalize(self, _discard, self._connection, self._folder)
        if threads:
            self._connection.execute(f"SET threads = {int(threads)}")
        if memory:
            self._connection.execute("SET memory_limit = $limit", {"limit": memory})
        self._tables = 0
        self._layouts: dict[Path, Layout] = {}

    # --- sources -----------------------------------------------------------------------------
    def open(self, columns: Columns, names: Mapping[int, str]) -> Iterator[Frame]:
        """Yield the source as one frame: text as a table, columns as they lie."""
        table = columns.scan.table
        if isinstance(table, TextFile):
            layout = look_through(table.path, table.delimiter, table.encoding)
            if has_blank_lines(table.path):
                raise CannotSplit("有空行", "blank lines")
            self._layouts[table.path] = layout
            with in_utf8(table) as path:
                wanted = ", ".join(f'c{at} AS "{name}"' for at, name in names.items())
                try:
                    yield self._kept(
                        f"SELECT {_number(columns)}, {wanted} FROM {self._text(columns, table)}",
                        str(path),
                    )
                except duckdb.Error as error:
                    raise CannotSplit("行的列数不一", "rows of different width") from error
            return
        relation = self._relation(table)
        wanted = ", ".join(
            f'"{_quoted(relation.columns[at])}" AS "{name}"' for at, name in names.items()
        )
        number = _number(columns)
        yield nw.from_native(relation.project(f"{number}, {wanted}"))

    def whole_rows(self, columns: Columns, rows: Collection[int]) -> dict[int, Values]:
        """Return some rows with all their cells."""
        number = _number(columns)
        listed = ", ".join(str(int(row)) for row in rows)
        table = columns.scan.table
        if isinstance(table, TextFile):
            with in_utf8(table) as path:
                found = self._connection.execute(
                    f"SELECT * FROM (SELECT {number}, * FROM {self._text(columns, table)}) "
                    f"WHERE row IN ({listed})",
                    [str(path)],
                ).fetchall()
        else:
            relation = self._relation(table).project(f"{number}, *").filter(f"row IN ({listed})")
            found = relation.fetchall()
        return {number: tuple(cells) for number, *cells in found}

    def line_of(self, columns: Columns) -> Callable[[int], int | None]:
        """Return what tells the physical line of a row."""
        table = columns.scan.table
        layout = self._layouts.get(table.path) if isinstance(table, TextFile) else None
        return layout.line_of if layout else lambda _: None

    # --- raw cells ---------------------------------------------------------------------------
    def sample(self, frame: Frame) -> Frame:
        """Return all rows: looking at each is cheap, and checking twice is not."""
        return frame

    def with_codes(self, frame: Frame, codes: Mapping[str, Codes]) -> Frame:
        """Put codes in the place of texts: their places in an enumeration."""
        return self._replaced(
            frame,
            {
                name: self._looked_up(f'"{name}"', list(map(str, known)), list(known.values()))
                for name, known in codes.items()
            },
        )

    def with_seconds(self, frame: Frame, written: Mapping[str, Written]) -> Frame:
        """Add columns with the seconds of texts, parsed by DuckDB where the shape is certain."""
        return self._replaced(
            frame,
            {
                name: f'CASE WHEN regexp_matches("{text}", {_text(shape.pattern)}) THEN '
                f'epoch_ms(strptime("{text}", {_text(shape.form)})) // 1000 - {SINCE_1970} END'
                for name, (text, shape) in written.items()
            },
        )

    def with_ids(self, frame: Frame, cells: CleanCells) -> Frame:
        """Check the column of numbers."""
        return with_ids(frame, cells, self.collect)

    def _replaced(self, frame: Frame, expressions: Mapping[str, str]) -> Frame:
        """Return a frame with columns added, or put in the place of others of their names."""
        if not expressions:
            return frame
        native = _native(frame)
        listed = ", ".join(f'{query} AS "{name}"' for name, query in expressions.items())
        others = ", ".join(f'"{each}"' for each in native.columns if each not in expressions)
        return nw.from_native(native.project(f"{others}, {listed}"))

    def _looked_up(self, text: str, texts: Sequence[str], codes: Sequence[int]) -> str:
        """Return the code of each text; an enumeration is looked up by hash, a case one by one."""
        if not texts:
            return "CAST(NULL AS BIGINT)"
        name = self._name()
        self._connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(map(_text, texts))})")
        place = f"enum_code(TRY_CAST({text} AS {name}))"
        if list(codes) == list(range(len(codes))):
            return f"CAST({place} AS BIGINT)"
        return f"CAST({list(codes)}[{place} + 1] AS BIGINT)"

    # --- frames ------------------------------------------------------------------------------
    def keep(self, frame: Frame) -> Frame:
        """Compute a frame into a table."""
        return self._taken(_native(frame))

    def together(self, frames: Sequence[Frame]) -> Frame:
        """Return frames as one; what they rest on was computed."""
        return frames[0] if len(frames) == 1 else nw.concat(frames, how="vertical")

    def table(self, values: Mapping[str, Sequence[int | str | None]]) -> Frame:
        """Return a small table."""
        types = {name: "VARCHAR" if name == "id" else "BIGINT" for name in values}
        lists = ", ".join(f"unnest(CAST(? AS {types[name]}[])) AS {name}" for name in values)
        return self._kept(f"SELECT {lists}", *(list(each) for each in values.values()))

    def collect(self, frame: Frame) -> list[Values]:
        """Return the rows of a small result."""
        return _native(frame).fetchall()

    def patterns(
        self, frame: Frame, keys: Mapping[str, int], alike: Mapping[str, int]
    ) -> list[Frame]:
        """Count one cube, and roll every view up from it."""
        return patterns_of_cube(self, frame, keys, alike)

    def collect_all(self, frames: Sequence[Frame]) -> list[list[Values]]:
        """Return the rows of several small results."""
        return [self.collect(frame) for frame in frames]

    def repeated(self, frame: Frame) -> list[Cell]:
        """Return the ids that occur more than once."""
        # Hashes are small to group; only what shares one is told apart by the ids themselves.
        hashed = _native(frame).project("id, hash(id) AS h")
        shared = hashed.aggregate("h, count(*) AS n", "h").filter("n > 1").project("h AS twin")
        both = hashed.set_alias("ids").join(shared.set_alias("shared"), "h = twin", how="inner")
        twins = both.project("id")
        found = twins.aggregate("id, count(*) AS n", "id").filter("n > 1").project("id")
        return [each for (each,) in found.fetchall()]

    def chunks(self, frame: Frame) -> Iterator[list[Values]]:
        """Yield all rows."""
        result = self._connection.execute(_native(frame).sql_query())
        while rows := result.fetchmany(CHUNK):
            yield rows

    def _relation(self, table: object) -> duckdb.DuckDBPyRelation:
        if isinstance(table, ParquetFiles):
            paths = [str(p / "**/*.parquet" if p.is_dir() else p) for p in table.paths]
            return self._connection.read_parquet(paths, hive_partitioning=True)
        if isinstance(table, duckdb.DuckDBPyRelation):
            # A host's relation lives in the host's connection.
            return self._connection.from_arrow(table.to_arrow_table())
        return self._connection.from_arrow(table)

    def _text(self, columns: Columns, table: TextFile) -> str:
        layout = self._layouts[table.path]
        names = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(columns.header.titles)))
        delimiter = table.delimiter.replace("'", "''")
        return (
            f"read_csv(?, delim = '{delimiter}', quote = '\"', escape = '\"', header = false, "
            f"skip = {columns.first - 1}, columns = {{{names}}}, null_padding = true, "
            f"auto_detect = false, strict_mode = true, max_line_size = 20000000, "
            f"parallel = {'false' if layout.breaks else 'true'})"
        )

    # --- tables ------------------------------------------------------------------------------
    def _name(self) -> str:
        self._tables += 1
        return f"t{self._tables}"

    def _kept(self, query: str, *values: object) -> Frame:
        name = self._name()
        self._connection.execute(f"CREATE TABLE {name} AS {query}", [*values])
        return nw.from_native(self._connection.table(name))

    def _taken(self, relation: duckdb.DuckDBPyRelation) -> Frame:
        name = self._name()
        relation.create(name)
        return nw.from_native(self._connection.table(name))


def _discard(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def _native(frame: Frame) -> duckdb.DuckDBPyRelation:
    native = frame.to_native()
    assert isinstance(native, duckdb.DuckDBPyRelation)  # made here  # noqa: S101
    return native


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _number(columns: Columns) -> str:
    return f"CAST({columns.first - 1} + row_number() OVER () AS BIGINT) AS row"
