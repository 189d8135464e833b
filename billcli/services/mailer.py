"""Who carries this project's letters, as settings and environment say, and in whose name."""

from __future__ import annotations

import shlex
import subprocess

from billcli.delivery.mail import Sender, mailbox
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import issuer
from billcli.domain.problem import BillcliError, ExitCode, UsageError
from billcli.store.mail_setting import HOST, PASSWORD, with_environment
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.delivery.way import Way
    from billcli.services.workspace import Workspace
    from billcli.store.mail_setting import MailSetting

_PATIENCE = 120  # seconds: a person may have to unlock a store of passwords


@frozen
class Mailer:
    """A way for letters, and who writes them."""

    way: Way
    sender: Sender


def mailer_of(workspace: Workspace, *, dry_run: bool = False) -> Mailer:
    """Return who carries the letters of these books; the network is not touched yet.

    Args:
        workspace: the books.
        dry_run: nothing will be sent, so no password is asked for.

    Raises:
        UsageError: MAIL-SETTING, no server or no sender is named, or a variable is wrong;
            MAIL-ADDRESS, the sender's address is none.
        BillcliError: MAIL-SECRET (exit 4), the password cannot be had.
    """
    env = workspace.selection.env
    setting = with_environment(workspace.settings.mail, env)
    sender = _sender(workspace, setting)
    password = ""
    if setting.deliver == "smtp" and setting.host and setting.user and not dry_run:
        password = secret(setting, env)
    return Mailer(_way(workspace, setting, password), sender)


def _sender(workspace: Workspace, setting: MailSetting) -> Sender:
    own = issuer(workspace.snapshot.facts, workspace.today)
    address = setting.address or (own.email if own else "")
    if not address and setting.deliver != "folder":
        raise UsageError.of(
            "MAIL-SETTING",
            "nobody is named who writes the letters",
            hint=f'set from = "desk@example.org" under [mail] in {PROJECT_FILE},'
            " or email in your own record",
        )
    name = setting.name or ((own.text("trading-name") or own.name) if own else "")
    return Sender(mailbox(address) if address else "", name, setting.reply_to)


def _way(workspace: Workspace, setting: MailSetting, password: str) -> Way:
    folder = workspace.folder / setting.folder
    if setting.deliver == "folder":
        from billcli.delivery.folder import PrintFolder  # noqa: PLC0415 - one way is wanted

        return PrintFolder(folder)
    if setting.deliver != "smtp":
        from billcli.delivery.maildir import EmlFolder, Maildir  # noqa: PLC0415 - as above

        return Maildir(folder) if setting.deliver == "maildir" else EmlFolder(folder)
    if not setting.host:
        raise UsageError.of(
            "MAIL-SETTING",
            "no mail server is named",
            hint=f'set host = "smtp.example.org" under [mail] in {PROJECT_FILE}, or {HOST};'
            ' deliver = "eml" writes drafts for your mail program',
        )
    from billcli.delivery.smtp import Server, Smtp  # noqa: PLC0415 - loads smtplib

    return Smtp(
        Server(
            host=setting.host,
            port=setting.usual_port,
            security=setting.security,
            user=setting.user,
            password=password,
            timeout=setting.timeout,
        )
    )


def secret(setting: MailSetting, env: Mapping[str, str]) -> str:
    """Return the password of the mail server's user; it is never shown or kept.

    Raises:
        BillcliError: MAIL-SECRET (exit 4), there is none.
    """
    if found := env.get(PASSWORD, ""):
        return found
    if not setting.password_command:
        raise _no_secret(f"no password is given for {setting.user}")
    words = _words(setting.password_command)
    try:
        done = subprocess.run(  # noqa: S603 - the person's own command, without a shell
            words, stdout=subprocess.PIPE, env=dict(env), timeout=_PATIENCE, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = getattr(error, "strerror", None) or "it does not end"
        raise _no_secret(f"password_command: {words[0]}: {why.lower()}") from error
    found = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if done.returncode or not found:
        why = f"it ended with {done.returncode}" if done.returncode else "it printed nothing"
        raise _no_secret(f"password_command: {words[0]}: {why}")
    return found


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise _no_secret(f"password_command: {error}".lower()) from error
    if not words:
        raise _no_secret("password_command is blank")
    return words


def _no_secret(message: str) -> BillcliError:
    error = BillcliError.of(
        "MAIL-SECRET",
        message,
        hint=f"set {PASSWORD} where the command runs, or password_command under [mail] in"
        f' {PROJECT_FILE}, as in password_command = "pass show mail"',
    )
    error.exit_code = ExitCode.SECRET
    return error
