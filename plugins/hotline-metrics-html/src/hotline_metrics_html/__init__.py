"""The bulletin as one self-contained page for hotline-metrics."""
