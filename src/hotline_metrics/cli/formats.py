"""What the command line and the office's file say to formats: ``-O FORMAT.KEY=VALUE``."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

import attrs
import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.errors import UnknownFormat
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.specs import AnySpec


@attrs.frozen
class FormatOptions:
    """What the office's file and the command line say to formats, by each format's full name.

    Attributes:
        importers: options of importers.
        exporters: options of exporters.
        engines: options of engines.
    """

    importers: Mapping[str, Mapping[str, object]]
    exporters: Mapping[str, Mapping[str, object]]
    engines: Mapping[str, Mapping[str, object]]

    def of_engine(self, name: str | None) -> Mapping[str, object]:
        """Return the options of an engine; where none is named, of the only one that has any."""
        if name is None:
            return next(iter(self.engines.values()), {})
        return self.engines.get(name, {})

    def of_importer(self, name: str) -> Mapping[str, object]:
        """Return the options of one importer, under whatever name it is asked for."""
        from hotline_metrics.plugin.registry import default_registry

        registry = default_registry()
        return self.importers.get(registry.full_name(registry.importer(name)), {})


def format_options(words: Sequence[str], place: Office, speech: Speech) -> FormatOptions:
    """Return the options of formats; a word of the command line goes before the office's file.

    A name such as ``csv`` may mean both an importer and an exporter: a key goes to whichever has
    it, and to both when both have it.

    Args:
        words: what ``-O`` was given, such as ``csv.encoding=gb18030``.
        place: the office.
        speech: the language.

    Raises:
        click.UsageError: a word has another shape.
        UnknownFormat: there is no such format.
        OptionsError: the format has no such key; says which it has.
    """
    from hotline_metrics.plugin.registry import default_registry

    registry = default_registry()
    full = registry.full_name
    importers = {full(registry.importer(n)): dict(v) for n, v in place.table.importers.items()}
    exporters = {full(registry.exporter(n)): dict(v) for n, v in place.table.exporters.items()}
    engines: dict[str, Mapping[str, object]] = {}
    for name, given in _by_format(words, speech).items():
        both: list[tuple[AnySpec, dict[str, dict[str, object]]]] = []
        with contextlib.suppress(UnknownFormat):
            both.append((registry.importer(name), importers))
        with contextlib.suppress(UnknownFormat):
            both.append((registry.exporter(name), exporters))
        if not both and name in registry.engines():
            make_options(registry.engine(name), given)  # raises where it has no such key
            engines[name] = given
            continue
        if not both:
            registry.importer(name)  # raises, and says what there is
        for key, value in given.items():
            having = [each for each in both if key in attrs.fields_dict(each[0].options)]
            # Where nobody has it, whoever is asked first says so.
            for spec, found in having or both[:1]:
                found.setdefault(full(spec), {})[key] = value
        for spec, found in both:
            make_options(spec, found.get(full(spec)))
    return FormatOptions(importers, exporters, engines)


def _by_format(words: Sequence[str], speech: Speech) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        # A full name such as acme/csv may hold dots before its slash only.
        head, dot, key = name.rpartition(".")
        if not (equals and dot and head and key):
            # The word may hold a secret, so only its name is repeated.
            raise click.UsageError(
                speech(
                    f"-O {name}：请写成 格式.选项=值，如 csv.encoding=gb18030",
                    f"-O {name}: write FORMAT.KEY=VALUE",
                )
            )
        found.setdefault(head, {})[key.replace("-", "_")] = value
    return found
