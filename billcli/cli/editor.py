"""The person's own editor: which one it is, and how it is run on a file."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError, quoted
from billcli.services.doctor.program import USUAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.cli.invocation import Invocation

VARIABLES = ("VISUAL", "EDITOR")
_HINT = 'set VISUAL to your editor, as in: export VISUAL="code --wait"'


def editor_of(env: Mapping[str, str], *, terminal: bool) -> list[str]:
    """Return the editor's command: ``$VISUAL``, else ``$EDITOR``, else one that is usually there.

    Args:
        env: environment variables; a value may hold arguments, quoted as in a shell.
        terminal: whether a person sits here; without one only what was named is run.

    Raises:
        UsageError: none is named and none is found, or the value cannot be taken apart.

    >>> editor_of({"VISUAL": "code --wait", "EDITOR": "vi"}, terminal=False)
    ['code', '--wait']
    """
    for name in VARIABLES:
        text = env.get(name, "").strip()
        if not text:
            continue
        try:
            words = shlex.split(text)
        except ValueError as error:
            message = f"{name} cannot be taken apart into words: {quoted(text, 80)} ({error})"
            raise UsageError.of("EDITOR-MISSING", message, hint=_HINT) from None
        return [_home(words[0], env), *words[1:]]
    found = (shutil.which(name, path=env.get("PATH")) for name in USUAL) if terminal else ()
    for path in found:
        if path:
            return [path]
    message = "no editor is named" + ("" if terminal else ", and there is no terminal here")
    raise UsageError.of("EDITOR-MISSING", message, hint=_HINT)


def _home(word: str, env: Mapping[str, str]) -> str:
    return f"{env['HOME']}{word[1:]}" if word.startswith("~/") and env.get("HOME") else word


def run_editor(call: Invocation, path: Path) -> None:
    """Open a file in the person's editor and wait until it is closed.

    Standard output stays free for the answer: where it is no terminal the editor draws on standard
    error.

    Raises:
        UsageError: there is no editor (``EDITOR-MISSING``).
        BillcliError: it ended with an error (``EDITOR-FAILED``).
    """
    terminal = call.stdin_tty and (call.stdout_tty or call.stderr_tty)
    command = editor_of(call.env, terminal=terminal)
    try:
        with _not_interrupted():
            done = subprocess.run(  # noqa: S603 - the person's own choice
                [*command, str(path)],
                cwd=call.cwd,
                env=dict(call.env),
                stdout=None if call.stdout_tty else 2,
                check=False,
            )
    except OSError as error:
        message = f"the editor {quoted(command[0])} cannot be run: {error.strerror or error}"
        raise UsageError.of("EDITOR-MISSING", message, hint=_HINT) from None
    if done.returncode:
        ended = (
            f"ended with status {done.returncode}"
            if done.returncode > 0
            else f"was ended by signal {-done.returncode}"
        )
        raise BillcliError.of(
            "EDITOR-FAILED",
            f"the editor {quoted(Path(command[0]).name)} {ended}; the draft stands as it was",
            hint="run the command again",
        )


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Leave Ctrl-C to the editor: to it that is a key like others."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # the child gets the default back
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
