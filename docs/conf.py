"""Sphinx: furo, MyST, and two pages that are made from the code."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "hotline_metrics"
author = "The hotline_metrics authors"
copyright = author  # noqa: A001
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "from_code"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "_ext"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "hotline_metrics"
autodoc_member_order = "bysource"
autodoc_typehints = "none"
suppress_warnings = ["ref.python"]
# Chinese in a face for screens, whatever else the machine has.
_CHINESE = "'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
html_theme_options = {
    "light_css_variables": {
        "font-stack": f"'Segoe UI', 'Liberation Sans', Helvetica, Arial, {_CHINESE}",
        "font-stack--monospace": f"Consolas, 'Liberation Mono', Menlo, {_CHINESE}, monospace",
    }
}
