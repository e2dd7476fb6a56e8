"""The importer keeps the contract."""

from pathlib import Path

from hotline_metrics.testing import FileImporterContract, sample
from hotline_metrics_acme import IMPORTER

HERE = Path(__file__).parent


class TestAcmeCalls(FileImporterContract):
    """Three calls, one of them at an impossible time."""

    importer = IMPORTER
    samples = (sample(HERE / "october.acme", tickets=2, problems=["time.impossible"]),)
