"""An examination goes on whatever it meets, and asks only what it was asked to."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.finding import Answer, Finding, yes
from billcli.domain.problem import BillcliError, UsageError
from billcli.services.doctor import ledger, series
from billcli.services.doctor.examine import SECTIONS, chosen, examine
from billcli.services.doctor.outside import asked, program
from billcli.services.doctor.scene import Scene, Screen, counted, listed, quoted, tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shop import Shop


def scene_of(shop: Shop) -> Scene:
    return Scene(shop.workspace().selection, Screen())


def breaks(_: Scene) -> Iterator[Finding]:
    """Is it whole."""
    yield yes("Does it begin?")
    raise ZeroDivisionError


def complains(_: Scene) -> Iterator[Finding]:
    raise UsageError.of("X", "it is wrong", hint="mend it")
    yield


def test_a_question_that_breaks_is_an_answer(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "QUESTIONS", (breaks, complains, lambda _: [yes("Is it over?")]))
    found = list(examine(scene_of(shop), ("ledger",)))
    assert [(one.question, one.answer) for one in found] == [
        ("Does it begin?", Answer.YES),
        ("Is it whole?", Answer.UNKNOWN),
        ("complains?", Answer.UNKNOWN),
        ("Is it over?", Answer.YES),
    ]
    assert found[1].detail == "ZeroDivisionError"
    assert (found[2].detail, found[2].fix) == ("it is wrong", "mend it")
    assert {one.section for one in found} == {"ledger"}


def test_a_section_that_cannot_be_loaded_is_an_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "billcli.services.doctor.mail", None)
    (found,) = examine(scene_of(shop), ("mail",))
    assert found.answer is Answer.UNKNOWN
    assert "billcli.services.doctor.mail" in found.detail


def test_every_section_is_a_module_with_questions(shop: Shop) -> None:
    found = list(examine(scene_of(shop)))
    assert tuple(dict.fromkeys(one.section for one in found)) == SECTIONS
    for name in SECTIONS:
        module = sys.modules[f"billcli.services.doctor.{name}"]
        assert isinstance(module, ModuleType)
        assert all(question.__doc__ for question in module.QUESTIONS)


def test_a_check_that_fails_is_no_well_being(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr("billcli.services.doctor.scene.check_ledger", fail)
    found = {one.question: one for one in examine(scene_of(shop), ("ledger", "series"))}
    assert found["Are the receivables free of errors?"].answer is Answer.UNKNOWN
    assert found["Are the receivables free of errors?"].detail == "ValueError: odd"
    assert found["Does every number stand once?"].answer is Answer.UNKNOWN
    assert series.unique.__doc__


@given(st.lists(st.sampled_from(SECTIONS), max_size=12))
def test_sections_come_once_and_in_their_order(names: list[str]) -> None:
    found = chosen([",".join(names)])
    assert found == chosen([name.upper() for name in names])
    assert set(found) == set(names)
    assert list(found) == sorted(set(names), key=SECTIONS.index)


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        chosen(["git", "gut"])
    assert caught.value.problems[0].code == "OPTION-VALUE"


def test_an_attempt_keeps_what_stopped_it(shop: Shop) -> None:
    assert (tried(lambda: 1).value, tried(lambda: 1).reason, tried(lambda: 1).fix) == (1, "", "")
    scene = scene_of(shop)
    assert scene.books is scene.workspace.value
    assert tried(lambda: {}["x\x1b[31m"]).reason.startswith("KeyError: ")
    assert "\x1b" not in tried(lambda: open("no\x1bfile")).reason  # noqa: SIM115, PTH123


def test_books_that_are_closed_cannot_be_taken(shop: Shop) -> None:
    shop.workspace()
    scene = scene_of(shop)
    (shop.folder / "main.beancount").unlink()
    with pytest.raises(BillcliError):
        scene.books  # noqa: B018 - it raises


def test_a_program_is_never_one_of_a_relative_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trap").write_text("#!/bin/sh\n")
    (tmp_path / "trap").chmod(0o755)
    assert program("trap", {"PATH": str(tmp_path)}) == str(tmp_path / "trap")
    for path in (".", ".:", "::", "bin/..:/nowhere"):
        assert program("trap", {"PATH": path}) == ""
    assert program("sh", {}) != ""


def test_what_a_program_says_is_kept_to_the_byte(tmp_path: Path) -> None:
    script = tmp_path / "say"
    script.write_text("#!/bin/sh\nprintf 'a\\377b'; echo oops >&2; env; exit 3\n")
    script.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": "/h", "SECRET": "s", "GIT_DIR": "/x"}
    said = asked("say", env=env, folder=tmp_path, more={"MORE": "1"})
    assert (said.status, said.complaint, said.is_well) == (3, "oops", False)
    assert said.text.startswith("a\udcffb")
    assert "MORE=1" in said.text
    assert "SECRET" not in said.text
    assert "GIT_DIR" not in said.text
    assert asked("say", env=env, folder=tmp_path / "gone", more={}).complaint.startswith(
        "say cannot be run"
    )


def test_names_are_listed_without_what_moves_the_cursor() -> None:
    assert listed(["a\x1b[2J", "b"]) == "a[2J, b"
    assert listed([]) == ""
    assert counted(0, "entry", "entries") == "0 entries"
    assert quoted("a b; rm -rf ~\x07") == "'a b; rm -rf ~'"
