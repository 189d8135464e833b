"""Questions about the ledger and its files, each fault seeded."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Ask
    from shop import Shop


def test_a_sound_ledger_is_well(ask: Ask, shop: Shop) -> None:
    shop.write("main.beancount", 'plugin "billcli.ledger.plugin"\n' + shop.text("main.beancount"))
    found = ask("ledger")
    assert {one["answer"] for one in found.values()} == {"yes", "info"}
    assert found["Is a ledger found?"]["detail"] == "main.beancount (ledger in billcli.toml)"
    assert found["Are all its files in its own folder?"]["detail"] == (
        "main.beancount, customers.beancount"
    )


def test_an_empty_folder_is_told_to_begin(ask: Ask, shop: Shop) -> None:
    for path in shop.folder.iterdir():
        path.unlink()
    found = ask("ledger", "accounts", "series", "mail", "git", "fonts", "templates")
    assert found["Is a ledger found?"]["fix"] == "billcli init"
    assert found["Is a ledger found?"]["code"] == "LEDGER-NOT-FOUND"
    assert found["Is there a billcli.toml?"]["fix"] == "billcli init"
    assert found["Can the accounts be examined?"]["detail"] == "no ledger is found"
    assert found["Can the series be examined?"]["fix"] == "billcli doctor --section ledger"
    assert found["Can every letter of all names be shown?"]["answer"] == "unknown"


def test_several_ledgers_and_no_word_which(ask: Ask, shop: Shop) -> None:
    (shop.folder / "billcli.toml").unlink()
    found = ask("ledger")
    assert found["Is a ledger found?"]["fix"] == "billcli doctor -f FILE"
    by_name = ask("ledger", words="-f main.beancount")
    assert by_name["Is a ledger found?"]["answer"] == "yes"
    assert by_name["Is there a billcli.toml?"]["fix"] == "billcli init -f main.beancount"
    assert not by_name["Is there a billcli.toml?"]["fault"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[ledger]\nfile = "main.beancount"\ncolour = 1\n', "colour"),
        ("[ledger\n", "not valid TOML"),
    ],
)
def test_a_broken_project_file_is_named_with_its_line(
    ask: Ask, shop: Shop, text: str, said: str
) -> None:
    shop.write("billcli.toml", text)
    found = ask("ledger", "accounts", "templates", "mail")
    wrong = found["Is billcli.toml valid?"]
    assert wrong["fault"]
    assert said in wrong["detail"]
    assert "billcli.toml:" in wrong["detail"]
    assert wrong["fix"]
    assert found["Can the accounts be examined?"]["answer"] == "unknown"
    assert found["Are there templates of your own?"]["answer"] == "unknown"


def test_an_unreadable_ledger_is_a_fault(ask: Ask, shop: Shop) -> None:
    shop.write("billcli.toml", 'ledger = "main.beancount"\n')
    (shop.folder / "main.beancount").unlink()
    os.mkfifo(shop.folder / "main.beancount")
    found = ask("ledger")
    assert found["Is a ledger found?"]["answer"] == "no"
    (shop.folder / "main.beancount").unlink()
    (shop.folder / "main.beancount.gpg").write_bytes(b"x")
    shop.write("billcli.toml", 'ledger = "main.beancount.gpg"\n')
    wrong = ask("ledger", "accounts")
    assert wrong["Does it load without errors?"]["fault"]
    assert wrong["Does it load without errors?"]["code"] == "LEDGER-ENCRYPTED"
    assert wrong["Can the accounts be examined?"]["detail"] == "the ledger cannot be read"


def test_errors_are_counted_and_the_first_is_shown(ask: Ask, shop: Shop) -> None:
    shop.append("2026-01-01 opn X\n2026-01-02 opn Y\n")
    wrong = ask("ledger")["Does it load without errors?"]
    assert wrong["detail"].startswith("2 errors, first main.beancount:")
    assert wrong["code"] == "LEDGER-SYNTAX"
    assert "Are the receivables free of errors?" not in ask("ledger")


def test_an_error_of_the_receivables_is_told_apart(ask: Ask, shop: Shop) -> None:
    shop.sold("100")
    text = shop.text("2026.beancount")
    shop.write("2026.beancount", text.replace('id: "INV', 'id: "XNV').replace("Work", "Worm"))
    found = ask("ledger")
    assert found["Does it load without errors?"]["answer"] == "yes"
    wrong = found["Are the receivables free of errors?"]
    assert wrong["fault"]
    assert wrong["fix"] == "billcli check"
    assert wrong["code"] == "SEAL-BROKEN"


def test_an_include_outside_the_folder(ask: Ask, shop: Shop) -> None:
    (shop.folder.parent / "more.beancount").write_text("2026-01-01 open Assets:X\n")
    shop.append('include "../more.beancount"\n')
    wrong = ask("ledger")["Are all its files in its own folder?"]
    assert wrong["fault"]
    assert wrong["code"] == "INCLUDE-OUTSIDE"
    assert wrong["fix"].startswith("move the file into")


def test_a_plugin_that_is_refused(ask: Ask, shop: Shop) -> None:
    shop.append('plugin "wicked.plugin"\n')
    wrong = ask("ledger")["Do all plugins of the ledger run?"]
    assert wrong["fault"]
    assert "wicked.plugin" in wrong["detail"]
    assert wrong["code"] == "PLUGIN-REFUSED"


def test_the_plugin_line_is_offered_as_a_command(ask: Ask, shop: Shop) -> None:
    shop.write("main.beancount", shop.text("main.beancount").rstrip("\n"))
    offered = ask("ledger")["Does bean-check know billcli's rules?"]
    assert not offered["fault"]
    os.system(f"cd '{shop.folder}' && {offered['fix']}")  # noqa: S605 - what the doctor says
    assert ask("ledger")["Does bean-check know billcli's rules?"]["answer"] == "yes"
    assert ask("ledger")["Does it load without errors?"]["answer"] == "yes"


def test_a_byte_order_mark_can_be_taken_away_by_its_fix(ask: Ask, shop: Shop) -> None:
    path = shop.folder / "customers.beancount"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    wrong = ask("ledger")["Are its files free of byte order marks?"]
    assert wrong["code"] == "LEDGER-BOM"
    assert wrong["detail"].startswith("customers.beancount begins with one")
    os.system(f"cd '{shop.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert ask("ledger")["Are its files free of byte order marks?"]["answer"] == "yes"


def test_mixed_line_endings_can_be_settled_by_their_fix(ask: Ask, shop: Shop) -> None:
    path = shop.folder / "customers.beancount"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 1))
    wrong = ask("ledger")["Does each file end its lines in one way?"]
    assert wrong["answer"] == "no"
    assert not wrong["fault"]
    os.system(f"cd '{shop.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert ask("ledger")["Does each file end its lines in one way?"]["answer"] == "yes"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert ask("ledger")["Does each file end its lines in one way?"]["answer"] == "yes"


def test_pickle_caches_are_named_with_their_removal(ask: Ask, shop: Shop) -> None:
    shop.write(".main.beancount.picklecache", "x")
    wrong = ask("ledger")["Is the folder free of pickle caches?"]
    assert wrong["fix"] == "rm .main.beancount.picklecache"
    assert not wrong["fault"]


def test_a_file_that_may_not_be_written(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.access

    def access(path: Path, mode: int) -> bool:
        return not str(path).endswith("customers.beancount") and real(path, mode)

    monkeypatch.setattr(os, "access", access)
    wrong = ask("ledger")["May billcli write here?"]
    assert wrong["fault"]
    assert wrong["fix"] == "chmod u+w customers.beancount"


def test_a_held_lock_names_the_process(ask: Ask, shop: Shop) -> None:
    shop.sold("10")
    assert ask("ledger")["Is the lock free?"]["answer"] == "yes"
    with (shop.folder / ".billcli" / "lock").open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        assert "another billcli" in ask("ledger")["Is the lock free?"]["detail"]
        file.write(b"4711\n")
        file.flush()
        held = ask("ledger")["Is the lock free?"]
    assert held["detail"] == "process 4711 is writing to these books"
    assert held["fix"] == "ps -p 4711"
    assert not held["fault"]


def test_a_lock_that_is_a_link_is_a_fault(ask: Ask, shop: Shop) -> None:
    (shop.folder / ".billcli").mkdir()
    (shop.folder / ".billcli" / "lock").symlink_to("/dev/null")
    wrong = ask("ledger")["Is the lock free?"]
    assert wrong["code"] == "LOCK-UNWRITABLE"
    assert wrong["fix"] == "rm -r .billcli"


def test_a_disk_without_locks_is_not_known(
    ask: Ask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sold("10")

    def refuse(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert ask("ledger")["Is the lock free?"]["answer"] == "unknown"


def test_a_change_that_was_cut_off(ask: Ask, shop: Shop) -> None:
    shop.write(".billcli/journal.json", "{}")
    wrong = ask("ledger")["Was the last change finished?"]
    assert wrong["fault"]
    assert wrong["fix"].startswith("repeat the command")


def test_drafts_that_wait_are_told(ask: Ask, shop: Shop) -> None:
    assert ask("ledger")["Do drafts wait?"]["detail"] == "none"
    shop.done('invoice create Acme --line "5 Work" --draft-file drafts/one.toml')
    waiting = ask("ledger")["Do drafts wait?"]
    assert waiting["answer"] == "info"
    assert waiting["fix"] == "billcli invoice list --drafts"


def test_nothing_is_written(ask: Ask, shop: Shop) -> None:
    before = {path: path.stat().st_mtime_ns for path in shop.folder.rglob("*")}
    ask("ledger", "accounts", "series", "git")
    assert {path: path.stat().st_mtime_ns for path in shop.folder.rglob("*")} == before


def test_how_the_ledger_was_found_is_told_in_short(ask: Ask, shop: Shop) -> None:
    (shop.folder / "billcli.toml").unlink()
    (shop.folder / "customers.beancount").rename(shop.folder / "customers.inc")
    assert ask("ledger")["Is a ledger found?"]["detail"] == "main.beancount (the only ledger in .)"
    shop.env["BILLCLI_FILE"] = "main.beancount"
    assert ask("ledger")["Is a ledger found?"]["detail"] == "main.beancount (BILLCLI_FILE)"


@pytest.mark.parametrize("name", ["it's.beancount", "$(touch ran) `x`.beancount", "ä.beancount"])
@pytest.mark.parametrize("spoil", ["mark", "mixed"])
def test_a_fix_stands_any_name_and_keeps_the_mode(
    ask: Ask, shop: Shop, name: str, spoil: str
) -> None:
    shop.write(name, "; one\n; two\n")
    shop.append(f'include "{name}"\n')
    path = shop.folder / name
    whole = path.read_bytes()
    mixed = whole.replace(b"\n", b"\r\n", 1)
    path.write_bytes(b"\xef\xbb\xbf" + whole if spoil == "mark" else mixed)
    path.chmod(0o640)
    questions = (
        "Are its files free of byte order marks?",
        "Does each file end its lines in one way?",
    )
    wrong = [f for q in questions if (f := ask("ledger")[q])["answer"] == "no"]
    assert len(wrong) == 1
    os.system(f"cd '{shop.folder}' && {wrong[0]['fix']}")  # noqa: S605 - what the doctor says
    assert path.read_bytes() == whole
    assert path.stat().st_mode & 0o777 == 0o640
    assert "ran" not in shop.tree()
    assert f"{name}.new" not in shop.tree()
    assert all(ask("ledger")[q]["answer"] == "yes" for q in questions)


def test_no_fix_needs_tools_of_one_system(ask: Ask, shop: Shop) -> None:
    """sed -i means another thing on macOS."""
    path = shop.folder / "customers.beancount"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n", 1))
    for one in ask("ledger", "git").values():
        assert "sed -i" not in one["fix"]
