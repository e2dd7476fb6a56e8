"""Compare the pinned packages with a stored copy of the public advisories; no network is needed.

::

    python -m supply_chain.audit ADVISORIES [constraints.txt]

ADVISORIES is a folder of files in the OSV format, or a zip file of them, such as the OSV project
publishes for each ecosystem (``PyPI/all.zip``). Fetch it where there is a network, carry it over.

The exit status is 0 when no pinned version is affected, 1 when one is or may be, and 2 when it
cannot be told.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Pin = tuple[str, Version]


class CannotTell(Exception):
    """Pins or advisories that cannot be read: no answer is not a good one."""


# --- the OSV format, as far as it is read ----------------------------------------------------
class Package(msgspec.Struct, frozen=True):
    """Whom an advisory is about."""

    ecosystem: str
    name: str


class Range(msgspec.Struct, frozen=True):
    """Versions from one event to another; an event is its kind and a version."""

    type: str
    events: Sequence[Mapping[str, str]] = ()


class Affected(msgspec.Struct, frozen=True):
    """What an advisory says of one package."""

    package: Package | None = None
    ranges: Sequence[Range] = ()
    versions: Sequence[str] = ()

    @property
    def of_python(self) -> bool:
        """Whether the package is one for Python."""
        return self.package is not None and self.package.ecosystem.split(":")[0] == "PyPI"

    @property
    def events(self) -> list[list[tuple[str, str]]]:
        """The events of each range of versions; commits are none."""
        return [
            [pair for event in each.events for pair in event.items()]
            for each in self.ranges
            if each.type != "GIT"
        ]

    @property
    def fixed(self) -> list[str]:
        """The versions that are no longer affected."""
        return [at for events in self.events for kind, at in events if kind == "fixed"]

    def has(self, version: Version) -> bool:
        """Return whether a version is affected; where that cannot be told, it is."""
        ranges = self.events
        if not self.versions and not ranges:
            return True
        try:
            return any(Version(each) == version for each in self.versions) or any(
                _within(version, events) for events in ranges
            )
        except InvalidVersion:
            return True


class Advisory(msgspec.Struct, frozen=True):
    """One file."""

    id: str
    modified: str
    aliases: Sequence[str] = ()
    withdrawn: str | None = None
    affected: Sequence[Affected] = ()


def _within(version: Version, events: Sequence[tuple[str, str]]) -> bool:
    """Return whether a version lies in a range, by the rule of the OSV format."""
    limits = [Version(at) for kind, at in events if kind == "limit" and at != "*"]
    if limits and all(version >= limit for limit in limits):
        return False
    inside = False
    # What ends and begins at one version begins there: "fixed" sorts before "introduced".
    for at, kind in sorted((_place(at), kind) for kind, at in events if kind != "limit"):
        if kind == "introduced" and (version,) >= at:
            inside = True
        elif (kind == "fixed" and (version,) >= at) or (
            kind == "last_affected" and (version,) > at
        ):
            inside = False
    return inside


def _place(at: str) -> tuple[Version, ...]:
    """Return where a version stands; what advisories call 0 is before all."""
    return () if at == "0" else (Version(at),)


# --- reading ---------------------------------------------------------------------------------
def read_advisories(place: Path) -> Iterator[Advisory]:
    """Yield the advisories of a folder or a zip file that stand and are about Python packages.

    Raises:
        CannotTell: the place or a file of it cannot be read.
    """
    for name, data in _files(place):
        try:
            advisory = msgspec.json.decode(data, type=Advisory)
        except msgspec.MsgspecError as error:
            raise CannotTell(f"{name} is no advisory in the OSV format: {error}") from error
        if not advisory.withdrawn and any(each.of_python for each in advisory.affected):
            yield advisory


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if place.is_dir():
            for path in sorted(place.rglob("*.json")):
                yield path.name, path.read_bytes()
            return
        with zipfile.ZipFile(place) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise CannotTell(f"{place} cannot be read: {error}") from error


def read_pins(path: Path) -> Iterator[Pin]:
    """Yield the packages of a list of constraints, each with its one version.

    Raises:
        CannotTell: it cannot be read, or a line allows more than one version.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise CannotTell(f"{path} cannot be read: {error}") from error
    for line in lines:
        if words := line.split("#")[0].strip():
            try:
                wanted = Requirement(words)
                (only,) = wanted.specifier
                version = Version(only.version)
            except (InvalidRequirement, ValueError) as error:
                raise CannotTell(f"{path.name}: {words!r} is not one version") from error
            if only.operator != "==":
                raise CannotTell(f"{path.name}: {words!r} is not one version")
            yield canonicalize_name(wanted.name), version


# --- comparing -------------------------------------------------------------------------------
def audit(
    pins: Iterable[Pin], advisories: Iterable[Advisory]
) -> Iterator[tuple[Pin, Advisory, Affected]]:
    """Yield the pinned versions that are affected, and by what."""
    known: dict[str, list[tuple[Advisory, Affected]]] = {}
    for advisory in advisories:
        for affected in advisory.affected:
            if affected.package and affected.of_python:
                name = canonicalize_name(affected.package.name)
                known.setdefault(name, []).append((advisory, affected))
    for pin in pins:
        for advisory, affected in known.get(pin[0], ()):
            if affected.has(pin[1]):
                yield pin, advisory, affected


def main(place: Path, constraints: Path) -> int:
    """Say what is affected; return the exit status."""
    try:
        pins, advisories = list(read_pins(constraints)), list(read_advisories(place))
        if not advisories:
            raise CannotTell(f"{place} holds no advisory about a Python package")
    except CannotTell as error:
        print(error, file=sys.stderr)
        return 2
    found = list(audit(pins, advisories))
    for (name, version), advisory, affected in found:
        names = " ".join((advisory.id, *advisory.aliases))
        print(f"{name} {version}: {names}; fixed in {', '.join(affected.fixed) or 'no version'}")
    latest = max(advisory.modified for advisory in advisories)[:10]
    print(
        f"{len(pins)} pinned versions, {len(advisories)} advisories, the latest of {latest}: "
        f"{len(found)} found"
    )
    return 1 if found else 0


if __name__ == "__main__":
    given = [Path(word) for word in sys.argv[1:]]
    if len(given) not in {1, 2}:
        sys.exit(__doc__)
    sys.exit(main(given[0], given[1] if given[1:] else Path("constraints.txt")))
