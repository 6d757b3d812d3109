"""The lock installs on every Python that the project says it takes, not only on the one that made it."""

import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ACCEPTED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
DEBIAN = {"12": "3.11.2", "13": "3.13.5"}


@pytest.mark.parametrize("python", DEBIAN.values())
def test_each_pinned_package_accepts_a_python_of_debian(python: str) -> None:
    assert python in SpecifierSet(ACCEPTED)
    wanted = {found.name: SpecifierSet(found.metadata.get("Requires-Python", "")) for found in _pinned()}
    assert [name for name, accepted in wanted.items() if python not in accepted] == []


@pytest.mark.parametrize("python", DEBIAN.values())
def test_the_lock_holds_what_its_packages_ask_for_on_a_python_of_debian(python: str) -> None:
    here = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    asked = {needed for found in _pinned() for needed in _needs(found, here)}
    assert asked - {name for name, marker in _lines() if marker is None or marker.evaluate(here)} == set()


def _needs(found: Distribution, here: dict[str, str]) -> list[str]:
    needs = [Requirement(line) for line in found.requires or []]
    return [canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate(here)]


def _lines() -> list[tuple[str, Marker | None]]:
    lines = (ROOT / "requirements/dev.txt").read_text().splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return [(canonicalize_name(pin.name), pin.marker) for pin in pins]


def _pinned() -> list[Distribution]:
    """What the lock names and this Python has installed: a package for another Python is not there to ask."""
    found = []
    for name, _marker in _lines():
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue
    assert len(found) > 90
    return found
