"""From a report to a neutral document, and what exporters are given."""
