"""Published bulletins read back: a document becomes a report, with the place of every figure.

The way of a figure: lines -> blocks (:mod:`layout`) -> sections of a table (:mod:`grid`) -> lines
of units and categories (:mod:`tables`); sentences -> tokens (:mod:`sentences`) -> figures
(:mod:`text`). Which words mean which measure stands in :mod:`vocabulary` alone.
"""
