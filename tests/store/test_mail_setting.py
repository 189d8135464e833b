"""The section ``[mail]``, and what the environment says in its place."""

from __future__ import annotations

import pytest

from billcli.domain.problem import InvalidError, UsageError
from billcli.store.mail_setting import MailSetting, with_environment
from billcli.store.settings import parse_settings

WHOLE = b"""[mail]
from = "Studio Linden <desk@linden.example>"
reply_to = "office@linden.example"
host = "smtp.linden.example"
port = 2525
security = "tls"
user = "desk"
password_command = "pass show mail"
timeout = 10
deliver = "maildir"
folder = "../Mail/Drafts"
"""


def setting(text: bytes) -> MailSetting:
    return parse_settings(text, "billcli.toml").mail


def test_the_section_is_read() -> None:
    assert setting(WHOLE) == MailSetting(
        "desk@linden.example", "Studio Linden", "office@linden.example", "smtp.linden.example",
        2525, "tls", "desk", "pass show mail", 10, "maildir", "../Mail/Drafts",
    )  # fmt: skip
    assert setting(b"") == MailSetting()
    assert setting(b'[mail]\nfrom = "desk@linden.example"').name == ""
    assert setting(b'[mail]\nsecurity = "none"\nhost = "127.0.0.1"').usual_port == 25
    assert (MailSetting().usual_port, MailSetting(security="tls").usual_port) == (587, 465)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('from = "Linden"', "'Linden' is no address: it needs one @"),
        ('from = "a@b.example, c@d.example"', "is no address: it holds a blank"),
        ('from = "Studio <a@b.example\\r\\nBcc: c@d.example>"', "is no address: it holds a blank"),
        ('reply_to = "nobody"', "'nobody' is no address"),
        ('host = "https://smtp.example"', "is no name of a host"),
        ("port = 0", "0 is no port"),
        ("port = 65536", "65536 is no port"),
        ('security = "ssl"', "'ssl' is unknown"),
        ("timeout = 0", "0 seconds cannot be waited"),
        ('deliver = "fax"', "'fax' is no way of sending"),
        ('password = "s3cret"', "this file is no place for a secret"),
        ('hots = "smtp.example"', "mail.hots is not a setting"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, said: str) -> None:
    with pytest.raises(InvalidError) as refused:
        setting(f"[mail]\n{line}\n".encode())
    (problem,) = refused.value.problems
    assert said in problem.message
    assert problem.where is not None
    assert problem.where.line == 2
    assert "s3cret" not in str(problem)


@pytest.mark.parametrize("host", ["smtp.linden.example", "10.0.0.1", "127.0.0.1.example", "::2"])
def test_an_open_connection_goes_to_this_machine_only(host: str) -> None:
    with pytest.raises(InvalidError, match="for all to read"):
        setting(f'[mail]\nhost = "{host}"\nsecurity = "none"\n'.encode())
    with pytest.raises(UsageError, match="MAIL-SETTING"):
        with_environment(MailSetting(host=host), {"BILLCLI_SMTP_SECURITY": "none"})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "LOCALHOST"])
def test_this_machine_may_be_spoken_to_openly(host: str) -> None:
    found = setting(f'[mail]\nhost = "{host}"\nsecurity = "none"\n'.encode())
    assert with_environment(found, {}) == found


def test_the_environment_goes_before_the_file() -> None:
    file = setting(WHOLE)
    assert with_environment(file, {}) == file
    env = {"HOST": "mx.example", "PORT": "26", "SECURITY": "STARTTLS", "USER": "ada"}
    found = with_environment(file, {f"BILLCLI_SMTP_{name}": text for name, text in env.items()})
    assert (found.host, found.port, found.security, found.user) == (
        "mx.example", 26, "starttls", "ada",
    )  # fmt: skip
    moved = with_environment(file, {"BILLCLI_SMTP_HOST": "mx.example"})
    assert (moved.host, moved.usual_port) == ("mx.example", 465), "a port belongs to its server"
    assert with_environment(file, {"BILLCLI_SMTP_USER": " ", "BILLCLI_SMTP_PORT": ""}) == file


@pytest.mark.parametrize(
    ("name", "value"),
    [("HOST", "a b"), ("PORT", "x"), ("PORT", "0"), ("PORT", "9" * 5000), ("SECURITY", "ssl")],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_environment(MailSetting(), {f"BILLCLI_SMTP_{name}": value})
    (problem,) = refused.value.problems
    assert problem.code == "MAIL-SETTING"
    assert f"BILLCLI_SMTP_{name}" in problem.message
    assert problem.help.startswith(f"export BILLCLI_SMTP_{name}=")
