"""A model is never fresh when its ledger says something else: the staleness suite of the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billcli.store import index_key, index_stamp, index_write
from billcli.store.index_file import place_of
from billcli.store.index_key import check, joined, same, stamp
from billcli.store.index_rows import FileRow
from billcli.store.index_stamp import FOLDER, NAME, NOTHING, WATCHED

if TYPE_CHECKING:
    from conftest import Toy

SECOND = 1_000_000_000


def test_an_unchanged_ledger_is_fresh_and_every_byte_was_looked_at(made: Toy) -> None:
    verdict = made.verdict()
    assert (verdict.fresh, verdict.reason, verdict.changes) == (True, "", [])
    assert verdict.looked_at == sum(path.stat().st_size for path in made.files())
    assert made.answer() == made.truth()


def test_a_new_file_under_a_pattern_is_seen(made: Toy) -> None:
    made.write("more/mar.toy", "2026-03-01 INV-9 acme 1.00\n")
    verdict = made.verdict()
    assert [repr(c) for c in verdict.changes] == [f"appeared {made.path('more/mar.toy')}"]
    assert verdict.reason.endswith("mar.toy is new")
    assert [row[3] for row in verdict.patterns] == [joined(made.expand("", "more/*.toy"))]


def test_a_file_that_is_gone_is_seen_once(made: Toy) -> None:
    made.path("more/feb.toy").unlink()
    assert made.happened() == ["gone more/feb.toy"]
    made.path("jan.toy").unlink()
    assert made.happened() == ["gone jan.toy", "gone more/feb.toy"]


def test_a_file_that_was_renamed_under_a_pattern_is_gone_and_new(made: Toy) -> None:
    made.path("more/feb.toy").rename(made.path("more/february.toy"))
    assert made.happened() == ["gone more/feb.toy", "appeared more/february.toy"]


def test_a_file_that_a_pattern_matches_no_more_is_gone_though_it_is_there(made: Toy) -> None:
    model = made.open_model()
    verdict = check(model, made.now(), lambda _file, _written: [])
    model.close()
    assert [c.how for c in verdict.changes] == ["gone"]
    assert verdict.changes[0].file == 3


def test_a_pattern_that_nobody_expands_makes_the_model_stale(made: Toy) -> None:
    model = made.open_model()
    verdict = check(model, made.now())
    model.close()
    assert verdict.everything
    assert "pattern" in verdict.reason


def test_a_ledger_without_patterns_is_never_expanded(toy: Toy) -> None:
    toy.write("main.toy", 'include "jan.toy"\n')
    toy.make()
    model = toy.open_model()
    assert check(model, toy.now(), None).fresh
    model.close()


def test_an_append_is_told_from_an_edit(made: Toy) -> None:
    with made.path("jan.toy").open("a") as file:
        file.write("2026-01-31 INV-8 acme 5.00\n")
    size = made.path("jan.toy").stat().st_size
    (change,) = made.verdict().changes
    assert (change.how, change.file, change.old_size) == ("grown", 2, size - 27)
    assert change.stamp == stamp(str(made.path("jan.toy")), made.now())
    made.write("jan.toy", "2026-01-05 INV-1 acme 101.00\n2026-01-09 INV-2 globex 20.50\nmore\n")
    assert made.happened() == ["edited jan.toy"]
    made.write("jan.toy", "2026\n")
    assert made.happened() == ["edited jan.toy"]


def test_other_bytes_of_the_same_size_and_time_are_seen(made: Toy) -> None:
    path = made.path("jan.toy")
    before = path.stat()
    path.write_text(path.read_text().replace("100.00", "900.00"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert made.happened() == ["edited jan.toy"]


@pytest.mark.parametrize("small", [0, index_key.SMALL])
def test_the_change_time_alone_is_enough(
    made: Toy, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(index_key, "SMALL", small)
    test_other_bytes_of_the_same_size_and_time_are_seen(made)


def lie_about_time(monkeypatch: pytest.MonkeyPatch, toy: Toy) -> None:
    """Make a file system whose stamps never change again."""
    told = {str(path): index_stamp.status_of(str(path)) for path in toy.files()}
    monkeypatch.setattr(index_key, "status_of", lambda path, _made=0: told[path])
    monkeypatch.setattr(index_stamp, "_five", lambda _status: told[str(toy.path("jan.toy"))])


def test_small_ledgers_are_read_even_where_no_stamp_changes(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = made.now()
    lie_about_time(monkeypatch, made)
    text = made.path("jan.toy").read_text()
    made.path("jan.toy").write_text(text.replace("100.00", "900.00"))
    assert [c.how for c in made.verdict(now).changes] == ["edited"]


def test_large_ledgers_are_read_on_demand_where_no_stamp_changes(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = made.now()
    monkeypatch.setattr(index_key, "SMALL", 0)
    assert made.verdict(now).looked_at == 0
    lie_about_time(monkeypatch, made)
    text = made.path("jan.toy").read_text()
    made.path("jan.toy").write_text(text.replace("100.00", "900.00"))
    assert made.verdict(now).fresh  # the price of looking at stamps only; no real disk does this
    assert [c.how for c in made.verdict(now, verify=True).changes] == ["edited"]


def test_a_racy_write_is_read_again(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    at_once = toy.now(late=SECOND)
    toy.make(at_once)  # a second after the write: the same tick may bring another
    lie_about_time(monkeypatch, toy)
    assert toy.verdict(at_once).fresh
    text = toy.path("jan.toy").read_text()
    toy.path("jan.toy").write_text(text.replace("100.00", "900.00"))
    assert [c.how for c in toy.verdict(at_once + 60 * SECOND).changes] == ["edited"]


def test_what_has_settled_is_kept_and_not_read_again(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    at_once, later = toy.now(late=SECOND), toy.now(late=9 * SECOND)
    toy.make(at_once)
    still_racy = toy.verdict(at_once)
    assert still_racy.fresh
    assert still_racy.looked_at > 0
    assert still_racy.settled == []
    verdict = toy.verdict(later)
    assert verdict.fresh
    assert [file for file, _stamp in verdict.settled] == [1, 2, 3]
    assert index_write.keep(toy.place, verdict) == ""
    assert toy.verdict(later).looked_at == 0
    assert toy.answer() == toy.truth()


def test_a_touched_file_is_no_change_and_settles(made: Toy) -> None:
    os.utime(made.path("jan.toy"), ns=(1, 1))
    verdict = made.verdict()
    assert verdict.fresh
    assert [file for file, _stamp in verdict.settled] == [2]
    assert index_write.keep(made.place, verdict) == ""
    assert made.verdict().settled == []


def test_a_copy_of_a_file_in_its_place_is_no_change(made: Toy) -> None:
    copy = made.path("copy")
    copy.write_bytes(made.path("jan.toy").read_bytes())
    copy.replace(made.path("jan.toy"))
    assert made.verdict().fresh


def test_keeping_nothing_writes_nothing(made: Toy) -> None:
    before = made.model_path.read_bytes()
    assert index_write.keep(made.place, made.verdict()) == ""
    assert made.model_path.read_bytes() == before


def test_what_was_settled_is_not_kept_for_other_bytes(made: Toy) -> None:
    os.utime(made.path("jan.toy"), ns=(1, 1))
    verdict = made.verdict()
    made.write("jan.toy", "2026-01-05 INV-1 acme 3.00\n")
    made.make()
    assert index_write.keep(made.place, verdict) == ""
    assert made.verdict().fresh
    made.write("jan.toy", "2026-01-05 INV-1 acme 4.00\n")
    assert made.happened() == ["edited jan.toy"]


def test_a_clock_that_went_back_makes_every_file_read(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    assert made.verdict().looked_at == 0
    back = made.now() - 3600 * SECOND
    verdict = made.verdict(back)
    assert verdict.fresh
    assert verdict.looked_at == sum(path.stat().st_size for path in made.files())


def test_a_time_in_the_future_is_always_racy(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    ahead = made.now() + 3600 * SECOND
    os.utime(made.path("jan.toy"), ns=(ahead, ahead))
    now = ahead - 1800 * SECOND
    made.make(now)
    verdict = made.verdict(now)
    assert verdict.fresh
    assert verdict.looked_at == made.path("jan.toy").stat().st_size
    assert verdict.settled == []


def test_a_file_swapped_for_a_link_is_gone(made: Toy) -> None:
    other = made.folder.parent / "other.toy"
    made.path("jan.toy").rename(other)
    made.path("jan.toy").symlink_to(other)
    assert made.happened() == ["gone jan.toy"]


def test_a_hard_link_to_the_same_bytes_is_the_same_file(made: Toy) -> None:
    other = made.folder.parent / "other.toy"
    os.link(made.path("jan.toy"), other)
    assert made.verdict().fresh
    other.write_text("2026-01-05 INV-1 acme 100.00\n2026-01-09 INV-2 globex 20.51\n")
    assert made.happened() == ["edited jan.toy"]


def test_a_folder_on_the_way_swapped_for_a_link_makes_everything_stale(made: Toy) -> None:
    made.path("more").rename(made.folder.parent / "elsewhere")
    made.path("more").symlink_to(made.folder.parent / "elsewhere")
    verdict = made.verdict()
    assert verdict.everything
    assert verdict.reason == f"{made.path('more')} is a symbolic link now"


def test_the_model_belongs_to_the_file_that_a_link_leads_to(made: Toy) -> None:
    link = made.folder.parent / "link.toy"
    link.symlink_to(made.main)
    through = place_of(str(link), made.env)
    assert (through.ledger, through.path) == (made.place.ledger, made.place.path)
    other = made.folder / "other.toy"
    other.write_text("")
    link.unlink()
    link.symlink_to(other)
    assert place_of(str(link), made.env).path != made.place.path


def test_another_version_makes_everything_stale(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_key, "versions", lambda: "python 9; billcli 9")
    verdict = made.verdict()
    assert verdict.everything
    assert "python 9" in verdict.reason
    assert verdict.changes == []


def watched(toy: Toy, path: Path, made: int) -> None:
    """Make a model that watches one thing more."""
    now = toy.now()
    seen = stamp(str(path), now, made)
    assert seen is not None
    whole = toy.whole(now)
    row = FileRow(9, 9, *seen, made=made)
    assert index_write.write_whole(toy.place, whole._replace(files=[*whole.files, row]), now) == ""


def test_a_watched_file_that_changes_makes_everything_stale(toy: Toy) -> None:
    plugin = toy.folder.parent / "plugin.py"
    plugin.write_text("a = 1\n")
    watched(toy, plugin, WATCHED)
    assert toy.verdict().fresh
    plugin.write_text("a = 2\n")
    verdict = toy.verdict()
    assert verdict.everything
    assert verdict.reason == f"{plugin} has changed"
    plugin.unlink()
    assert toy.verdict().reason == f"{plugin} is gone"


def test_a_watched_file_that_is_missing_may_come(toy: Toy) -> None:
    plugin = toy.folder.parent / "plugin.py"
    watched(toy, plugin, WATCHED)
    assert toy.verdict().fresh
    plugin.write_text("a = 1\n")
    assert toy.verdict().everything


def test_names_that_come_and_go_in_a_watched_folder_are_seen(toy: Toy) -> None:
    documents = toy.folder.parent / "documents"
    documents.mkdir()
    watched(toy, documents, FOLDER)
    assert toy.verdict().fresh
    (documents / "INV-1.pdf").write_bytes(b"%PDF")
    now = toy.now() + 1800 * SECOND
    verdict = toy.verdict(now)
    assert [c.how for c in verdict.changes] == ["watched"]
    assert not verdict.everything
    assert verdict.reason == f"{documents} holds other files"
    (documents / "INV-1.pdf").unlink()
    again = toy.verdict(now)
    assert again.fresh  # the same names: only its times are new
    assert [file for file, _stamp in again.settled] == [9]
    documents.rmdir()
    assert [c.how for c in toy.verdict(now).changes] == ["watched"]


def test_a_name_without_a_file_is_not_looked_for(toy: Toy) -> None:
    watched(toy, Path("<auto_accounts>"), NAME)
    assert toy.verdict().fresh


def test_stamps_taken_before_are_compared_after(toy: Toy) -> None:
    now = toy.now()
    taken = [stamp(str(path), now) for path in toy.files()]
    assert same(taken)
    toy.write("jan.toy", "2026-01-05 INV-1 acme 3.00\n")
    assert not same(taken)
    racy = stamp(str(toy.path("jan.toy")), toy.now(late=0))
    assert same([racy])
    assert not same([(*racy[:6], "0" * 64, *racy[7:])])
    toy.path("jan.toy").unlink()
    assert not same([racy])


def test_a_file_nobody_may_read_is_gone(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    made.write("jan.toy", "x" * 55)

    def refuse(_path: str, _made: int) -> None:
        raise PermissionError

    model = made.open_model()
    monkeypatch.setattr(index_stamp, "_open", refuse)
    verdict = check(model, made.now(), made.expand)
    monkeypatch.undo()
    model.close()
    assert [c.how for c in verdict.changes] == ["gone", "gone", "gone"]


def test_nothing_is_known_of_nothing() -> None:
    assert stamp("/nowhere/at/all", 7) is None
    assert stamp("/nowhere/at/all", 7, WATCHED) == ("/nowhere/at/all", *NOTHING, "", 0, 7)
    assert stamp("/", 7) is None
    assert stamp("a\0b", 7) is None


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["append", "edit", "swap", "touch", "remove", "add", "rename", "make"]),
        st.sampled_from(["jan.toy", "more/feb.toy", "more/x.toy"]),
        st.integers(1, 9),
    ),
    max_size=8,
)


def act(toy: Toy, what: str, name: str, n: int) -> None:
    path = toy.path(name)
    line = f"2026-04-{n:02d} INV-{name[0]}{n} acme {n}.00\n"
    if what == "make":
        assert toy.make() == ""
    elif what == "add" or not path.exists():
        path.write_text(line)
    elif what == "append":
        path.write_text(path.read_text() + line)
    elif what == "edit":
        path.write_text(line + path.read_text())
    elif what == "swap":
        before = path.stat()
        path.write_text(path.read_text().replace("0", str(n)))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif what == "touch":
        os.utime(path, ns=(n, n))
    elif what == "remove":
        path.unlink()
    else:
        path.rename(toy.path(f"more/{n}.toy"))


@settings(max_examples=25, deadline=None)
@example([("remove", "jan.toy", 1), ("make", "jan.toy", 1), ("append", "jan.toy", 1)])
@given(ACTIONS)
def test_fresh_means_right_whatever_happened(
    toy_type: type[Toy],
    tmp_path_factory: pytest.TempPathFactory,
    actions: list[tuple[str, str, int]],
) -> None:
    run_actions(toy_type.open(tmp_path_factory.mktemp("toy")), actions)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(ACTIONS)
def test_fresh_means_right_whatever_happened_long(
    toy_type: type[Toy],
    tmp_path_factory: pytest.TempPathFactory,
    actions: list[tuple[str, str, int]],
) -> None:
    run_actions(toy_type.open(tmp_path_factory.mktemp("toy")), actions)


def run_actions(toy: Toy, actions: list[tuple[str, str, int]]) -> None:
    toy.make()
    before = toy.truth()
    for what, name, n in actions:
        act(toy, what, name, n)
        if what == "make":
            before = toy.truth()
            assert toy.verdict().fresh
        assert not toy.verdict().fresh or toy.truth() == before == toy.answer()
