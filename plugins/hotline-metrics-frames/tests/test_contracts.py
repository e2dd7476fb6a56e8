"""Every engine keeps the contract: the tally, report and problems of the objects."""

from hotline_metrics.testing import EngineContract
from hotline_metrics_frames import POLARS


class TestPolars(EngineContract):
    """In memory, piece by piece."""

    engine = POLARS
