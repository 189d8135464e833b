"""Questions about completion: whether the shell knows billcli's words after a Tab."""

from __future__ import annotations

from pathlib import Path, PurePath

from billcli.domain.finding import advice, info, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.services.doctor.scene import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

# By shell: files that are completion wholly, and files that may mention it, below the home folder.
WHOLE = {
    "bash": (".local/share/bash-completion/completions/billcli", ".bash_completions/billcli.sh"),
    "zsh": (".zfunc/_billcli", ".local/share/zsh/site-functions/_billcli"),
    "fish": (".config/fish/completions/billcli.fish",),
    "pwsh": (),
}  # fmt: skip
MENTIONED = {
    "bash": (".bashrc", ".bash_profile", ".bash_completion", ".profile"),
    "zsh": (".zshrc", ".zprofile"),
    "fish": (".config/fish/config.fish",),
    "pwsh": (
        ".config/powershell/profile.ps1",
        ".config/powershell/Microsoft.PowerShell_profile.ps1",
    ),
}
SHARED = {
    "bash": ("/usr/share/bash-completion/completions/billcli", "/etc/bash_completion.d/billcli"),
    "zsh": (
        "/usr/share/zsh/site-functions/_billcli", "/usr/local/share/zsh/site-functions/_billcli",
    ),
    "fish": ("/usr/share/fish/vendor_completions.d/billcli.fish",),
    "pwsh": (),
}  # fmt: skip
INSTALL = {
    "bash": """echo 'eval "$(billcli completion bash)"' >> ~/.bashrc""",
    "zsh": "echo 'source <(billcli completion zsh)' >> ~/.zshrc",
    "fish": "mkdir -p ~/.config/fish/completions && "
    "billcli completion fish > ~/.config/fish/completions/billcli.fish",
    "pwsh": "mkdir -p ~/.config/powershell && echo 'billcli completion powershell"
    " | Out-String | Invoke-Expression' >> ~/.config/powershell/profile.ps1",
}
WORDS = (b"billcli completion", b"_BILLCLI_COMPLETE", b"--show-completion")


def installed(scene: Scene) -> Iterator[Finding]:
    """Does a Tab complete billcli's words."""
    shell = PurePath(scene.env.get("SHELL", "")).name
    if shell not in WHOLE:
        said = f"SHELL={scene.env['SHELL']}" if scene.env.get("SHELL") else "SHELL is not set"
        yield info("Does Tab complete billcli?", f"{said}: bash, zsh, fish and pwsh can")
        return
    question = f"Does Tab in {shell} complete billcli?"
    for path in (*_below(scene, WHOLE[shell]), *map(Path, SHARED[shell])):
        if path.is_file():
            yield yes(question, scene.name(path))
            return
    for path in _below(scene, MENTIONED[shell]):
        text = content_of(path.resolve()) or b""
        if any(word in text for word in WORDS):
            yield yes(question, scene.name(path))
            return
    yield advice(question, "it is not set up", INSTALL[shell])


def _below(scene: Scene, names: tuple[str, ...]) -> list[Path]:
    return [scene.home / name for name in names] if scene.home else []


QUESTIONS = (installed,)
