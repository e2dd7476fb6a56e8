"""Engines and columnar reading for hotline-metrics: Polars, DuckDB, Spark."""
