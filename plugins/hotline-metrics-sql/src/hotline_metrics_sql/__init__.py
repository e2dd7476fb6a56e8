"""Tickets from databases for hotline-metrics."""
