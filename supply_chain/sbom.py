"""Write the bill of materials (CycloneDX) of what is installed with the project.

::

    python -m supply_chain.sbom build/sbom.json

It names every package that the distributions need, with all extras, directly or not: version,
licence, and who needs it. What only tests or documentation need is not in it. The same environment
gives the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECTS = (ROOT / "pyproject.toml", *sorted((ROOT / "plugins").glob("*/pyproject.toml")))
SPECIFICATION = "1.6"


def distributions() -> Iterator[Requirement]:
    """Yield the project's distributions, each with all of its extras."""
    for path in PROJECTS:
        project = tomllib.loads(path.read_text("utf-8"))["project"]
        extras = ",".join(project.get("optional-dependencies", ()))
        yield Requirement(f"{project['name']}[{extras}]")


def needed(wanted: Iterable[Requirement]) -> set[str]:
    """Return the packages that are needed here, directly or not.

    Raises:
        PackageNotFoundError: one of them is not installed.
    """
    done: set[tuple[str, str]] = set()
    left = [(each.name, extra) for each in wanted for extra in ("", *each.extras)]
    while left:
        package, extra = left.pop()
        if (package, extra) in done:
            continue
        done.add((package, extra))
        for each in map(Requirement, requires(package) or ()):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                left.extend((canonicalize_name(each.name), more) for more in ("", *each.extras))
    return {canonicalize_name(package) for package, _ in done}


def shipped(bill: bytes, packages: set[str]) -> bytes:
    """Return a bill of some of the packages of a bill, without the folders they lie in here.

    Args:
        bill: of a whole environment.
        packages: those that stay, beside the bill's own subject.
    """
    made = json.loads(bill)
    made["components"] = [
        each for each in made["components"] if canonicalize_name(each["name"]) in packages
    ]
    for component in made["components"]:
        component["externalReferences"] = [
            each
            for each in component.get("externalReferences", ())
            if not each["url"].startswith("file:")
        ]
    kept = {each["bom-ref"] for each in (made["metadata"]["component"], *made["components"])}
    made["dependencies"] = [
        {**each, "dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in kept]}
        for each in made["dependencies"]
        if each["ref"] in kept
    ]
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def main(place: Path) -> None:
    """Write the bill of the environment that this runs in, once it is found valid and complete."""
    # Not needed by the tests of what stands above.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    tool = Path(sys.executable).with_name("cyclonedx-py")
    words = ["environment", "--pyproject", str(PROJECTS[0]), "--output-reproducible"]
    words += ["--spec-version", SPECIFICATION, sys.executable]
    made = subprocess.run([tool, *words], stdout=subprocess.PIPE, check=True)
    packages = needed(distributions())
    bill = shipped(made.stdout, packages)
    validator = JsonStrictValidator(SchemaVersion.from_version(SPECIFICATION))
    if fault := validator.validate_str(bill.decode()):
        sys.exit(f"no valid bill of materials: {fault}")
    named = {canonicalize_name(each["name"]) for each in json.loads(bill)["components"]}
    if absent := packages - named - {"hotline-metrics"}:
        sys.exit(f"missing from the bill of materials: {', '.join(sorted(absent))}")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(bill)
    print(f"{place}: {len(named)} packages")


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "build/sbom.json"))
