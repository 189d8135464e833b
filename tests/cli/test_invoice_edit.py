"""``billcli invoice edit`` and ``create --edit``: nothing typed is lost, nothing overwritten."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

DRAFT = '# mine\ncustomer = "Acme"\nlines = [\n  "10 h x consulting",\n]\n'
NAME, KEPT = "drafts/a.toml", "drafts/a.edit.toml"
FIRST, FIRST_KEPT = "drafts/2026-01-31-acme.toml", "drafts/2026-01-31-acme.edit.toml"
# An editor that plays its steps, one for each time it is opened: each replaces one text by another.
PLAYER = """
import pathlib, sys
steps = pathlib.Path("steps")
old, new = steps.read_text().partition("\\0")[0].split("=>")
steps.write_text(steps.read_text().partition("\\0")[2])
form = pathlib.Path(sys.argv[1])
pathlib.Path("seen").write_bytes(form.read_bytes())
text = form.read_text(encoding="utf-8")
form.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
"""


def editor(shop: Shop, *steps: str) -> None:
    """Let the person's editor play steps, each ``old=>new``; an empty old replaces everything."""
    shop.write("player.py", PLAYER)
    shop.write("steps", "\0".join(steps))
    shop.env["VISUAL"] = f"{sys.executable} player.py"


def script(shop: Shop, text: str) -> None:
    """Let the person's editor be a script of the shell."""
    shop.write("editor.sh", text)
    shop.env["VISUAL"] = "sh editor.sh"


@pytest.fixture
def drafted(shop: Shop) -> Shop:
    shop.write(NAME, DRAFT)
    return shop


def kept(shop: Shop, name: str = KEPT) -> str:
    """Return a kept text without its guide."""
    return shop.text(name).partition("\n\n#| ")[0] + "\n"


def test_a_new_draft_is_written_in_the_editor(shop: Shop) -> None:
    editor(shop, '""=>"2 h x consulting"')
    answer = shop("invoice create Acme --edit")
    assert (answer.status, answer.out) == (0, "")
    assert answer.err == (
        f"Wrote draft {FIRST} of 357.00 EUR\nNext: billcli invoice issue {FIRST}\n"
    )
    assert shop.text(FIRST) == (
        'customer = "Acme"\ndate = 2026-01-31\nlines = [\n  "2 h x consulting",\n]\n'
    )
    assert "#| customers  Acme (Acme Inc.), Globex (Globex Ltd.)\n" in shop.text("seen")
    assert FIRST_KEPT not in shop.tree()


def test_a_draft_may_begin_with_nothing_and_is_named_when_it_is_done(shop: Shop) -> None:
    editor(shop, '=>customer = "Globex"\nlines = ["5 Box"]')
    answer = shop("invoice create --edit --format json")
    assert answer.data == {
        "draft": "drafts/2026-01-31-globex.toml", "customer": "Globex",
        "total": {"number": "5.00", "currency": "USD"}, "written": True,
    }  # fmt: skip
    assert [name for name in shop.tree() if name.startswith("drafts/")] == [answer.data["draft"]]


@pytest.mark.parametrize("step", ["=>", "=>  \n\n", "=># only a remark\n", "NIL=>nil"])
@pytest.mark.parametrize("command", ["invoice create --edit", "invoice create Acme --edit"])
def test_an_empty_or_unchanged_form_makes_no_draft(shop: Shop, command: str, step: str) -> None:
    editor(shop, step)
    before = shop.tree().keys()
    answer = shop(command)
    assert (answer.status, answer.err) == (0, "Nothing was changed: no draft was made\n")
    assert shop.tree().keys() - {"seen"} == before


@pytest.mark.parametrize("command", ["invoice create Acme --draft", "invoice create --draft"])
def test_a_draft_without_lines_opens_the_form(shop: Shop, command: str) -> None:
    editor(shop, '=>customer = "Acme"\nlines = ["5 Box"]')
    assert shop(command).status == 0
    assert FIRST in shop.tree()


@pytest.mark.parametrize("more", ["--no-input", "--format json", "--note Hello --no-input"])
def test_it_opens_for_nobody_who_must_not_be_asked(shop: Shop, more: str) -> None:
    editor(shop, '=>customer = "Acme"\nlines = ["5 Box"]')
    before = shop.tree()
    answer = shop(f"invoice create Acme --draft {more}")
    assert (answer.status, shop.tree()) == (2, before)
    assert "LINE-MISSING" in answer.out + answer.err


def test_an_editor_that_scripts_inherit_opens_nothing_without_a_terminal(shop: Shop) -> None:
    editor(shop, '=>customer = "Acme"\nlines = ["5 Box"]')
    shop.env["EDITOR"] = shop.env.pop("VISUAL")
    assert shop("invoice create Acme --draft").codes == ["LINE-MISSING"]
    assert shop("invoice create Acme --draft", "").status == 0
    assert FIRST in shop.tree()


def test_what_was_given_by_options_counts_as_said(shop: Shop) -> None:
    editor(shop, "NIL=>nil")
    assert shop('invoice create Acme --line "5 Box" --edit').status == 0
    assert FIRST in shop.tree()
    editor(shop, "=>")
    shop('invoice create Acme --line "6 Box" --draft-file drafts/b.toml --edit')
    assert "drafts/b.toml" not in shop.tree()


@pytest.mark.parametrize("step", ["=>", "NIL=>nil", "#| To give up=>#| TO GIVE UP"])
def test_a_draft_stands_when_nothing_is_changed(drafted: Shop, step: str) -> None:
    editor(drafted, step)
    answer = drafted("invoice edit a --format json")
    assert (answer.status, answer.data["written"]) == (0, False)
    assert drafted.text(NAME) == DRAFT
    assert KEPT not in drafted.tree()


def test_a_changed_draft_is_checked_and_keeps_its_remarks(drafted: Shop) -> None:
    editor(drafted, "10 h=>3 h")
    answer = drafted("invoice edit drafts/a.toml")
    assert answer.err.startswith("Changed draft drafts/a.toml of 535.50 EUR\n")
    assert drafted.text(NAME) == DRAFT.replace("10 h", "3 h")


def test_a_wrong_text_is_kept_marked_and_goes_on_next_time(drafted: Shop) -> None:
    editor(drafted, "consulting=>konsulting")
    answer = drafted("invoice edit a")
    assert (answer.status, answer.codes) == (3, ["DRAFT-KEPT", "LINE-CODE"])
    assert f"{KEPT}:6: error[LINE-CODE]: lines: '10 h x konsulting'" in answer.err
    assert '  |   "10 h x konsulting",' in answer.err
    assert drafted.text(NAME) == DRAFT
    assert "# >>> line 6: lines: '10 h x konsulting'" in kept(drafted)
    editor(drafted, "konsulting=>consulting, January")
    again = drafted("invoice edit a")
    assert again.status == 3  # a price code and a description: the first is still misspelt
    editor(drafted, '"10 h x consulting, January"=>"10 h x consulting January"')
    last = drafted("invoice edit a.edit.toml")
    assert last.err.startswith(f"Going on with the text kept in {KEPT}\nChanged draft {NAME}")
    assert drafted.text(NAME) == DRAFT.replace("consulting", "consulting January")
    assert KEPT not in drafted.tree()


def test_a_person_is_asked_and_the_marks_go_with_the_next_round(drafted: Shop) -> None:
    editor(drafted, "Acme=>Akme", "NIL=>nil", '= "Akme"=>= "Globex"')
    answer = drafted("invoice edit a", "", "y")
    assert answer.status == 0
    assert answer.err.count("Edit it again? [Y/n] ") == 2
    assert "# >>> line 4: there is no customer 'Akme'\n" in drafted.text("seen")
    assert drafted.text(NAME) == DRAFT.replace("Acme", "Globex")


@pytest.mark.parametrize("answer", ["n", "No", "q"])
def test_a_person_may_leave_it_for_later(drafted: Shop, answer: str) -> None:
    editor(drafted, "Acme=>Akme")
    left = drafted("invoice edit a", answer)
    assert (left.status, left.codes) == (3, ["UNKNOWN-CUSTOMER", "DRAFT-KEPT"])
    assert 'customer = "Akme"' in kept(drafted)


@pytest.mark.parametrize("options", ["--no-input", "-y", "--format json"])
def test_nobody_is_asked_who_does_not_want_to_be(drafted: Shop, options: str) -> None:
    editor(drafted, "Acme=>Akme")
    answer = drafted(f"invoice edit a {options}", "y")
    assert answer.status == 3
    assert "Edit it again" not in answer.err + answer.out


def test_all_mistakes_are_marked_where_they_are(drafted: Shop) -> None:
    editor(drafted, "=>" + DRAFT.replace("Acme", "Akme") + 'terms = "soon"\ncolour = 1\nx = \n')
    first = drafted("invoice edit a")
    assert first.codes == ["DRAFT-KEPT", "CONFIG-INVALID"]  # nothing else can be read
    assert "(column 5)" in first.err
    editor(drafted, "x = \n=>")
    second = drafted("invoice edit a")
    assert second.codes == [
        "DRAFT-KEPT", "UNKNOWN-CUSTOMER", "TERMS-UNREADABLE", "CONFIG-INVALID",
    ]  # fmt: skip
    rows = drafted.text(KEPT).split("\n")
    for line in second.err.splitlines():
        if line.startswith(KEPT):
            number = int(line.split(":")[1])
            assert f"# >>> line {number}: {line.partition(']: ')[2]}" in rows[: number - 1]
            assert not rows[number - 1].startswith("#")


def test_bytes_that_are_no_text_are_kept_as_they_are(drafted: Shop) -> None:
    script(drafted, 'printf \'customer = "\\377"\\n\' > "$1"')
    answer = drafted("invoice edit a")
    assert answer.codes == ["DRAFT-KEPT", "CONFIG-INVALID"]
    assert b'customer = "\xff"' in drafted.tree()[KEPT]
    assert drafted("invoice list --status draft").rows[1][-1] == "an edit is not finished"


def test_a_failing_editor_loses_nothing(drafted: Shop) -> None:
    script(drafted, "exit 1")
    answer = drafted("invoice edit a")
    assert (answer.status, answer.codes) == (1, ["EDITOR-FAILED"])
    assert KEPT not in drafted.tree()
    script(drafted, 'echo "# typed" >> "$1"; exit 1')
    answer = drafted("invoice edit a")
    assert (answer.status, answer.codes) == (1, ["DRAFT-KEPT", "EDITOR-FAILED"])
    assert drafted.text(KEPT).endswith("# typed\n")
    assert drafted.text(NAME) == DRAFT


def test_a_draft_given_by_options_is_kept_when_there_is_no_editor(shop: Shop) -> None:
    answer = shop('invoice create Acme --line "5 Box" --edit')
    assert (answer.status, answer.codes) == (2, ["DRAFT-KEPT", "EDITOR-MISSING"])
    assert '"5 Box"' in kept(shop, FIRST_KEPT)
    empty = shop("invoice create --edit")
    assert (empty.status, empty.codes) == (2, ["EDITOR-MISSING"])
    rows = shop("invoice list --status draft").rows
    assert [(row[0], row[-1]) for row in rows[1:]] == [(FIRST_KEPT, "an edit is not finished")]


def test_a_process_killed_in_the_editor_leaves_the_text(drafted: Shop) -> None:
    script(drafted, 'sed -i "s/10 h/11 h/" "$1"; kill -9 $PPID')
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "billcli", "invoice", "edit", "a"], cwd=drafted.folder, check=False,
        env={"VISUAL": "sh editor.sh", "PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == -9
    assert drafted.text(NAME) == DRAFT
    editor(drafted, "NIL=>nil")
    assert drafted("invoice edit a").status == 0
    assert drafted.text(NAME) == DRAFT.replace("10 h", "11 h")


OTHER = 'customer = "Globex"\\nlines = ["9 Other"]\\n'
SNEAK = f"printf '{OTHER}' > {NAME}; sed -i 's/10 h/11 h/' \"$1\""


def test_a_change_by_somebody_else_is_not_overwritten(drafted: Shop) -> None:
    script(drafted, SNEAK)
    answer = drafted("invoice edit a")
    assert (answer.status, answer.codes) == (6, ["DRAFT-KEPT", "DRAFT-CHANGED"])
    assert drafted.text(NAME) == OTHER.replace("\\n", "\n")
    assert '"11 h x consulting"' in kept(drafted)
    editor(drafted, "NIL=>nil")
    again = drafted("invoice edit a")  # both were shown, and nobody decided
    assert (again.status, again.codes) == (6, ["DRAFT-KEPT", "DRAFT-CHANGED"])
    assert '# >>>   customer = "Globex"\n' in drafted.text("seen")
    assert drafted.text(NAME) == OTHER.replace("\\n", "\n")
    editor(drafted, "11 h=>12 h")
    assert drafted("invoice edit a").status == 0
    assert drafted.text(NAME) == DRAFT.replace("10 h", "12 h")


def test_a_person_decides_between_two_texts_at_once(drafted: Shop) -> None:
    script(drafted, f'test -e once && sed -i "/^# >>>/d" "$1" || {{ {SNEAK}; }}; touch once')
    answer = drafted("invoice edit a", "y")
    assert answer.status == 0
    assert drafted.text(NAME) == DRAFT.replace("10 h", "11 h")


def test_a_name_that_is_taken_meanwhile_is_no_loss(shop: Shop) -> None:
    script(shop, f'echo > {FIRST.replace("acme", "b")}; sed -i \'s/""/"5 Box"/\' "$1"')
    answer = shop("invoice create Acme --edit --draft-file drafts/2026-01-31-b.toml")
    assert (answer.status, answer.codes) == (2, ["DRAFT-KEPT", "FILE-EXISTS"])
    assert '"5 Box"' in shop.text("drafts/2026-01-31-b.edit.toml")


def test_a_file_that_is_there_is_not_begun_anew(drafted: Shop) -> None:
    editor(drafted, "NIL=>nil")
    answer = drafted("invoice create Acme --edit --draft-file drafts/a.toml")
    assert (answer.status, answer.codes) == (2, ["FILE-EXISTS"])


def test_a_dry_run_shows_the_form_and_opens_nothing(drafted: Shop) -> None:
    script(drafted, "touch opened")
    before = drafted.tree()
    for command in ("invoice edit a -n", "invoice create Acme --edit -n"):
        answer = drafted(command)
        assert answer.status == 0
        assert "#| What else may be said" in answer.out
    assert drafted.tree() == before


def test_what_is_issued_is_not_edited(shop: Shop) -> None:
    shop.sold("100")
    answer = shop("invoice edit inv-2026-0001")
    assert (answer.status, answer.codes) == (2, ["EDIT-ISSUED"])
    assert "billcli invoice void INV-2026-0001" in answer.err
    assert shop("invoice edit nothing").codes == ["DRAFT-MISSING"]


def test_a_draft_elsewhere_is_edited_there(shop: Shop, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "x.toml").write_text(DRAFT)
    editor(shop, "10 h=>9 h")
    assert shop(f"invoice edit {place}/x.toml").status == 0
    assert [path.name for path in place.iterdir()] == ["x.toml"]
    assert (place / "x.toml").read_text() == DRAFT.replace("10 h", "9 h")
    script(shop, f'echo >> {place}/x.toml; echo \'note = "Hi"\' >> "$1"')
    assert shop(f"invoice edit {place}/x.toml").codes == ["DRAFT-KEPT", "DRAFT-CHANGED"]
    assert shop.done(f"invoice void {place}/x.toml").status == 0
    assert list(place.iterdir()) == []


def test_options_change_a_draft_without_an_editor(drafted: Shop) -> None:
    answer = drafted(
        'invoice edit a --note "Hi" --due +10d --line "5 Box; tax=ZERO" --customer globex'
    )
    assert answer.err.startswith("Changed draft drafts/a.toml: 1505.00 USD\n")
    assert drafted.text(NAME) == (
        '# mine\ncustomer = "globex"\ndue = 2026-02-10\nnote = "Hi"\n'
        'lines = [\n  "10 h x consulting",\n  "5 Box; tax=ZERO",\n]\n'
    )
    shown = drafted('invoice edit a --note "" --due "" --dry-run')
    assert "note" not in shown.out
    assert 'note = "Hi"' in drafted.text(NAME)


@pytest.mark.parametrize(
    ("options", "status", "codes"),
    [
        ("--customer Akme", 3, ["UNKNOWN-CUSTOMER"]),
        ('--line "x" --terms soon', 3, ["TERMS-UNREADABLE", "LINE-CODE"]),
        ("--date soon", 2, ["DATE-UNREADABLE"]),
    ],
)
def test_options_that_are_wrong_change_nothing(
    drafted: Shop, options: str, status: int, codes: list[str]
) -> None:
    answer = drafted(f"invoice edit a {options}")
    assert (answer.status, sorted(answer.codes)) == (status, sorted(codes))
    assert drafted.text(NAME) == DRAFT


def test_options_do_not_guess_at_a_text_that_cannot_be_read(shop: Shop) -> None:
    shop.write(NAME, "customer = \n")
    assert shop("invoice edit a --note Hi").codes == ["CONFIG-INVALID"]


def test_several_drafts_are_changed_at_once(drafted: Shop) -> None:
    drafted.write("drafts/b.toml", DRAFT)
    answer = drafted("invoice edit a b --note Hi --format json")
    assert [one["draft"] for one in answer.data["drafts"]] == [NAME, "drafts/b.toml"]


def test_a_draft_is_thrown_away_with_what_is_kept_of_it(drafted: Shop) -> None:
    editor(drafted, "Acme=>Akme")
    drafted("invoice edit a")
    assert drafted("invoice void a").codes == ["NEEDS-YES"]
    assert drafted("invoice void a -n").err.startswith("Would throw away draft drafts/a.toml")
    assert drafted("invoice void a", "n").codes == ["NOT-CONFIRMED"]
    assert NAME in drafted.tree()
    answer = drafted("invoice void a", "y")
    assert 'customer = "Acme"\n' in answer.err
    assert "Throw this draft away? [y/N]" in answer.err
    assert not [name for name in drafted.tree() if name.startswith("drafts/")]
    assert drafted("invoice void drafts/a.toml", yes=True).codes == ["DRAFT-MISSING"]


def test_the_list_says_what_is_missing_and_pipes_what_is_ready(drafted: Shop) -> None:
    drafted.write("drafts/b.toml", 'customer = "Acme"\n')
    drafted.write("drafts/c.toml", DRAFT)
    rows = drafted("invoice list --status draft").rows
    assert rows[0] == [
        "draft",
        "customer",
        "customer_name",
        "date",
        "lines",
        "total",
        "currency",
        "missing",
    ]
    assert rows[1] == [NAME, "Acme", "Acme Inc.", "2026-01-31", "1", "1785.00", "EUR", ""]
    assert rows[2] == [
        "drafts/b.toml",
        "Acme",
        "Acme Inc.",
        "2026-01-31",
        "0",
        "",
        "",
        "there are no lines",
    ]
    answer = drafted("invoice list --drafts --format ids")
    assert (answer.status, answer.out) == (0, "drafts/a.toml\ndrafts/c.toml\n")
    assert "Left out: drafts/b.toml (there are no lines)" in answer.err
    dry = drafted("invoice issue - --dry-run", stdin=answer.out)
    assert 'invoice: "INV-2026-0001"' in dry.out
    assert 'invoice: "INV-2026-0002"' in dry.out
    issued = drafted("invoice issue - --format ids", stdin=answer.out, yes=True)
    assert issued.out == "INV-2026-0001\nINV-2026-0002\n"


@pytest.mark.parametrize("form", ["beancount", "csv"])
def test_drafts_are_shown_in_every_form_that_has_them(drafted: Shop, form: str) -> None:
    drafted.sold("100")
    answer = drafted(f"invoice show INV-2026-0001 a --format {form}")
    assert answer.status == 0
    assert ("drafts/a.toml" in answer.out) == (form == "csv")


def test_a_customer_and_lines_are_needed_without_an_editor(shop: Shop) -> None:
    assert shop('invoice create --line "5 Box"').codes == ["CUSTOMER-MISSING"]
    assert shop("invoice create Acme").codes == ["LINE-MISSING"]
    opening = shop("invoice create Acme --edit --opening --number A-1")
    assert opening.codes == ["OPENING-DRAFT"]


def test_an_editor_that_removes_the_file_gives_up(drafted: Shop) -> None:
    script(drafted, 'rm "$1"')
    answer = drafted("invoice edit a")
    assert answer.err == "Nothing was changed: drafts/a.toml stands as it was\n"
    assert drafted.text(NAME) == DRAFT


def test_a_kept_text_without_words_begins_anew(drafted: Shop) -> None:
    drafted.write(KEPT, "# nothing\n")
    editor(drafted, "10 h=>9 h")
    answer = drafted("invoice edit a")
    assert answer.err.startswith("Changed draft")


def test_an_incomplete_draft_is_a_page_with_its_problems_below(shop: Shop) -> None:
    shop.write(NAME, 'customer = "Acme"\nlines = [\n  "5 Box; tax=ZERO",\n  "h x",\n]\n')
    answer = shop("invoice show a", "")
    assert answer.status == 3
    assert "draft, incomplete" in answer.out
    assert "Box" in answer.out
    assert "Acme Inc." in answer.out
    assert answer.codes == ["LINE-CODE"]
    assert f"{NAME}:4: error[" in answer.err
    for form in ("json", "csv", "ids"):
        machine = shop(f"invoice show a --format {form}")
        assert (machine.status, "Box" in machine.out) == (3, False), "no half figures for programs"


def test_two_drafts_are_shown_although_one_is_wrong(drafted: Shop) -> None:
    drafted.write("drafts/b.toml", 'customer = "Globex"\n')
    answer = drafted("invoice show a b", "")
    assert answer.status == 3
    assert "Acme Inc." in answer.out
    assert "Globex Ltd." in answer.out
    assert answer.codes == ["LINE-MISSING"]


@pytest.mark.parametrize(
    ("options", "place"),
    [('--note ""', f"{NAME}:5:"), ('--po PO-1 --line "5 Box"', f"{NAME}:5:"),
     ("--terms nonsense", f"{NAME}:")],
)  # fmt: skip
def test_options_name_the_line_of_the_file_as_it_is(shop: Shop, options: str, place: str) -> None:
    """What would have been written is nowhere to be seen, so its lines must not be named."""
    shop.write(
        NAME, 'customer = "Acme"\nnote = "x"\nlines = [\n  "5 Box",\n  "h x",\n  "6 Bag",\n]\n'
    )
    answer = shop(f"invoice edit a {options}")
    assert answer.status == 3
    assert f"{place} error[" in answer.err
    assert '  |   "h x",\nhelp' in answer.err
    assert '"6 Bag"' not in answer.err


@pytest.mark.parametrize("name", ["billcli.toml", "pyproject.toml", "templates/wording/de.toml"])
def test_only_a_draft_is_thrown_away(shop: Shop, name: str) -> None:
    """Settings end in .toml too, and a slip of the hand must not remove them."""
    if name != "billcli.toml":
        shop.write(name, '[project]\nname = "x"\n')
    before = shop.tree()
    for options in ("", "--dry-run"):
        answer = shop(f"invoice void {name} {options}", yes=True)
        assert (answer.status, answer.codes) == (2, ["DRAFT-MISSING"])
    assert shop.tree() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("drafts/torn.toml", "= no"), ("elsewhere.toml", DRAFT), ("half.toml", 'customer = "A"\n')],
)
def test_a_draft_is_thrown_away_wherever_it_lies(shop: Shop, name: str, text: str) -> None:
    shop.write(name, text)
    assert shop(f"invoice void {name}", yes=True).status == 0
    assert name not in shop.tree()


@pytest.mark.parametrize("verb", ["show", "edit", "void", "issue"])
@pytest.mark.parametrize(
    "name", ["", "x" * 5000, "x" * 5000 + ".toml", "a/b", "a\nb", "\u00e4%s", "."]
)
def test_odd_names_are_no_drafts_and_no_failure(shop: Shop, verb: str, name: str) -> None:
    shop.env["VISUAL"] = "true"
    answer = shop(f"invoice {verb} -- '{name}'", yes=False)
    assert answer.status == 2
    assert answer.codes[-1] in {"DRAFT-MISSING", "UNKNOWN-ITEM", "REASON-MISSING", "NEEDS-YES"}


@pytest.mark.parametrize("verb", ["edit", "issue"])
def test_an_unknown_draft_names_the_nearest(shop: Shop, verb: str) -> None:
    shop.done('invoice create Acme --line "5 Box" --draft-file drafts/january-work.toml')
    for name in ("januar-work", "drafts/januar-work.toml"):
        answer = shop(f"invoice {verb} {name}")
        assert (answer.status, answer.codes) == (2, ["DRAFT-MISSING"])
        assert "did you mean january-work?" in answer.err
    assert "see billcli invoice list --drafts" in shop(f"invoice {verb} xyz").err
