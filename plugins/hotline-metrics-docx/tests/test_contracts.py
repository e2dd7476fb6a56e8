"""The Word plugin keeps the contracts for exporters and readers."""

import io
import zipfile
from collections.abc import Mapping

from docx import Document

from hotline_metrics.testing import (
    BulletinReaderContract,
    ExporterContract,
    sample,
    sample_publication,
)
from hotline_metrics_docx import DOCX, READER, DocxOptions, write_docx


class TestDocx(ExporterContract):
    """The bulletin as a Word document."""

    exporter = DOCX
    magic = b"PK\x03\x04"
    examples = 40

    def check(self, files: Mapping[str, bytes]) -> None:
        """It opens, and no part of it is broken XML."""
        super().check(files)
        Document(io.BytesIO(files[""]))
        with zipfile.ZipFile(io.BytesIO(files[""])) as package:
            assert package.testzip() is None


class TestDocxReader(BulletinReaderContract):
    """What the exporter writes is read back."""

    reader = READER
    samples = (sample("bulletin.docx", data=write_docx(sample_publication(), DocxOptions())),)
