"""What somebody typed stands in messages as it was typed: on one line, and not too long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import billcli

if TYPE_CHECKING:
    from shop import Shop

# Values of other types, controls that shall be seen, and what only developers read.
DEVELOPERS = {
    "cli/outcome.py", "delivery/mail.py", "domain/frozen.py",
    "domain/money.py", "domain/named.py", "ledger/journal_record.py",
    "ledger/plugin.py", "services/matching_policy.py", "store/toml_table.py",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("""help "Müller's" """, """no help on "Müller's\""""),
        ("""report income --from 'C:\\new' """, "C:\\new"),
        ("""writeoff create 'A\\B' --reason x""", "A\\B"),
        ("""customer alias add Acme 'x' --kind "it's" """, """--kind: "it's" is not known"""),
        ("""statement send Acme --month 'a\tb' """, """--month: 'a b' is no month"""),
        ("""invoice show "O'Neill" --format 'a"b' """, """unknown format 'a"b'"""),
        (f"contact log Acme Hi --kind {'x' * 50}", "--kind: 'xxxxxxxxxxxx...xxxxx' is not known"),
    ],
)
def test_it_is_not_escaped(shop: Shop, line: str, said: str) -> None:
    answer = shop(line, yes=True)
    assert answer.status == 2
    assert said in answer.err


def test_no_message_quotes_it_as_python_does() -> None:
    root = Path(billcli.__file__).parent
    found = {
        str(path.relative_to(root).as_posix())
        for path in root.rglob("*.py")
        if re.search(r"!r}", path.read_text(encoding="utf-8"))
    }
    assert found == DEVELOPERS
