"""Which of our own distributions brings a format, to be named where the format is missing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WORDS = {
    "hotline-metrics-api": "api rest",
    "hotline-metrics-docx": "docx word",
    "hotline-metrics-excel": "excel xlsx xlsm xls",
    "hotline-metrics-frames": "frames polars duckdb spark pandas parquet",
    "hotline-metrics-html": "html htm site /",
    "hotline-metrics-sql": "sql sqlite postgresql mysql",
}

DISTRIBUTIONS: Mapping[str, str] = MappingProxyType(
    {word: distribution for distribution, words in _WORDS.items() for word in words.split()}
)
"""Format, or suffix without its dot, or ``/`` for a folder, to the distribution that brings it."""
