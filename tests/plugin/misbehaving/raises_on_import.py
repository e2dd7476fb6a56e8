"""A plugin whose module cannot be imported."""

raise ZeroDivisionError("no luck today")
