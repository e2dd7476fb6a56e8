"""From tickets to figures: facts, tallies, measures, comparisons, lists, the report."""
