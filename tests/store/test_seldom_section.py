from __future__ import annotations

import subprocess
import sys

import pytest

from billcli.domain.dunning.policy import DunningPolicy
from billcli.domain.problem import InvalidError
from billcli.domain.work import parse_step
from billcli.store.debit_setting import DebitSetting
from billcli.store.dunning_setting import DunningSetting
from billcli.store.mail_setting import MailSetting
from billcli.store.seldom_section import SeldomSections
from billcli.store.settings import Settings, parse_settings
from billcli.store.time_setting import TimeSetting
from billcli.store.write_off_setting import WriteOffs

SECTIONS = {
    "debit": ("debit", DebitSetting(), "days = 7", DebitSetting(days=7)),
    "time": ("time", TimeSetting(), 'round = "15"', TimeSetting(step=parse_step("15"))),
    "mail": ("mail", MailSetting(), "timeout = 5", MailSetting(timeout=5)),
    "writeoff": ("write_off", WriteOffs(), "tax_relief = true", WriteOffs(tax_relief=True)),
    "dunning": ("dunning", DunningSetting(), "grace = 9", DunningSetting(DunningPolicy(grace=9))),
}
MISTAKES = {
    "debit": ("days = 99", "99 days are not a lead time"),
    "time": ("late = -1", "late: -1 is no number of days"),
    "mail": ("port = 0", "0 is no port"),
    "writeoff": ('small = "0 EUR"', "0.00 EUR is not more than zero"),
    "dunning": ("grace = -1", "dunning.grace: -1 is no number of days"),
}
LOADED = """
import sys
from billcli.store.settings import parse_settings
settings = parse_settings({text!r}.encode(), "billcli.toml")
print(*sorted(name for name in sys.modules if name in {names!r}))
"""


def parse(text: str) -> Settings:
    return parse_settings(text.encode(), "billcli.toml")


def test_every_seldom_section_is_tried_here() -> None:
    found = {name for name, one in vars(SeldomSections).items() if isinstance(one, property)}
    assert found == {name for name, *_ in SECTIONS.values()}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_is_not_there_has_its_defaults(section: str) -> None:
    name, default, *_ = SECTIONS[section]
    assert getattr(Settings(), name) == default
    assert getattr(parse(""), name) == default
    assert getattr(parse(f"[{section}]\n"), name) == default


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_is_there_is_read_and_no_other_changes(section: str) -> None:
    _, _, line, _ = SECTIONS[section]
    settings = parse(f"[{section}]\n{line}\n")
    for key, (name, default, _, given) in SECTIONS.items():
        assert getattr(settings, name) == (given if key == section else default)
    assert len(settings.seldom) == 1


def test_all_of_them_may_be_given() -> None:
    settings = parse("".join(f"[{key}]\n{line}\n" for key, (_, _, line, _) in SECTIONS.items()))
    for name, _, _, given in SECTIONS.values():
        assert getattr(settings, name) == given
    assert len(settings.seldom) == len(SECTIONS)


@pytest.mark.parametrize("section", MISTAKES)
def test_a_mistake_is_found_though_nobody_asks_for_the_section(section: str) -> None:
    line, message = MISTAKES[section]
    with pytest.raises(InvalidError) as caught:
        parse(f'ledger = "main.beancount"\n[{section}]\n{line}\n')
    assert [(p.message, str(p.where)) for p in caught.value.problems] == [
        (message, "billcli.toml:3")
    ]


@pytest.mark.parametrize(("section", "slip"), [("dunning", "duning"), ("writeoff", "writeof")])
def test_a_slip_in_the_name_of_a_section_is_told(section: str, slip: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse(f"[{slip}]\n")
    (problem,) = caught.value.problems
    assert (problem.message, problem.help) == (
        f"{slip} is not a setting",
        f"did you mean {section}?",
    )


def test_a_section_that_is_no_table_is_refused() -> None:
    with pytest.raises(InvalidError) as caught:
        parse("dunning = 3\n")
    assert caught.value.problems[0].message == "dunning must be a table, not 3"


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        ('[files]\nwrite = "{year}.beancount"\n', ""),
        ("[mail]\ntimeout = 5\n", "billcli.store.mail_setting"),
        ("[dunning]\ngrace = 9\n", "billcli.domain.dunning.policy billcli.store.dunning_setting"),
    ],
)
def test_only_what_is_given_is_loaded(text: str, loaded: str) -> None:
    names = {
        "billcli.domain.dunning.policy",
        "billcli.domain.work",
        *(f"billcli.store.{name}_setting" for name in ("debit", "dunning", "mail", "time")),
        "billcli.store.write_off_setting",
    }
    script = LOADED.format(text=text, names=names)
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == loaded
