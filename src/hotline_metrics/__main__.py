"""Run the command line as ``python -m hotline_metrics``."""

import sys

from hotline_metrics.cli import main

sys.exit(main())
