"""From XML parts to the bytes of a .docx, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import attrs
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.package import Package

_EARLIEST = (1980, 1, 1, 0, 0, 0)

_PARTS: Mapping[str, tuple[str, str]] = {
    "styles": (CT.WML_STYLES, RT.STYLES),
    "settings": (CT.WML_SETTINGS, RT.SETTINGS),
    "fontTable": (CT.WML_FONT_TABLE, RT.FONT_TABLE),
    "theme/theme1": (CT.OFC_THEME, RT.THEME),
    "footer1": (CT.WML_FOOTER, RT.FOOTER),
    "footer2": (CT.WML_FOOTER, RT.FOOTER),
}
RELATIONS = {name: f"rId{n}" for n, name in enumerate(_PARTS, start=1)}
"""Part to the relation by which the document names it; pictures follow."""


@attrs.frozen(kw_only=True)
class About:
    """What the file says about itself.

    Attributes:
        title: the document's title.
        day: when it was made, as far as the same report must give the same file.
    """

    title: str
    day: date


def picture_relation(number: int) -> str:
    """Return the relation by which the document names its n-th picture, from 0."""
    return f"rId{len(_PARTS) + 1 + number}"


def pack(document: str, parts: Mapping[str, str], pictures: Sequence[bytes], about: About) -> bytes:
    """Return the file.

    Args:
        document: the main part.
        parts: the other parts, by the names of ``RELATIONS``.
        pictures: PNG files, in the order in which the document names them.
        about: its properties.
    """
    package = Package()
    main = Part(
        PackURI("/word/document.xml"), CT.WML_DOCUMENT_MAIN, document.encode("utf-8"), package
    )
    package.relate_to(main, RT.OFFICE_DOCUMENT)
    for name, (content_type, relation) in _PARTS.items():
        part = Part(PackURI(f"/word/{name}.xml"), content_type, parts[name].encode(), package)
        main.rels.add_relationship(relation, part, RELATIONS[name])
    for number, picture in enumerate(pictures):
        name = PackURI(f"/word/media/image{number + 1}.png")
        part = Part(name, CT.PNG, picture, package)
        main.rels.add_relationship(RT.IMAGE, part, picture_relation(number))
    package.relate_to(_properties(about, package), RT.CORE_PROPERTIES)
    stream = io.BytesIO()
    package.save(stream)
    return normalise(stream.getvalue())


def normalise(file: bytes) -> bytes:
    """Return a zip file with its entries in order and without the hour they were written.

    Args:
        file: a .docx; its content stays what it is.
    """
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in sorted(before.namelist(), key=_order):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            after.writestr(entry, before.read(name))
    return stream.getvalue()


def _order(name: str) -> tuple[bool, str]:
    # Readers that stream want to know the types first.
    return name != "[Content_Types].xml", name


def _properties(about: About, package: Package) -> CorePropertiesPart:
    part: CorePropertiesPart = CorePropertiesPart.default(package)
    properties = part.core_properties
    moment = datetime(about.day.year, about.day.month, about.day.day)
    properties.title = about.title[:255]
    properties.author = properties.last_modified_by = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = moment
    return part
