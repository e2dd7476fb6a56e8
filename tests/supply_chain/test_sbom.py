"""The bill of materials names what users install, and nothing of the machine it was made on."""

import json
from importlib.metadata import PackageNotFoundError

import pytest
from packaging.requirements import Requirement
from supply_chain.sbom import distributions, needed, shipped


def test_every_distribution_is_in_it_with_its_extras() -> None:
    """The core and each plugin."""
    found = {each.name: each.extras for each in distributions()}
    assert found["hotline-metrics"] == {"cli", "privacy", "all", "testing"}
    assert found["hotline-metrics-docx"] == {"charts", "template"}
    assert len(found) == 7


@pytest.mark.needs_plugin("api", "docx", "excel", "frames", "html", "sql")
def test_what_is_needed_by_hand() -> None:
    """Directly, by way of another package, and by the extra of an extra; what others want is not."""
    core = needed([Requirement("hotline-metrics")])
    assert {"jinja2", "markupsafe", "hotline-metrics"} <= core
    assert not core & {"rich", "hypothesis", "hotline-metrics-docx", "sphinx"}
    assert "rich" in needed([Requirement("hotline-metrics[cli]")])
    everything = needed(distributions())
    # The former by pymysql with passwords encrypted, the next by psycopg with binaries.
    assert {"cryptography", "psycopg-binary", "pyspark", "python-docx"} <= everything
    assert not everything & {"sphinx", "ruff", "mypy", "pytest-httpserver", "pandas"}
    with pytest.raises(PackageNotFoundError):
        needed([Requirement("a-package-nobody-has")])


def test_only_those_stay_and_no_folder_is_told() -> None:
    """Nor is anybody said to need what is not there."""
    local = {"type": "distribution", "url": "file:///home/clerk/jinja2"}
    site = {"type": "website", "url": "https://example.invalid"}
    bill = {
        "metadata": {"component": {"bom-ref": "root", "name": "hotline-metrics"}},
        "components": [
            {"bom-ref": "j", "name": "Jinja2", "externalReferences": [local, site]},
            {"bom-ref": "s", "name": "Sphinx"},
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["j"]},
            {"ref": "j", "dependsOn": ["s"]},
            {"ref": "s"},
        ],
    }
    made = json.loads(shipped(json.dumps(bill).encode(), {"hotline-metrics", "jinja2"}))
    assert made == {
        "metadata": bill["metadata"],
        "components": [{"bom-ref": "j", "name": "Jinja2", "externalReferences": [site]}],
        "dependencies": [{"ref": "root", "dependsOn": ["j"]}, {"ref": "j", "dependsOn": []}],
    }
