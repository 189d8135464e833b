"""Who carries letters, and the secret that is neither kept nor shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.folder import PrintFolder
from billcli.delivery.mail import Sender
from billcli.delivery.maildir import EmlFolder, Maildir
from billcli.delivery.smtp import Smtp
from billcli.domain.problem import BillcliError, ExitCode, UsageError
from billcli.services.mailer import Mailer, mailer_of, secret
from billcli.store.mail_setting import MailSetting

if TYPE_CHECKING:
    from shop import Shop

SERVER = '\n[mail]\nfrom = "desk@linden.example"\nhost = "smtp.linden.example"\n'


def mailer(shop: Shop, **more: bool) -> Mailer:
    return mailer_of(shop.workspace(), **more)


def code(shop: Shop) -> tuple[str, int]:
    with pytest.raises(BillcliError) as refused:
        mailer(shop)
    return refused.value.problems[0].code, int(refused.value.exit_code)


def test_a_server_is_needed_and_a_sender(shop: Shop) -> None:
    assert code(shop) == ("MAIL-SETTING", 2)
    shop.env["BILLCLI_SMTP_HOST"] = "smtp.linden.example"
    assert code(shop) == ("MAIL-SETTING", 2)
    text = shop.text("customers.beancount")
    shop.write("customers.beancount", text.replace('city: "Bonn"', 'email: "desk@linden.example"'))
    found = mailer(shop)
    assert isinstance(found.way, Smtp)
    assert found.way.place == "smtp.linden.example:587"
    assert found.sender == Sender("desk@linden.example", "Studio Linden")


def test_a_sender_that_is_named_goes_before_the_record(shop: Shop) -> None:
    shop.setting(
        '\n[mail]\nfrom = "Büro <desk@bücher.example>"\nreply_to = "r@linden.example"\nhost = "h"\n'
    )
    assert mailer(shop).sender == Sender("desk@xn--bcher-kva.example", "Büro", "r@linden.example")


@pytest.mark.parametrize(
    ("deliver", "kind"), [("maildir", Maildir), ("eml", EmlFolder), ("folder", PrintFolder)]
)
def test_letters_may_go_into_folders(shop: Shop, deliver: str, kind: type) -> None:
    sender = "" if deliver == "folder" else 'from = "desk@linden.example"\n'
    shop.setting(f'\n[mail]\ndeliver = "{deliver}"\nfolder = "out"\nuser = "ada"\n{sender}')
    way = mailer(shop).way
    assert isinstance(way, kind)
    assert way.folder == shop.folder / "out"  # type: ignore[attr-defined]


def test_a_missing_secret_ends_with_4_before_anything_is_sent(shop: Shop) -> None:
    shop.setting(f'{SERVER}user = "desk"\n')
    assert code(shop) == ("MAIL-SECRET", ExitCode.SECRET)
    assert isinstance(mailer(shop, dry_run=True).way, Smtp)
    shop.env["BILLCLI_SMTP_PASSWORD"] = "s3cret"  # noqa: S105 - of nobody
    way = mailer(shop).way
    assert isinstance(way, Smtp)
    assert way._server.password == "s3cret"  # noqa: S105 - as above
    assert "s3cret" not in repr(way._server)


def test_a_command_may_tell_the_secret() -> None:
    asked = MailSetting(user="desk", password_command="printf 'two words\\r\\nmore\\n'")  # noqa: S106 - a command
    assert secret(asked, {"PATH": "/usr/bin:/bin"}) == "two words"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "false: it ended with 1"),
        ("true", "true: it printed nothing"),
        ("no-such-program x", "no-such-program: no such file"),
        ("printf 'open", "no closing quotation"),
        (" ", "is blank"),
        ("sleep 5", "sleep: it does not end"),
    ],
)
def test_a_command_that_tells_nothing(
    command: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billcli.services.mailer._PATIENCE", 0.2)
    setting = replace(MailSetting(user="desk"), password_command=command)
    with pytest.raises(BillcliError) as refused:
        secret(setting, {"PATH": "/usr/bin:/bin"})
    assert refused.value.problems[0].code == "MAIL-SECRET"
    assert refused.value.exit_code == ExitCode.SECRET
    assert said in refused.value.problems[0].message


def test_a_wrong_variable_is_told(shop: Shop) -> None:
    shop.setting(SERVER)
    shop.env["BILLCLI_SMTP_PORT"] = "x"
    with pytest.raises(UsageError, match="MAIL-SETTING"):
        mailer(shop)
