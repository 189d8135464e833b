"""What every test of the doctor asks with."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop


class Ask(Protocol):
    """Examine sections of the shop's books; gives findings by question."""

    def __call__(self, *sections: str, words: str = "") -> dict[str, dict[str, Any]]: ...


@pytest.fixture
def ask(shop: Shop) -> Ask:
    def asked(*sections: str, words: str = "") -> dict[str, dict[str, Any]]:
        answer = shop(f"doctor --section {','.join(sections)} --format json {words}")
        assert answer.status == (1 if answer.data["faults"] else 0), answer.err
        assert answer.err == ""
        found = answer.data["findings"]
        assert {one["section"] for one in found} <= set(sections)
        for one in found:
            assert one["fix"] or one["answer"] != "no", one
            assert not one["fault"] or one["answer"] == "no", one
        worst = sorted(found, key=lambda one: one["answer"] == "no")  # a no outranks its yes
        return {one["question"]: one for one in worst}

    return asked


@pytest.fixture
def tool(tmp_path: Path, shop: Shop) -> object:
    """Put a program of our own on the PATH, before the machine's."""
    folder = tmp_path / "bin"

    def made(name: str, script: str) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        shop.env["PATH"] = f"{folder}:/usr/bin:/bin"
        return path

    return made


@pytest.fixture
def git(shop: Shop, tmp_path: Path) -> object:
    """Run git in the books, with nobody's configuration."""
    home = tmp_path / "home"
    home.mkdir()

    def run(*words: str) -> str:
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@studio.example")
        done = subprocess.run(  # noqa: S603 - git, in a scratch folder
            ["git", *named, *words],  # noqa: S607 - whichever git there is
            cwd=shop.folder, capture_output=True, text=True, check=True,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        )  # fmt: skip
        return done.stdout

    return run
