"""Font profiles: which names the document gives to each of the five faces it uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from hotline_metrics_docx.options import Profile


@attrs.frozen(kw_only=True)
class Face:
    """A font by the name a document gives it.

    Attributes:
        name: its name.
        stand_ins: fonts of the same kind, the nearest first.
        bold: whether it must be emboldened to look like its kind.
    """

    name: str
    stand_ins: tuple[str, ...]
    bold: bool = False


@attrs.frozen(kw_only=True)
class Fonts:
    """The faces of an official document.

    Attributes:
        title: 小标宋, for the red head and the title.
        body: 仿宋, for everything that is read.
        kai: 楷体, for headings of the second level.
        hei: 黑体, for headings of the first level and of tables.
        song: 宋体, for page numbers.
    """

    title: Face
    body: Face
    kai: Face
    hei: Face
    song: Face

    @property
    def faces(self) -> tuple[Face, ...]:
        """All five."""
        return (self.title, self.body, self.kai, self.hei, self.song)


KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": (
            "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05",
            "华文中宋", "STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC",
            "AR PL SungtiL GB",
        ),
        "body": (
            "仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong", "华文仿宋", "STFangsong",
            "FandolFang", "AR PL SungtiL GB", "Noto Serif CJK SC", "Source Han Serif SC",
        ),
        "kai": (
            "楷体_GB2312", "楷体", "KaiTi_GB2312", "KaiTi", "华文楷体", "STKaiti", "FandolKai",
            "AR PL KaitiM GB", "AR PL UKai CN", "LXGW WenKai",
        ),
        "hei": (
            "黑体", "SimHei", "华文黑体", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC",
            "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
        ),
        "song": (
            "宋体", "SimSun", "华文宋体", "STSong", "AR PL SungtiL GB", "Noto Serif CJK SC",
            "Source Han Serif SC",
        ),
    }
)  # fmt: skip
"""Face to the fonts that look like it, the nearest to the standard first."""

_NAMES: Mapping[Profile, Mapping[str, str]] = MappingProxyType(
    {
        "official": {
            "title": "方正小标宋简体",
            "body": "仿宋_GB2312",
            "kai": "楷体_GB2312",
            "hei": "黑体",
            "song": "宋体",
        },
        "windows": {
            "title": "华文中宋",
            "body": "仿宋",
            "kai": "楷体",
            "hei": "黑体",
            "song": "宋体",
        },
        "free": {
            "title": "Noto Serif CJK SC",
            "body": "AR PL SungtiL GB",
            "kai": "AR PL KaitiM GB",
            "hei": "Noto Sans CJK SC",
            "song": "AR PL SungtiL GB",
        },
    }
)


def fonts_of(profile: Profile) -> Fonts:
    """Return the faces of a profile.

    >>> fonts_of("official").body.name, fonts_of("windows").body.name
    ('仿宋_GB2312', '仿宋')
    """
    return Fonts(**{kind: _face(kind, name) for kind, name in _NAMES[profile].items()})


def _face(kind: str, name: str) -> Face:
    # 小标宋 is heavy by nature; a serif of many weights needs its bold one.
    bold = kind == "title" and name in HAVE_WEIGHTS
    return Face(name=name, stand_ins=tuple(n for n in KINDS[kind] if n != name), bold=bold)


HAVE_WEIGHTS = frozenset({"Noto Serif CJK SC", "Source Han Serif SC"})
"""Fonts that come in several weights, so that bold is a drawing of its own."""
