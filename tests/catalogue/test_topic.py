"""The topics say what the program does: every setting, every key of a line, every account."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

import pytest

from billcli.bank.column_name import ROLES
from billcli.bank.csv_profile import CsvProfile, profile_of
from billcli.cli.help_pages import topic_text, topics
from billcli.domain.line_text import KEYS
from billcli.domain.problem import Source
from billcli.matching.policy import Policy
from billcli.services.draft_text import KEYS as DRAFT_KEYS
from billcli.services.matching_policy import policy_of
from billcli.store.setting_section import PATTERNS
from billcli.store.settings import Accounts, parse_settings
from billcli.store.toml_table import TomlTable

SETTINGS = topic_text("settings") or ""
EXAMPLES = "\n".join(re.findall(r"^    (?!billcli)(.*)$", SETTINGS, re.MULTILINE))
TOML = (
    EXAMPLES
    + """
[tax.GST]
rate = 5
[tax.PST]
rates = [{from = 2024-01-01, rate = 7}]
"""
)


def asked_for(toml: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the keys that the reader of the project file asks for."""
    asked: set[str] = set()
    take = TomlTable._take

    def listen(self: TomlTable, key: str, expected: str, *types: type) -> object:
        asked.add(key)
        return take(self, key, expected, *types)

    monkeypatch.setattr(TomlTable, "_take", listen)
    parse_settings(toml.encode(), "billcli.toml")
    return asked


def test_the_settings_on_the_page_are_valid() -> None:
    settings = parse_settings(TOML.encode(), "billcli.toml")
    assert settings.ledger == "main.beancount"
    assert settings.banks[0].profile == "mybank"
    profile = profile_of(settings.profiles["mybank"], "mybank")
    unset = [f.name for f in fields(CsvProfile) if not getattr(profile, f.name)]
    assert unset == []


def test_every_setting_is_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_for(TOML, monkeypatch)
    assert len(asked) > 40
    assert sorted(key for key in asked if not re.search(rf"\b{re.escape(key)}\b", SETTINGS)) == []


def test_every_setting_of_a_bank_profile_is_on_the_page() -> None:
    names = [f.name for f in fields(CsvProfile) if f.name not in {"name", "columns"}]
    assert [n for n in (*names, *ROLES) if not re.search(rf"\b{n} = ", SETTINGS)] == []


def test_every_word_of_the_agreement_is_on_the_page() -> None:
    names = [field.name for field in fields(Policy) if field.name != "application_order"]
    assert [n for n in names if not re.search(rf"^    {n} = ", SETTINGS, re.MULTILINE)] == []
    agreed = parse_settings(TOML.encode(), "billcli.toml").matching
    assert policy_of(agreed, Source("billcli.toml")) == (Policy(), ())


def test_every_series_is_on_the_page() -> None:
    assert [kind for kind in PATTERNS if kind not in SETTINGS] == []


def test_a_setting_that_is_not_on_the_page_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {"skip_plugins", "prices", "exemption", "cash", "from"} <= asked_for(TOML, monkeypatch)


def test_every_account_is_on_its_page_with_its_default() -> None:
    page = topic_text("accounts") or ""
    for field in fields(Accounts):
        row = next(line for line in page.splitlines() if line.startswith(f"| `{field.name}` |"))
        assert not field.default or f"`{field.default}`" in row


def test_every_key_of_a_line_is_on_its_page() -> None:
    page = topic_text("lines") or ""
    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_every_toml_example_is_toml() -> None:
    assert set(tomllib.loads(TOML)) >= {"ledger", "accounts", "tax", "bank"}


@pytest.mark.parametrize("topic", topics())
def test_commands_on_a_page_exist(topic: str) -> None:
    from billcli.cli.command_table import entrances  # noqa: PLC0415 - only here

    named = re.findall(r"\bbillcli (?:-f \S+ )?([a-z]+)\b", topic_text(topic) or "")
    prose = {"is", "only", "cannot", "adds", "wrote", "writes", "reads", "acts", "prints"}
    assert sorted({*named} - {*entrances()} - prose) == []


def test_every_key_of_a_draft_is_on_the_page() -> None:
    rows = re.findall(r"^\| (`.*?) \|", topic_text("drafts") or "", re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(DRAFT_KEYS)
