"""The office's folder: ``hotline.toml``, and what a month needs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import DEFAULT_PRESET, Rulebook
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.small_file import is_file
from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import RulebookError
from hotline_metrics.intake.source import Limits
from hotline_metrics.output import names_folder

FILE = "hotline.toml"


@attrs.frozen(kw_only=True)
class OfficeTable:
    """``hotline.toml``; paths are relative to its folder.

    Attributes:
        rules: a preset's name or a rulebook file.
        units: the roster file.
        archive: the folder of earlier reports.
        template: the bulletin's template.
        service: the service that tickets are read from where no file is named.
        exclusions: the register of exclusions; ``{period}`` is replaced.
        outputs: what ``report`` writes, ``site/`` being a folder; ``{period}`` is replaced.
        engine: which engine counts.
        importers: options by format.
        exporters: options by format.
        limits: how much of a source is read.
    """

    rules: str = DEFAULT_PRESET
    units: str = ""
    archive: str = ""
    template: str = ""
    service: str = ""
    exclusions: str = ""
    outputs: tuple[str, ...] = ()
    engine: str = ""
    importers: dict[str, dict[str, object]] = attrs.field(factory=dict)
    exporters: dict[str, dict[str, object]] = attrs.field(factory=dict)
    limits: Limits = Limits()


@attrs.frozen
class Office:
    """An office's folder and what its file says.

    Attributes:
        folder: where paths are relative to.
        table: what ``hotline.toml`` says; defaults without one.
        found: whether there is a file.
    """

    folder: Path
    table: OfficeTable = OfficeTable()
    found: bool = False

    @classmethod
    def at(cls, folder: str | None, sources: Sequence[str] = ()) -> Office:
        """Find the office: the folder given, else this one, else that of the first source.

        Exports and reports usually lie one folder down, in one for each month.

        Raises:
            RulebookError: a folder was given and has no ``hotline.toml``, or the file is wrong.
        """
        around = [above for source in sources[:1] for above in (*Path(source).parents,)[:2]]
        places = [Path(folder)] if folder else [Path(), *around]
        for place in places:
            file = place / FILE
            if is_file(file):
                document = read_toml(read_text(file), str(file))
                return cls(place, structure(document, OfficeTable, str(file)), found=True)
        if folder:
            raise RulebookError(
                f"文件夹 {folder} 里没有 {FILE}，可用 hotline-metrics init 建立",
                f"{folder}: there is no {FILE} here; `hotline-metrics init` makes one",
            )
        return cls(Path())

    def path(self, name: str) -> Path:
        """Return a path that the office's file names."""
        return self.folder / name

    def rules(self, given: str | None) -> Rulebook:
        """Return the rulebook: a preset's name or a file, from the command line or the office."""
        if given:
            return load_rules(given, Path())
        return load_rules(self.table.rules, self.folder)

    def roster(self, given: str | None) -> Roster | None:
        """Return the roster, if the command line or the office names one."""
        file = self.roster_file(given)
        return Roster.load(file) if file else None

    def roster_file(self, given: str | None) -> Path | None:
        """Return the roster's file, if the command line or the office names one."""
        if given:
            return Path(given)
        return self.path(self.table.units) if self.table.units else None

    def exclusions(self, given: str | None, period: Period) -> Path | None:
        """Return the register of exclusions; one the office names may not be there yet."""
        if given:
            return Path(given)
        if not self.table.exclusions:
            return None
        file = self.path(self.table.exclusions.replace("{period}", str(period)))
        return file if is_file(file) else None

    def archive(self, given: str | None) -> Path | None:
        """Return the folder of earlier reports, if there is one."""
        if given:
            return Path(given)
        return self.path(self.table.archive) if self.table.archive else None

    def notes(self, given: str | None, period: Period) -> Path | None:
        """Return the month's notes file: the one given, else ``2023-10.md`` if it is there."""
        if given:
            return Path(given)
        beside = self.path(f"{period}.md")
        return beside if self.found and is_file(beside) else None

    def template(self, given: str | None) -> Path | None:
        """Return the bulletin's template, if the command line or the office names one."""
        if given:
            return Path(given)
        return self.path(self.table.template) if self.table.template else None

    def outputs(self, given: Sequence[str], period: Period) -> list[str]:
        """Return the files to write, and the folders, which end with a slash."""
        if given:
            return list(given)
        names = (name.replace("{period}", str(period)) for name in self.table.outputs)
        return [f"{self.path(name)}{'/' if names_folder(name) else ''}" for name in names]

    def limits(self, given: Iterable[tuple[str, int]]) -> Limits:
        """Return how much is read: what the command line says, else the office, else as usual."""
        return attrs.evolve(self.table.limits, **dict(given))

    def sources(self, period: Period | None, *given: str | Path | None) -> tuple[Path, ...]:
        """Return the files that a run may read, and that none of its outputs may replace.

        Args:
            period: the month, for the files that are named after it.
            given: files, and the folder of earlier reports, that the command line names.
        """
        table = self.table
        named = (FILE, table.rules, table.units, table.archive, table.template, table.exclusions)
        own = [name.replace("{period}", str(period)) for name in (*named, f"{period}.md") if name]
        paths = [self.path(name) for name in own if self.found]
        paths += [Path(name) for name in given if name]
        return (*paths, *(file for path in paths for file in path.glob("*.json")))


def load_rules(name: str, folder: Path) -> Rulebook:
    """Return a preset by name, or the rulebook of a file."""
    if name in preset_names() or not (name.endswith(".toml") or is_file(folder / name)):
        return Rulebook.preset(name)
    return Rulebook.load(folder / name)
