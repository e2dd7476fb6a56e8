"""Dataframes of a host, through the engine that knows them."""

from __future__ import annotations

from hotline_metrics.errors import UnknownFormat
from hotline_metrics.intake.scan import Scan
from hotline_metrics.plugin.registry import Registry
from hotline_metrics.plugin.specs import AnyEngine
from hotline_metrics.workflow.columns import preferred_engine


def frame_reader(frame: object, engine: str | None, registry: Registry) -> tuple[AnyEngine, Scan]:
    """Return the engine that reads a host's dataframe, and what it makes of it.

    Args:
        frame: the dataframe.
        engine: the engine that is to read it; by default whichever does.
        registry: where engines come from.

    Raises:
        UnknownFormat: no engine reads it.
    """
    chosen = registry.engine(engine) if engine else preferred_engine(registry)
    ready = [chosen] if chosen else []
    ready += [each for each in registry.engines().values() if not engine and each is not chosen]
    for each in ready:
        scan = each.frame(frame, type(frame).__name__) if each.frame and each.clean else None
        if scan is not None:
            return each, scan
    raise UnknownFormat(
        f"没有能读取 {type(frame).__name__} 的统计引擎；请安装 hotline-metrics-frames",
        f"no engine reads a {type(frame).__name__}; install hotline-metrics-frames",
    )
