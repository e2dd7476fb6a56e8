"""A plugin that does heavy work when it is imported."""

import time
from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, hookimpl

time.sleep(0.51)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    return []
