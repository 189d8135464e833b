"""``billcli completion``: the script that makes a shell complete commands, options and ids."""

from __future__ import annotations

from importlib.resources import files

from billcli.cli.complete_rule import SHELLS
from billcli.cli.declare import Annotated, argument, verb
from billcli.cli.outcome import Outcome
from billcli.domain.problem import UsageError, quoted

app = verb("completion")

ENDINGS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"}


@app.command("completion")
def completion(
    shell: Annotated[str, argument(help="bash, zsh, fish or powershell.")],
) -> Outcome:
    """Print the script that lets a shell complete billcli; load it where the shell starts.

        eval "$(billcli completion bash)"                                in ~/.bashrc
        source <(billcli completion zsh)                                 in ~/.zshrc
        billcli completion fish | source                                 in config.fish
        billcli completion powershell | Out-String | Invoke-Expression   in $PROFILE

    Then Tab completes commands, options and their values, and ids from your ledger: billcli help
    completion.
    """
    name = shell.casefold()
    if name not in ENDINGS:
        raise UsageError.of(
            "OPTION-VALUE",
            f"there is no completion for {quoted(shell)}",
            hint=f"use one of {', '.join(SHELLS)}",
        )
    script = script_for(name)
    return Outcome(data={"shell": name, "script": script}, text=script)


def script_for(shell: str) -> str:
    """Return the completion script of one of ``complete_rule.SHELLS``."""
    page = files("billcli.cli").joinpath("shell", f"billcli.{ENDINGS[shell]}")
    return page.read_text(encoding="utf-8")
