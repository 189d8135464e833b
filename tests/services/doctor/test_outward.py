"""Questions about mail, cron and completion: what is around the books."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.outbox import Outbox
from billcli.delivery.slip import Slip
from billcli.delivery.way import State
from billcli.services.doctor import cron

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ask
    from shop import Shop

    Tool = Callable[[str, str], Path]

CALLED = "Does cron or a timer call billcli?"
PLACED = "Does each line say where the books are?"
AGREED = "Does each line run without asking?"


@pytest.fixture(autouse=True)
def _own_crontabs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Look at crontabs of our own only."""
    (tmp_path / "cron.d").mkdir()
    monkeypatch.setattr(cron, "SYSTEM", (tmp_path / "crontab", tmp_path / "cron.d"))


def test_no_mail_server_is_advice(ask: Ask) -> None:
    wrong = ask("mail")["Is a mail server named?"]
    assert (wrong["answer"], wrong["fault"]) == ("no", False)
    assert wrong["fix"] == "export BILLCLI_SMTP_HOST=smtp.example.org"


def test_a_whole_mail_server(ask: Ask, shop: Shop) -> None:
    shop.env |= {
        "BILLCLI_SMTP_HOST": "smtp.linden.example", "BILLCLI_SMTP_PORT": "465",
        "BILLCLI_SMTP_SECURITY": "TLS", "BILLCLI_SMTP_USER": "desk",
        "BILLCLI_SMTP_PASSWORD": "s3cret",
    }  # fmt: skip
    found = ask("mail")
    about = [one["answer"] for question, one in found.items() if " e-mail" not in question]
    assert about == ["yes"] * 6
    assert "s3cret" not in str(found)


def test_a_mail_server_of_the_project_file(ask: Ask, shop: Shop) -> None:
    shop.setting(
        '\n[mail]\nhost = "smtp.linden.example"\nport = 2525\nsecurity = "tls"\nuser = "desk"\n'
    )
    found = ask("mail")
    assert found["Is a mail server named?"]["detail"].startswith("smtp.linden.example ")
    assert found["Is the port of the mail server usable?"]["detail"] == "2525"
    assert found["Is the connection encrypted?"]["detail"] == "tls"
    wrong = found["Is there a password for the mail server?"]
    assert (wrong["answer"], wrong["fault"]) == ("no", True)
    shop.setting('password_command = "pass show mail"\n')
    assert ask("mail")["Is there a password for the mail server?"]["answer"] == "yes"
    shop.env["BILLCLI_SMTP_HOST"] = "other.example"
    assert ask("mail")["Is a mail server named?"]["detail"].startswith("other.example ")


def test_drafts_need_no_mail_server(ask: Ask, shop: Shop) -> None:
    shop.setting('\n[mail]\ndeliver = "maildir"\nfolder = "Drafts"\n')
    found = ask("mail")["Is a mail server named?"]
    assert (found["answer"], "the folder Drafts" in found["detail"]) == ("yes", True)


def test_letters_that_wait_are_told(ask: Ask, shop: Shop) -> None:
    question = "Did every letter go?"
    assert ask("mail")[question]["answer"] == "yes"
    outbox = Outbox(shop.folder / ".billcli" / "outbox")
    slip = Slip("k/INV-1", State.WAITING, "", "Acme", "a@b.example", "", "", "", "")
    outbox.begin(slip, b"")
    found = ask("mail")[question]
    assert (found["fault"], found["fix"]) == (False, "billcli outbox retry")
    assert found["detail"] == "1 letter waits"
    outbox.keep(slip.now(State.UNKNOWN, ""))
    found = ask("mail")[question]
    assert found["fault"]
    assert found["fix"].startswith("billcli outbox resolve k/INV-1 --sent")
    shop.write(f".billcli/outbox/{slip.name}.json", "{}")
    assert "cannot be read" in ask("mail")[question]["detail"]


@pytest.mark.parametrize(
    ("name", "value", "question", "is_fault"),
    [
        ("HOST", "smtp linden", "Is a mail server named?", True),
        ("HOST", "https://smtp.example", "Is a mail server named?", True),
        ("PORT", "0", "Is the port of the mail server usable?", True),
        ("PORT", "70000", "Is the port of the mail server usable?", True),
        ("PORT", "9" * 5000, "Is the port of the mail server usable?", True),
        ("PORT", "smtp", "Is the port of the mail server usable?", True),
        ("SECURITY", "ssl3", "Is the connection encrypted?", True),
        ("SECURITY", "none", "Is the connection encrypted?", True),
    ],
)
def test_what_is_wrong_with_mail_settings(
    ask: Ask, shop: Shop, name: str, value: str, question: str, *, is_fault: bool
) -> None:
    shop.env |= {"BILLCLI_SMTP_HOST": "smtp.linden.example", f"BILLCLI_SMTP_{name}": value}
    wrong = ask("mail")[question]
    assert (wrong["answer"], wrong["fault"]) == ("no", is_fault)
    assert wrong["fix"].startswith(f"export BILLCLI_SMTP_{name}=")


def test_a_mail_server_of_this_machine_needs_no_encryption(ask: Ask, shop: Shop) -> None:
    shop.env |= {"BILLCLI_SMTP_HOST": "localhost", "BILLCLI_SMTP_SECURITY": "none"}
    found = ask("mail")
    assert found["Is the connection encrypted?"]["answer"] == "yes"
    assert found["Is a user of the mail server named?"]["answer"] == "info"


def test_who_has_no_address(ask: Ask, shop: Shop) -> None:
    found = ask("mail")
    assert found["Does the issuer have an e-mail address?"]["answer"] == "no"
    wrong = found["Does every customer have an e-mail?"]
    assert wrong["detail"] == "1 of 2 have none: Globex"
    shop.done(wrong["fix"].removeprefix("billcli "))
    text = shop.text("customers.beancount").replace('city: "Bonn"', 'email: "desk@linden.example"')
    shop.write("customers.beancount", text)
    found = ask("mail")
    assert found["Does every customer have an e-mail?"]["detail"] == "2 customers"
    assert found["Does the issuer have an e-mail address?"]["detail"] == "desk@linden.example"


def test_addresses_without_customers(ask: Ask, shop: Shop) -> None:
    text = '2025-01-01 custom "issuer" "Studio"\n  email: "at home"\n'
    shop.write("customers.beancount", text)
    found = ask("mail")
    assert found["Does the issuer have an e-mail address?"]["detail"] == "at home is none"
    assert found["Does every customer have an e-mail?"]["answer"] == "info"


def test_nothing_calls_billcli(ask: Ask, tool: Tool) -> None:
    tool("crontab", "echo 'no crontab for ada' >&2; exit 1")
    found = ask("cron")[CALLED]
    assert found["answer"] == "info"
    assert found["fix"].startswith("(crontab -l; echo '0 7 * * 1-5 ")
    assert "main.beancount status" in found["fix"]


@pytest.mark.parametrize(
    ("script", "said"), [("echo 'not allowed' >&2; exit 1", "not allowed"), ("exit 1", "failed")]
)
def test_a_crontab_that_cannot_be_read(ask: Ask, tool: Tool, script: str, said: str) -> None:
    tool("crontab", script)
    found = ask("cron")[CALLED]
    assert found["answer"] == "unknown"
    assert said in found["detail"]


def test_without_crontab_nothing_is_known(ask: Ask, shop: Shop) -> None:
    shop.env["PATH"] = str(shop.folder)
    assert "crontab is not installed" in ask("cron")[CALLED]["detail"]


@pytest.mark.parametrize(
    ("line", "placed", "agreed"),
    [
        ("0 7 * * 1-5 billcli -f /books/main.beancount status", "yes", "yes"),
        ("0 7 * * * cd /books && /opt/bin/billcli check", "yes", "yes"),
        ("0 7 * * * BILLCLI_FILE=/b.beancount billcli check", "yes", "yes"),
        ("0 7 * * * billcli check", "no", "yes"),
        ("0 7 * * * billcli --project /books reconcile /in.csv", "yes", "no"),
        ("0 7 * * * billcli --project /books reconcile /in.csv --yes", "yes", "yes"),
        ("BILLCLI_FILE=/b.beancount\n0 7 * * * billcli undo -n", "yes", "yes"),
    ],
)
def test_lines_of_a_crontab(ask: Ask, tool: Tool, line: str, placed: str, agreed: str) -> None:
    tool("crontab", f"cat <<'END'\n# billcli in a remark\n1 2 3 4 5 my-billcli x\n{line}\nEND")
    found = ask("cron")
    assert found[CALLED]["detail"] == f"1 line: {line.splitlines()[-1]} (crontab)"
    assert (found[PLACED]["answer"], found[AGREED]["answer"]) == (placed, agreed)


def test_timers_and_crontabs_of_the_machine_count(
    ask: Ask, shop: Shop, tool: Tool, tmp_path: Path
) -> None:
    tool("crontab", "exit 1")
    unit = tmp_path / "home" / ".config/systemd/user/billing.service"
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nWorkingDirectory=/books\nExecStart=/usr/bin/billcli check\n")
    assert ask("cron")[PLACED]["answer"] == "yes"
    unit.unlink()
    shop.env["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    (tmp_path / "cron.d" / "billing").write_bytes(b"* * * * * ada billcli status \xff\n")
    assert ask("cron")[PLACED]["fix"] == f"add to it: -f {shop.folder}/main.beancount"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_completion_of_each_shell(ask: Ask, shop: Shop, tmp_path: Path, shell: str) -> None:
    shop.env["SHELL"] = f"/usr/bin/{shell}"
    question = f"Does Tab in {shell} complete billcli?"
    word = {"pwsh": "powershell"}.get(shell, shell)
    assert ask("completion")[question]["fix"].count(f"billcli completion {word}") == 1
    files = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish",
             "pwsh": ".config/powershell/profile.ps1"}  # fmt: skip
    path = tmp_path / "home" / files[shell]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# nothing\n")
    assert ask("completion")[question]["answer"] == "no"
    path.write_text(f"billcli completion {word} | source\n")
    assert ask("completion")[question]["answer"] == "yes"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_the_fix_of_completion_works_in_a_bare_home(
    ask: Ask, shop: Shop, tmp_path: Path, shell: str
) -> None:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    shop.env["SHELL"] = f"/usr/bin/{shell}"
    question = f"Does Tab in {shell} complete billcli?"
    words = [sys.executable, "-m", "billcli"]
    program = home / "billcli"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    program.chmod(0o755)
    path = f"{home}:/usr/bin:/bin"
    fix = ask("completion")[question]["fix"]
    done = subprocess.run(["sh", "-c", fix], env={"HOME": str(home), "PATH": path}, check=False)  # noqa: S603, S607 - what the doctor says
    assert done.returncode == 0
    assert ask("completion")[question]["answer"] == "yes"


def test_completion_as_a_file_of_its_own(ask: Ask, shop: Shop, tmp_path: Path) -> None:
    shop.env["SHELL"] = "/bin/bash"
    path = tmp_path / "home/.local/share/bash-completion/completions/billcli"
    path.parent.mkdir(parents=True)
    path.write_text("complete\n")
    found = ask("completion")["Does Tab in bash complete billcli?"]
    assert found["detail"].endswith("completions/billcli")


@pytest.mark.parametrize("shell", ["", "/bin/dash"])
def test_a_shell_without_completion(ask: Ask, shop: Shop, shell: str) -> None:
    shop.env["SHELL"] = shell
    assert ask("completion")["Does Tab complete billcli?"]["answer"] == "info"
