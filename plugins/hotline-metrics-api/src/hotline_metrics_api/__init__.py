"""Tickets from services, for hotline_metrics: importers ``rest``, ``open311`` and ``socrata``.

Importing this loads no client.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, hookimpl
from hotline_metrics_api.open311 import IMPORTER as OPEN311
from hotline_metrics_api.open311 import Open311Options
from hotline_metrics_api.rest import IMPORTER as REST
from hotline_metrics_api.rest_options import RestOptions
from hotline_metrics_api.socrata import IMPORTER as SOCRATA
from hotline_metrics_api.socrata import SocrataOptions

__all__ = [
    "OPEN311",
    "REST",
    "SOCRATA",
    "Open311Options",
    "RestOptions",
    "SocrataOptions",
    "hotline_importers",
]


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importers."""
    yield REST
    yield OPEN311
    yield SOCRATA
