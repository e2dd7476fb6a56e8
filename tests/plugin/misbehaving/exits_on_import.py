"""A plugin that was a script and leaves with ``sys.exit``."""

import sys

sys.exit("usage: exits_on_import FILE")
