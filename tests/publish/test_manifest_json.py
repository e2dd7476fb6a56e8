"""Reading a manifest: what is none, and what would lead out of its folder, is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline_metrics.domain.manifest import Input, Manifest
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.publish.manifest_json import encode_manifest, load_manifest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ("[" * 100_000, "not a manifest"),
    ],
)
def test_what_is_no_manifest_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """By the file's name, and what a decoder found."""
    path = tmp_path / "report.manifest.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableSource, match=said) as caught:
        load_manifest(path)
    assert str(caught.value).startswith("report.manifest.json: not a manifest")


@pytest.mark.parametrize("name", ["../tickets.csv", "/etc/passwd", "C:\\tickets.csv"])
def test_an_input_is_a_name_beside_the_report(name: str, tmp_path: Path) -> None:
    """A manifest that somebody sent leads nowhere else."""
    manifest = Manifest(
        report="",
        rules="",
        as_of=None,
        inputs=(Input(role="tickets", name=name),),
        engine="objects",
        calendar="",
    )
    path = tmp_path / "report.manifest.json"
    path.write_bytes(encode_manifest(manifest))
    with pytest.raises(UnreadableSource, match="is no file's name"):
        load_manifest(path)
