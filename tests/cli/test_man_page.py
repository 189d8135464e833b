"""The manual pages say what the help says, in a form that formatters take without a word."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from billcli.cli.app import command_tree
from billcli.cli.command_table import entrances, options_everywhere
from billcli.cli.help_pages import topics
from billcli.cli.man_page import man_pages
from billcli.cli.reference import contexts
from billcli.cli.roff import escape

ROOT = Path(__file__).parents[2]
PAGES = dict(man_pages())
REQUESTS = set("TH SH SS PP TP IP RS RE nf fi".split())


def test_there_is_a_page_for_everything() -> None:
    assert set(PAGES) == {
        "man1/billcli.1",
        *(f"man1/billcli-{name}.1" for name in entrances()),
        *(f"man7/billcli-{topic}.7" for topic in topics()),
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed(name: str) -> None:
    text = PAGES[name]
    assert text.isascii()
    assert text.startswith(".TH ")
    for row in text.splitlines():
        assert row, "an empty line is a request of its own"
        assert not row.startswith("'")
        assert row[0] != "." or row[1:].split()[0] in REQUESTS
    assert text.count("\n.nf\n") == text.count("\n.fi\n")
    for part in ("NAME", "DESCRIPTION", "SEE ALSO"):
        assert f'.SH "{part}"' in text
    stem = escape(Path(name).stem)
    assert re.search(rf"^{re.escape(stem)} \\- \S", text, re.MULTILINE)  # what apropos reads


def test_every_option_and_example_of_the_help_is_on_its_page() -> None:
    for context in list(contexts(command_tree(), None))[1:]:
        page = PAGES[f"man1/billcli-{context.command_path.split()[1]}.1"]
        assert escape(context.command_path) in page
        for param in context.command.params:
            if param.param_type_name == "option":
                assert all(escape(spelling) in page for spelling in param.opts)
        for row in (context.command.help or "").splitlines():
            if row.strip().startswith("billcli "):
                assert escape(row.strip()) in page


def test_the_first_page_names_all_commands_topics_and_common_options() -> None:
    page = PAGES["man1/billcli.1"]
    assert all(f"\\fB{escape(f'billcli-{name}')}\\fR(1)" in page for name in entrances())
    assert all(f"\\fB{escape(f'billcli-{name}')}\\fR(7)" in page for name in topics())
    for spellings, value, about in options_everywhere():
        assert all(f"\\fB{escape(one)}\\fR" in page for one in spellings.split(", "))
        assert value in page
        assert escape(about) in page


def test_pages_that_are_referred_to_exist() -> None:
    names = {Path(name).name for name in PAGES}
    for text in PAGES.values():
        for name, section in re.findall(r"\\fB([\w\\-]+)\\fR\((\d)\)", text):
            assert f"{name.replace(chr(92), '')}.{section}" in names


def test_pages_depend_on_nothing_but_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "41")
    assert dict(man_pages()) == PAGES


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed: NOT TESTED")
@pytest.mark.parametrize("name", PAGES)
def test_groff_has_nothing_to_say(name: str) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"],  # noqa: S607 - the one that is installed
        input=PAGES[name], capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_build_puts_them_into_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]
    needs = project["project"]["dependencies"]
    built = [need for name in ("typer", "jinja2") for need in needs if need.startswith(name)]
    assert wheel["wheel"]["hooks"]["custom"]["dependencies"] == built
    assert "hatch_build.py" in wheel["sdist"]["include"]
    assert (ROOT / "hatch_build.py").is_file()
