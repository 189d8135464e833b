"""The issuer's record for a ledger that stands already."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings
from billcli.domain.problem import UsageError
from billcli.services.issuer_record import issuer_text

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 1, 31)
LEDGER = 'option "operating_currency" "EUR"\n2025-01-01 open Assets:Receivable:Acme\n'


def test_it_holds_what_is_stated() -> None:
    text = issuer_text({"name": "Studio", "country": "de", "city": "", "tax": ""}, DAY)
    assert text == '2026-01-31 custom "issuer" "Issuer"\n  name: "Studio"\n  country: "DE"\n'
    assert issuer_text({"name": ""}, DAY) == ""
    with pytest.raises(UsageError):
        issuer_text({"country": "XX"}, DAY)
    with pytest.raises(UsageError):
        issuer_text({"name": "a\nb"}, DAY)


def test_init_beside_a_ledger_shows_the_record_and_writes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.beancount").write_text(LEDGER, encoding="utf-8")
    around = Surroundings({}, tmp_path, DAY)
    words = ["init", "-f", "main.beancount"]
    assert run([*words, "--country", "XX"], around) == 2
    assert not (tmp_path / "billcli.toml").exists()
    assert run([*words, "--name", "Studio Linden", "--country", "DE"], around) == 0
    said = capsys.readouterr().err
    assert "the issuer is not written" in said
    assert issuer_text({"name": "Studio Linden", "country": "DE"}, DAY) in said
    assert (tmp_path / "main.beancount").read_text(encoding="utf-8") == LEDGER
    (tmp_path / "billcli.toml").unlink()
    assert run(words, around) == 0
    assert "issuer" not in capsys.readouterr().err
