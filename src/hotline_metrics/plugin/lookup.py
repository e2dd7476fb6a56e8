"""What a name or a file means among everything that plugins offer: one policy, no order.

* ``plugin/format`` always means that format of that plugin.
* A short name means the bundled format of that name, else the only other one there is.
* A file means the format with the longest fitting suffix, bundled before others; where
  several fit, the one that recognises its first bytes.
* Two that fit equally well are an error which names both. Nothing wins by being first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar, cast

import attrs

from hotline_metrics.errors import AmbiguousFormat, PluginBroken, UnknownFormat, did_you_mean
from hotline_metrics.message import Message, joined
from hotline_metrics.plugin.discovery import Plugin
from hotline_metrics.plugin.distributions import DISTRIBUTIONS
from hotline_metrics.plugin.specs import (
    FOLDER,
    AnyBulletinReader,
    AnyEngine,
    AnyExporter,
    AnyFileImporter,
    AnyImporter,
    AnySpec,
    BulletinReader,
    Engine,
    Exporter,
    FileImporter,
    ServiceImporter,
)

Spec = TypeVar("Spec", bound=AnySpec)
Filed = TypeVar("Filed", AnyFileImporter, AnyExporter, AnyBulletinReader)

BUNDLED = "bundled"
"""Name of the plugin that comes with the package."""

_log = logging.getLogger(__name__)


@attrs.frozen
class Offer(Generic[Spec]):
    """A format and the plugin that offers it."""

    spec: Spec
    plugin: Plugin

    @property
    def full_name(self) -> str:
        """The name that always means this one."""
        return f"{self.plugin.name}/{self.spec.format}"

    @property
    def is_bundled(self) -> bool:
        """Whether it comes with the package."""
        return self.plugin.name == BUNDLED


@attrs.frozen
class Kind(Generic[Spec]):
    """One kind of thing that plugins offer.

    Attributes:
        word: what to call it in messages.
        classes: the specs of this kind.
    """

    word: Message
    classes: tuple[type, ...]

    def offers(self, plugins: Iterable[Plugin]) -> list[Offer[Spec]]:
        """Return what the working ones among some plugins offer of this kind."""
        return [
            Offer(cast("Spec", spec), plugin)
            for plugin in plugins
            if plugin.error is None
            for spec in plugin.specs
            if isinstance(spec, self.classes)
        ]


IMPORTER: Kind[AnyImporter] = Kind(Message("导入格式", "importer"), (FileImporter, ServiceImporter))
FILE_IMPORTER: Kind[AnyFileImporter] = Kind(Message("导入格式", "importer"), (FileImporter,))
EXPORTER: Kind[AnyExporter] = Kind(Message("输出格式", "exporter"), (Exporter,))
BULLETIN_READER: Kind[AnyBulletinReader] = Kind(
    Message("通报读取格式", "bulletin reader"), (BulletinReader,)
)
ENGINE: Kind[AnyEngine] = Kind(Message("统计引擎", "engine"), (Engine,))


def by_name(name: str, offers: Iterable[Offer[Spec]]) -> Offer[Spec] | None:
    """Return the offer that a full or a short name means, if there is one.

    Raises:
        AmbiguousFormat: several plugins offer it.
    """
    if "/" in name:
        found = [offer for offer in offers if offer.full_name == name]
    else:
        found = _bundled_first([offer for offer in offers if offer.spec.format == name])
    return _only(found, name)


def by_file(
    file: str,
    offers: Iterable[Offer[Filed]],
    recognises: Callable[[Offer[Filed]], bool] | None = None,
) -> Offer[Filed] | None:
    """Return the offer whose suffix a file's name has, if there is one.

    Args:
        file: the file's name.
        offers: those to choose from.
        recognises: decides between several with the same suffix.

    Raises:
        AmbiguousFormat: several plugins offer it.
    """
    fits = [
        (len(suffix), offer)
        for offer in offers
        for suffix in offer.spec.suffixes
        if file.lower().endswith(suffix)
    ]
    longest = max((length for length, _ in fits), default=0)
    found = _bundled_first([offer for length, offer in fits if length == longest])
    if len(found) > 1 and recognises is not None:
        found = [offer for offer in found if recognises(offer)] or found
    return _only(found, file)


def by_content(
    file: str, head: bytes, offers: Iterable[Offer[AnyFileImporter]]
) -> Offer[AnyFileImporter] | None:
    """Return the offer that recognises a file's first bytes, if there is one.

    Raises:
        AmbiguousFormat: several plugins recognise it.
    """
    return _only(_bundled_first([o for o in offers if recognises(o, head)]), file)


def recognises(offer: Offer[AnyFileImporter], head: bytes) -> bool:
    """Tell whether an importer takes a file for its own; one that fails does not."""
    if offer.spec.recognise is None:
        return False
    try:
        return bool(offer.spec.recognise(head))
    except Exception:  # it is shown everybody's files, and must not stop them
        _log.info("recognise() of %s failed", offer.full_name, exc_info=True)
        return False


def shortest_names(offers: Sequence[Offer[Spec]]) -> dict[str, Offer[Spec]]:
    """Return the offers by the shortest name that means each."""
    named = {}
    for offer in offers:
        for name in (offer.spec.format, offer.full_name):
            try:
                if by_name(name, offers) is offer:
                    named[name] = offer
                    break
            except AmbiguousFormat:
                continue
    return named


def unknown_format(
    wanted: str,
    kind: Kind[Spec],
    plugins: Sequence[Plugin],
    *,
    is_file: bool = False,
    excluded: Sequence[str] = (),
) -> UnknownFormat | PluginBroken:
    """Return the error for a name or a file for which no working plugin offers anything.

    Args:
        wanted: the name that was asked for, or the file's.
        kind: what was asked for.
        plugins: every plugin, the broken ones included.
        is_file: whether it is a file's name.
        excluded: plugins that are installed and not admitted.
    """
    word = wanted.rpartition("/")[2].lower()
    if is_file:
        _, dot, suffix = wanted.rpartition(".")
        word = FOLDER if wanted.endswith(FOLDER) else suffix.lower() if dot else ""
    brought_by = DISTRIBUTIONS.get(word, "")
    broken = [plugin for plugin in plugins if plugin.error is not None]
    for plugin in broken:
        if _would_offer(plugin, wanted, is_file=is_file) or plugin.distribution == brought_by != "":
            return broken_error(plugin)
    names = sorted(shortest_names(kind.offers(plugins)))
    parts = [_nothing(wanted, kind, names, is_file=is_file, brought_by=brought_by)]
    parts.append(
        Message(
            f"已安装：{'、'.join(names) or '无'}。", f"Installed: {', '.join(names) or 'none'}."
        )
    )
    if brought_by:
        parts.append(
            Message(
                f"由 {brought_by} 提供：pip install {brought_by}。",
                f"{brought_by} brings it: pip install {brought_by}.",
            )
        )
    if excluded:
        parts.append(
            Message(
                f"被 HOTLINE_METRICS_PLUGINS 排除：{'、'.join(excluded)}。",
                f"Left out by HOTLINE_METRICS_PLUGINS: {', '.join(excluded)}.",
            )
        )
    if broken:
        causes = joined((plugin.cause.at(str(plugin)) for plugin in broken), "；", "; ")
        parts.append(Message(f"未能加载：{causes.zh}。", f"Could not be loaded: {causes.en}."))
    return UnknownFormat(*joined(parts, "", " "))


def _nothing(
    wanted: str, kind: Kind[Spec], names: Sequence[str], *, is_file: bool, brought_by: str
) -> Message:
    word = kind.word
    if is_file:
        what = "folders" if wanted.endswith(FOLDER) else "files"
        return Message(
            f"没有适用于“{wanted}”的{word.zh}。",
            f"no {word.en} knows {what} such as {wanted!r}.",
        )
    # A name that some distribution is known to bring is no slip of the pen.
    near = did_you_mean(wanted, () if brought_by else (*names, *DISTRIBUTIONS))
    return Message(
        f"没有{word.zh}“{wanted}”{near.zh}。", f"there is no {word.en} {wanted!r}.{near.en}"
    )


def broken_error(plugin: Plugin) -> PluginBroken:
    """Return the error to raise for a broken plugin, with what broke it as its cause."""
    cause = plugin.cause
    error = PluginBroken(
        f"插件 {plugin} 不能用：{cause.zh}", f"plugin {plugin} cannot be used: {cause.en}"
    )
    error.__cause__ = plugin.error
    return error


def _would_offer(plugin: Plugin, wanted: str, *, is_file: bool) -> bool:
    if is_file:
        return any(
            wanted.lower().endswith(suffix)
            for spec in plugin.specs
            if isinstance(spec, (FileImporter, Exporter, BulletinReader))
            for suffix in spec.suffixes
        )
    owner, slash, _ = wanted.rpartition("/")
    # What a plugin that failed at import would have offered is unknown but for its name.
    return plugin.name == owner if slash else wanted in {plugin.name, *plugin.formats}


def _bundled_first(offers: list[Offer[Spec]]) -> list[Offer[Spec]]:
    return [offer for offer in offers if offer.is_bundled] or offers


def _only(found: Sequence[Offer[Spec]], what: str) -> Offer[Spec] | None:
    if len(found) <= 1:
        return found[0] if found else None
    names = sorted({offer.full_name for offer in found})
    owners = sorted({str(offer.plugin) for offer in found})
    advice = Message("请卸载其中一个", "uninstall one of them")
    if len(names) > 1:
        advice = Message(f"请写明 {' 或 '.join(names)}", f"say {' or '.join(names)}")
    raise AmbiguousFormat(
        f"“{what}”可能是 {' 或 '.join(owners)} 的；{advice.zh}",
        f"{what!r} may mean that of {' or that of '.join(owners)}; {advice.en}",
    )
