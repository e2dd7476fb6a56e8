"""The kit for authors of plugins: contracts to subclass, samples, strategies, golden files.

The extra ``testing`` installs what it needs, pytest and hypothesis. The package tests its own
formats with these classes. A contract gets stricter in a minor release only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline_metrics.testing import strategies
    from hotline_metrics.testing.contracts.engine import EngineContract
    from hotline_metrics.testing.contracts.exporter import ExporterContract
    from hotline_metrics.testing.contracts.file_importer import FileImporterContract
    from hotline_metrics.testing.contracts.reader import BulletinReaderContract
    from hotline_metrics.testing.contracts.service_importer import ServiceImporterContract
    from hotline_metrics.testing.golden import check_golden
    from hotline_metrics.testing.isolation import isolated_registry, registry
    from hotline_metrics.testing.publications import (
        empty_report,
        publication,
        report_of_units,
        sample_publication,
        sample_report,
        sample_tickets,
    )
    from hotline_metrics.testing.samples import Sample, sample

__all__ = [
    "BulletinReaderContract",
    "EngineContract",
    "ExporterContract",
    "FileImporterContract",
    "Sample",
    "ServiceImporterContract",
    "check_golden",
    "empty_report",
    "isolated_registry",
    "publication",
    "registry",
    "report_of_units",
    "sample",
    "sample_publication",
    "sample_report",
    "sample_tickets",
    "strategies",
]

_WHERE = {
    "BulletinReaderContract": "contracts.reader",
    "EngineContract": "contracts.engine",
    "ExporterContract": "contracts.exporter",
    "FileImporterContract": "contracts.file_importer",
    "Sample": "samples",
    "ServiceImporterContract": "contracts.service_importer",
    "check_golden": "golden",
    "empty_report": "publications",
    "isolated_registry": "isolation",
    "publication": "publications",
    "registry": "isolation",
    "report_of_units": "publications",
    "sample": "samples",
    "sample_publication": "publications",
    "sample_report": "publications",
    "sample_tickets": "publications",
}


def __getattr__(name: str) -> object:
    # Lazy, because Hypothesis asks this package for its strategies while it is itself loading.
    if name == "strategies":
        return import_module(f"{__name__}.strategies")
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
