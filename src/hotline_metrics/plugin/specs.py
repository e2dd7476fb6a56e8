"""The values a plugin returns from its hooks: what it reads, what it writes, how it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from hotline_metrics.errors import InvalidValue
from hotline_metrics.intake.source import Limits
from hotline_metrics.message import Message, message_of

if TYPE_CHECKING:
    from hotline_metrics.domain.period import Window
    from hotline_metrics.domain.problem import Problem
    from hotline_metrics.domain.rulebook import Rulebook
    from hotline_metrics.domain.ticket import Ticket
    from hotline_metrics.figures.tally import Tally
    from hotline_metrics.intake.columnar import Cleaned, Cleaning
    from hotline_metrics.intake.scan import Scan
    from hotline_metrics.intake.source import Row, Source
    from hotline_metrics.publish.bulletin import Bulletin
    from hotline_metrics.publish.publication import Publication

Options = TypeVar("Options")


@attrs.frozen
class NoOptions:
    """The options of a format that has none."""


@attrs.frozen(kw_only=True)
class FileImporter(Generic[Options]):
    """A way to get rows out of a file.

    Attributes:
        format: short name, such as ``csv``.
        summary: one line for listings; a text alone stands for both languages.
        suffixes: file suffixes it reads, such as ``.csv``.
        options: frozen attrs class of its options, constructible without arguments.
        read: yields every row of the source in order, and a problem for one it cannot get out.
        recognise: tells from the first bytes whether a file is of this format.
        scan: offers the source as columns to engines that read them, or ``None`` where only
            ``read`` gives the rows right. Its head must be what ``read`` yields first.
        columns: further headings of this system, by canonical column.
        requires: packages that ``read`` imports when it is called.
        install: the command that installs them.
    """

    format: str
    summary: Message = attrs.field(converter=message_of)
    suffixes: tuple[str, ...]
    options: type[Options]
    read: Callable[[Source, Options], Iterator[Row | Problem]]
    recognise: Callable[[bytes], bool] | None = None
    scan: Callable[[Source, Options], Scan | None] | None = None
    columns: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    requires: tuple[str, ...] = ()
    install: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a spec that could not work."""
        _check(self)
        _check_suffixes(self.suffixes)


@attrs.frozen(kw_only=True)
class Scanning:
    """What a service is asked for as columns.

    Attributes:
        window: the period, whose moment is ``datetime.max`` where its end is open.
        limits: how much is held; the answer is refused when it is more.
    """

    window: Window
    limits: Limits = Limits()


@attrs.frozen(kw_only=True)
class ServiceImporter(Generic[Options]):
    """A way to get rows from a service: those touched since the window's period began.

    Attributes:
        format: short name, such as ``rest``.
        summary: one line for listings; a text alone stands for both languages.
        options: frozen attrs class of its options; it may require some, such as an address.
        read: yields rows for a window, whose moment is ``datetime.max`` where its end is open;
            the core filters those that belong.
        scan: offers the same rows as columns to engines that read them, or ``None`` where only
            ``read`` gives them right. Its ``rows`` gives records as ``read`` yields them, since
            the service is not asked twice.
        columns: further headings of this system, by canonical column.
        requires: packages that ``read`` imports when it is called.
        install: the command that installs them.
    """

    format: str
    summary: Message = attrs.field(converter=message_of)
    options: type[Options]
    read: Callable[[Window, Options], Iterator[Row | Problem]]
    scan: Callable[[Scanning, Options], Scan | None] | None = None
    columns: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    requires: tuple[str, ...] = ()
    install: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a spec that could not work."""
        _check(self)


@attrs.frozen(kw_only=True)
class Exporter(Generic[Options]):
    """A way to turn a publication into bytes; a pure function.

    Attributes:
        format: short name, such as ``markdown``.
        summary: one line for listings; a text alone stands for both languages.
        suffixes: file suffixes it writes, such as ``.md``; ``/`` writes folders such as ``site/``.
        options: frozen attrs class of its options, constructible without arguments.
        write: returns the file's bytes, or several files' bytes by name, which stand in a folder.
        requires: packages that ``write`` imports when it is called.
        install: the command that installs them.
    """

    format: str
    summary: Message = attrs.field(converter=message_of)
    suffixes: tuple[str, ...]
    options: type[Options]
    write: Callable[[Publication, Options], bytes | Mapping[str, bytes]]
    requires: tuple[str, ...] = ()
    install: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a spec that could not work."""
        _check(self)
        _check_suffixes(self.suffixes, also=FOLDER)


@attrs.frozen(kw_only=True)
class BulletinReader(Generic[Options]):
    """A way to read a published bulletin back into the neutral document.

    Attributes:
        format: short name, such as ``markdown``.
        summary: one line for listings; a text alone stands for both languages.
        suffixes: file suffixes it reads.
        options: frozen attrs class of its options, constructible without arguments.
        read: returns the document; raises ``UnreadableSource`` when it is none.
        requires: packages that ``read`` imports when it is called.
        install: the command that installs them.
    """

    format: str
    summary: Message = attrs.field(converter=message_of)
    suffixes: tuple[str, ...]
    options: type[Options]
    read: Callable[[Source, Options], Bulletin]
    requires: tuple[str, ...] = ()
    install: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a spec that could not work."""
        _check(self)
        _check_suffixes(self.suffixes)


@attrs.frozen(kw_only=True)
class Counting:
    """What an engine is asked to count.

    Attributes:
        tickets: the tickets, in any order; a batch that an engine has cleaned is its own to
            count as columns.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
    """

    tickets: Iterable[Ticket]
    rules: Rulebook
    window: Window


@attrs.frozen(kw_only=True)
class Engine(Generic[Options]):
    """A way to count tickets into a tally.

    Attributes:
        name: short name, such as ``objects``.
        summary: one line for listings; a text alone stands for both languages.
        options: frozen attrs class of its options, constructible without arguments.
        count: tallies the tickets.
        clean: reads the rows of columns that are provably clean, and leaves the others; without
            it rows are read one by one.
        frame: offers a host's dataframe as columns, or ``None`` where it is none that it knows.
        gathers: whether ``clean`` takes :class:`~hotline_metrics.plugin.Records`: rows of sources
            that offer no columns.
        preferred: whether it is taken for large input when no engine is named.
        requires: packages that ``count`` and ``clean`` import when they are called.
        install: the command that installs them.
    """

    name: str
    summary: Message = attrs.field(converter=message_of)
    options: type[Options]
    count: Callable[[Counting, Options], Tally]
    clean: Callable[[Cleaning, Options], Cleaned] | None = None
    frame: Callable[[object, str], Scan | None] | None = None
    gathers: bool = False
    preferred: bool = False
    requires: tuple[str, ...] = ()
    install: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a spec that could not work."""
        _check(self)

    @property
    def format(self) -> str:
        """The name, under the word that the other specs have for it."""
        return self.name


Spec = (
    FileImporter[Options]
    | ServiceImporter[Options]
    | Exporter[Options]
    | BulletinReader[Options]
    | Engine[Options]
)
"""Whatever a hook may yield, with the options it takes."""

# A container of specs cannot know the options class of each: hence Any, here and nowhere else.
AnyFileImporter = FileImporter[Any]
AnyServiceImporter = ServiceImporter[Any]
AnyImporter = FileImporter[Any] | ServiceImporter[Any]
AnyExporter = Exporter[Any]
AnyBulletinReader = BulletinReader[Any]
AnyEngine = Engine[Any]
AnySpec = Spec[Any]

FOLDER = "/"
"""The suffix of an output that is a folder."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def _check(spec: AnySpec) -> None:
    if not isinstance(spec.format, str) or not _NAME.fullmatch(spec.format):
        raise InvalidValue(
            f"“{spec.format}”不能作格式名，只用小写字母、数字和 - _ .，如 acme-calls",
            f"{spec.format!r} is no name for a format; "
            f"use small letters, digits, '-', '_' and '.', as in 'acme-calls'",
        )
    if not (isinstance(spec.options, type) and attrs.has(spec.options)):
        raise InvalidValue(
            f"{spec.format}：options 须是 attrs.frozen 的类",
            f"{spec.format}: options is no class made by attrs.frozen",
        )
    if isinstance(spec.requires, str):
        raise InvalidValue(
            f"{spec.format}：requires 须是元组，如 ({spec.requires!r},)",
            f"{spec.format}: requires is a tuple, as in ({spec.requires!r},)",
        )


def _check_suffixes(suffixes: tuple[str, ...], also: str = "") -> None:
    if isinstance(suffixes, str):
        raise InvalidValue(
            f"suffixes 须是元组，如 ({suffixes!r},)", f"suffixes is a tuple, as in ({suffixes!r},)"
        )
    for suffix in suffixes:
        if suffix != also and (not suffix.startswith(".") or suffix != suffix.lower()):
            raise InvalidValue(
                f"后缀“{suffix}”须以点开头，用小写字母",
                f"suffix {suffix!r} must begin with a dot and be in small letters",
            )
