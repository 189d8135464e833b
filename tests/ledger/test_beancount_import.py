"""The parser without the rest of Beancount, and the rest when somebody wants it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LEAN = """
import sys
from types import ModuleType
from billcli.ledger import beancount_import
beancount_import.prepare()
from beancount.parser import _parser, grammar
def loaded(name):
    return f"beancount.{name}" in sys.modules
assert loaded("core.data") and not loaded("loader") and not loaded("api"), sorted(sys.modules)
"""
FULL = """
import beancount, types
from beancount.core import data
assert beancount.load_file and beancount.dtypes.Open is data.Open
assert beancount.Transaction is beancount.core.data.Transaction
assert beancount.parser.grammar.Builder and beancount.loader.load_file is beancount.load_file
assert beancount.__doc__ and beancount.__file__ and beancount.__spec__.name == "beancount"
assert not hasattr(beancount, "nothing_of_the_kind")
assert type(sys.modules["beancount"]) is types.ModuleType
"""

CASES = {
    "nobody wants more": "",
    "an attribute": "import beancount\nassert beancount.load_file",
    "the version": "import beancount\nassert beancount.__version__[0].isdigit()",
    "a name from the package": "from beancount import Amount\nassert Amount",
    "a module from the package": "from beancount import loader\nassert loader.load_string('')",
    "everything": "from beancount import *\nassert load_file and Transaction",
    "the list of names": "import beancount\nassert 'load_file' in dir(beancount)",
    "a module by its name": "import beancount.loader\nassert beancount.loader.load_string('')",
    "another module first": "from beancount.ops import validation\nfrom beancount import loader",
    "booking": "from beancount.parser import booking\nassert not loaded('loader')",
    "completed": "beancount_import.complete()\nassert loaded('loader')",
    "completed and prepared again": "beancount_import.complete()\nbeancount_import.prepare()",
    "prepared again": "beancount_import.prepare()\nassert not loaded('loader')",
    "reloaded": "import importlib, beancount\nimportlib.reload(beancount)\n"
    "assert 'load_file' in vars(beancount)",
    "two threads": """
import threading, beancount
found = []
threads = [threading.Thread(target=lambda: found.append(beancount.load_file)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 8, found
""",
}


def run(code: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("code", CASES.values(), ids=CASES)
def test_whoever_wants_more_finds_an_ordinary_package(code: str) -> None:
    run(f"{LEAN}\n{code}\n{FULL}")


def test_a_package_that_is_there_already_stays_as_it_is() -> None:
    run(
        "import sys, beancount\nbefore = beancount\n"
        "from billcli.ledger import beancount_import\n"
        "beancount_import.prepare()\nbeancount_import.complete()\n"
        f"assert sys.modules['beancount'] is before\n{FULL}"
    )


def test_completing_what_was_never_begun_does_nothing() -> None:
    run(
        "import sys\nfrom billcli.ledger import beancount_import\nbeancount_import.complete()\n"
        "assert 'beancount' not in sys.modules"
    )


def test_a_package_that_is_missing_is_left_to_the_import() -> None:
    run(
        "import sys\nfrom billcli.ledger import beancount_import as lean\n"
        "lean.find_spec = lambda name: None\nlean.prepare()\n"
        "assert not sys.modules.get('beancount')"
    )


def test_a_package_that_fails_may_be_tried_again() -> None:
    run(f"""{LEAN}
import beancount
loader = beancount.__spec__.loader
class Broken:
    def exec_module(self, module): raise OSError("torn")
beancount.__spec__.loader = Broken()
for _ in range(2):
    try: beancount.load_file
    except OSError: pass
    else: raise AssertionError
beancount.__spec__.loader = loader
{FULL}""")


def test_classes_are_the_same_before_and_after() -> None:
    run(f"""{LEAN}
builder, amount = grammar.Builder, grammar.Amount
import beancount
assert beancount.Amount is amount
from beancount.parser import grammar as again
assert again.Builder is builder
import pickle
from beancount.core.data import Open
assert pickle.loads(pickle.dumps(Open({{}}, None, "Assets:A", [], None))).account == "Assets:A"
""")


PLUGIN = """
import beancount
__plugins__ = ["check"]
WHOLE = "load_file" in vars(beancount)
from beancount import loader
from beancount.core.data import Transaction
def check(entries, options):
    assert WHOLE and loader and beancount.Transaction is Transaction
    return entries, []
"""


def test_a_plugin_of_the_users_own_finds_the_whole_package(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    ledger = tmp_path / "main.beancount"
    ledger.write_text(
        'option "insert_pythonpath" "TRUE"\nplugin "mine"\n2026-01-01 open Assets:Bank\n'
    )
    run(
        "from pathlib import Path\nfrom billcli.ledger.load import load\n"
        f"got = load(Path({str(ledger)!r}), allow_plugins=['mine'])\n"
        "assert not got.problems, got.problems"
    )


def test_a_load_without_plugins_runs_no_more_of_beancount_than_it_needs(tmp_path: Path) -> None:
    ledger = tmp_path / "main.beancount"
    ledger.write_text("2026-01-01 open Assets:Bank\n")
    run(
        "import sys\nfrom pathlib import Path\nfrom billcli.ledger.load import load\n"
        f"assert load(Path({str(ledger)!r})).entry_count == 1\n"
        "assert 'beancount.api' not in sys.modules"
    )


@pytest.mark.skipif(not importlib.util.find_spec("beanquery"), reason="beanquery is not here")
def test_beanquery_works_after_a_lean_beginning() -> None:
    run(f"{LEAN}\nimport beanquery\n{FULL}")
