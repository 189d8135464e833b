from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import Severity
from billcli.ledger.load import Snapshot, load
from billcli.ledger.plugin_run import OWN, Plugin, Policy

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = (
    "2026-01-01 open Assets:Bank\n2026-01-01 open Income:Work\n"
    '2026-02-01 * "Acme"\n  Assets:Bank  10.00 USD\n  Income:Work  -10.00 USD\n'
)
WHERE = 'option "insert_pythonpath" "TRUE"\n'


def run(
    folder: Path, plugin: str, code: str = "", *, allow: str = "", skip: str = "", config: str = ""
) -> Snapshot:
    """Load a ledger with one plugin line, its second, and a module beside it."""
    (folder / f"{plugin}.py").write_text(code)
    text = f'{WHERE}plugin "{plugin}"{config and f" {config!r}".replace(chr(39), chr(34))}\n'
    (folder / "main.bean").write_text(text + BOOKS)
    return load(
        folder / "main.bean",
        skip_plugins=(skip,) if skip else (),
        allow_plugins=(allow,) if allow else (),
        seen_from=folder,
    )


def told(snapshot: Snapshot) -> list[str]:
    return [f"{problem.where} {problem.code}" for problem in snapshot.problems]


def test_a_strangers_plugin_is_refused_and_both_ways_out_are_named(tmp_path: Path) -> None:
    snapshot = run(tmp_path, "stranger0", "open('owned', 'w')")
    assert told(snapshot) == ["main.bean:2 PLUGIN-REFUSED"]
    (problem,) = snapshot.problems
    assert 'skip_plugins = ["stranger0"]' in problem.help
    assert "--allow-plugin stranger0" in problem.help
    assert len(snapshot.facts.entries) == 1
    assert not (tmp_path / "owned").exists()


def test_a_skipped_plugin_is_left_out_without_a_word(tmp_path: Path) -> None:
    assert told(run(tmp_path, "stranger1", "1/0", skip="stranger1")) == []
    assert told(run(tmp_path, "stranger1", "1/0", skip="strang*")) == []


def test_the_users_word_counts_more_than_the_projects(tmp_path: Path) -> None:
    snapshot = run(tmp_path, "stranger2", "1/0", skip="stranger2", allow="stranger2")
    assert told(snapshot) == ["main.bean:2 PLUGIN-FAILED"]


GOOD = """
__plugins__ = ["by_name", lambda entries, options, config: (entries, [])]
def by_name(entries, options, config):
    print("noise", config)
    return [e._replace(tags=frozenset(["seen", "by"])) if hasattr(e, "tags") else e
            for e in entries], []
"""


def test_an_allowed_plugin_runs_with_its_configuration_and_keeps_stdout_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = list(sys.path)
    snapshot = run(tmp_path, "stranger3", GOOD, allow="stranger3", config="deep")
    assert sys.path == path
    assert told(snapshot) == []
    assert snapshot.facts.entries[0].tags == ("by", "seen")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise RuntimeError('x')", "RuntimeError: x"),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("def f(:", "SyntaxError"),
        ("from os import nothing_here", "ImportError"),
        ("x = 1", "names no __plugins__"),
        ("__plugins__ = ['gone']", "AttributeError"),
        ("__plugins__ = ['f']\ndef f(e, o): raise SystemExit(0)", "SystemExit: 0"),
        ("__plugins__ = ['f']\ndef f(e, o): return None", "TypeError"),
        ("__plugins__ = ['f']\ndef f(e, o): return [1], []", "AttributeError"),
        ("__plugins__ = ['f']\ndef f(): return [], []", "TypeError"),
        ("__plugins__ = ['f']\ndef f(e, o): return e, None", "TypeError"),
    ],
)
def test_a_plugin_that_fails_is_named_and_changes_nothing(
    tmp_path: Path, code: str, words: str
) -> None:
    name = f"failing{abs(hash((code, words)))}"
    snapshot = run(tmp_path, name, code, allow=name)
    assert told(snapshot) == ["main.bean:2 PLUGIN-FAILED"]
    assert words in snapshot.problems[0].message
    assert name in snapshot.problems[0].message
    assert len(snapshot.facts.entries) == 1


def test_a_plugin_that_drops_entries_is_noticed(tmp_path: Path) -> None:
    code = "__plugins__ = ['f']\ndef f(e, o): return e[:2], []"
    snapshot = run(tmp_path, "dropping", code, allow="dropping")
    assert told(snapshot) == ["main.bean:2 PLUGIN-DROPS"]
    assert snapshot.problems[0].severity is Severity.WARNING


def test_errors_of_a_plugin_are_shown_at_their_place(tmp_path: Path) -> None:
    code = """
from collections import namedtuple
MyError = namedtuple("MyError", "source message entry")
__plugins__ = ["f"]
def f(entries, options):
    places = [entries[-1].meta, None, {}, {"filename": [], "lineno": "x"},
              {"filename": "elsewhere", "lineno": 5}]
    return entries, [MyError(place, f"told\\n{i}.", None) for i, place in enumerate(places)]
"""
    snapshot = run(tmp_path, "telling", code, allow="telling")
    assert told(snapshot) == [*["main.bean LEDGER-PLUGIN"] * 4, "main.bean:5 LEDGER-PLUGIN"]
    assert snapshot.problems[-1].message == "told 0"
    assert snapshot.problems[-1].excerpt == '2026-02-01 * "Acme"'


def test_a_rule_of_our_own_plugin_keeps_its_code(tmp_path: Path) -> None:
    code = """
class RuleError(tuple):
    source, entry = {}, None
    message = "[AR-OVERPAID] the payment exceeds the balance"
__plugins__ = ["f"]
def f(entries, options):
    return entries, [RuleError()]
"""
    snapshot = run(tmp_path, "ruling", code, allow="ruling")
    assert told(snapshot) == ["main.bean AR-OVERPAID"]
    assert snapshot.problems[0].message == "the payment exceeds the balance"


def test_entries_no_validation_can_read_are_a_problem(tmp_path: Path) -> None:
    code = """
__plugins__ = ["f"]
def f(entries, options):
    return [e._replace(postings=None) if hasattr(e, "postings") else e for e in entries], []
"""
    (tmp_path / "breaking.py").write_text(code)
    (tmp_path / "main.bean").write_text(
        f'{WHERE}option "plugin_processing_mode" "raw"\nplugin "breaking"\n{BOOKS}'
    )
    snapshot = load(tmp_path / "main.bean", allow_plugins=["breaking"], seen_from=tmp_path)
    assert told(snapshot) == ["main.bean LEDGER-VALIDATION", "main.bean LEDGER-PLUGIN"]
    assert snapshot.facts.entries == ()


def test_beancounts_own_plugins_run(tmp_path: Path) -> None:
    text = 'plugin "beancount.plugins.auto_accounts"\n' + BOOKS[BOOKS.index("2026-02") :]
    (tmp_path / "main.bean").write_text(text)
    snapshot = load(tmp_path / "main.bean", seen_from=tmp_path)
    assert told(snapshot) == []
    assert sorted(snapshot.facts.accounts) == ["Assets:Bank", "Income:Work"]


def test_a_plugin_that_is_not_installed_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text('plugin "beancount.plugins.gone"\n' + BOOKS)
    snapshot = load(tmp_path / "main.bean", seen_from=tmp_path)
    assert told(snapshot) == ["main.bean:1 PLUGIN-MISSING"]


def test_a_plugin_in_an_included_file_is_ignored_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text('include "a"\n' + BOOKS)
    (tmp_path / "a").write_text('plugin "beancount.plugins.auto"\nplugin "fava.plugins.link"\n')
    snapshot = load(tmp_path / "main.bean", skip_plugins=["fava.*"], seen_from=tmp_path)
    assert told(snapshot) == ["a:1 PLUGIN-IGNORED"]
    assert snapshot.is_sound


def test_raw_mode_runs_no_pads_and_no_balances(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text(
        f'option "plugin_processing_mode" "raw"\n{BOOKS}2026-03-01 balance Assets:Bank 3 USD\n'
    )
    snapshot = load(tmp_path / "main.bean", seen_from=tmp_path)
    assert told(snapshot) == []
    assert snapshot.facts.options.risky == ("plugin_processing_mode: raw",)


def test_documents_are_sought_inside_the_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    (folder / "papers/Assets/Bank").mkdir(parents=True)
    (folder / "papers/Assets/Bank/2026-02-01 slip.txt").touch()
    (folder / "link").symlink_to("/")
    (folder / "main.bean").write_text(
        "".join(f'option "documents" "{name}"\n' for name in ("papers", "link", "..", "/usr"))
        + BOOKS
    )
    snapshot = load(folder / "main.bean", seen_from=folder)
    assert told(snapshot) == [f"main.bean:{line} LEDGER-DOCUMENTS" for line in (2, 3, 4)]
    assert [d.account for d in snapshot.facts.documents] == ["Assets:Bank"]


@pytest.mark.parametrize(
    ("module", "config", "runs"),
    [
        (OWN, "", True),
        ("beancount.plugins.leafonly", "", True),
        ("beancount.plugins.auto", "anything", True),
        ("beancount.plugins.commodity_attr", "{'name': None}", True),
        ("beancount.plugins.commodity_attr", "", True),
        ("beancount.plugins.commodity_attr", "__import__('os').getcwd()", False),
        ("beancount.plugins.check_average_cost", "0.01", True),
        ("beancount.plugins.check_commodity", "[].append(1)", False),
        ("beancount.plugins", "", False),
        ("beancount.pluginsx.evil", "", False),
        ("fava.plugins.link_documents", "", False),
        ("os", "", False),
    ],
)
def test_what_runs_unasked(tmp_path: Path, module: str, config: str, runs: bool) -> None:
    (tmp_path / "main.bean").write_text(f'plugin "{module}" "{config}"\n{BOOKS}')
    refused = [p for p in load(tmp_path / "main.bean").problems if p.code == "PLUGIN-REFUSED"]
    assert bool(refused) is not runs


def test_a_project_may_leave_out_even_beancounts_own() -> None:
    plugin = Plugin("beancount.plugins.auto", "", None)  # type: ignore[arg-type]
    assert not Policy(skip=("beancount.plugins.auto",)).runs(plugin)
    assert Policy(("beancount.*",), ("beancount.plugins.auto",)).runs(plugin)
