"""From rows to tickets and problems: find the header, read cells, settle repeats."""
