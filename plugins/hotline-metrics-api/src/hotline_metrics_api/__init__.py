"""Tickets from JSON interfaces, Open311 and Socrata for hotline-metrics."""
