"""The manifest as JSON, kept beside the report it belongs to."""

from __future__ import annotations

from pathlib import Path, PurePath

import msgspec

from hotline_metrics.domain.manifest import Manifest
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.source import Source
from hotline_metrics.publish.json_fault import json_fault

SUFFIX = ".manifest.json"


def manifest_path(report: str | Path) -> Path:
    """Return where the manifest of a report's file stands.

    >>> manifest_path("october/report.json").name
    'report.manifest.json'
    """
    return Path(report).with_suffix(SUFFIX)


def encode_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as UTF-8 JSON, indented; same manifest, same bytes."""
    data = msgspec.json.encode(manifest, order="sorted")
    return msgspec.json.format(data, indent=2) + b"\n"


def load_manifest(path: str | Path) -> Manifest:
    """Read a manifest.

    Raises:
        UnreadableSource: there is none, or it is something else.
    """
    path = Path(path)
    data = Source.at(path).read()
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        why = json_fault(error)
        raise UnreadableSource(
            f"{path.name} 不是统计清单：{why.zh}", f"{path.name}: not a manifest: {why.en}"
        ) from error
    for each in manifest.inputs:
        if each.name != PurePath(each.name).name or "\\" in each.name:
            raise UnreadableSource(
                f"{path.name}：“{each.name}”不是文件名",
                f"{path.name}: {each.name!r} is no file's name",
            )
    return manifest
