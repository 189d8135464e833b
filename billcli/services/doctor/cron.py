"""Questions about what runs by itself: crontabs and timers, which are read and never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from billcli.domain.finding import advice, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.services.doctor.outside import asked, program
from billcli.services.doctor.scene import content_of, counted, quoted, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

SYSTEM = (Path("/etc/crontab"), Path("/etc/cron.d"))
_CALL = re.compile(r"(?<![\w.-])(?:\S*/)?billcli(?=\s|$)")
_PLACED = re.compile(r"\s(?:-f|--file|--project)(?:\s|=)|BILLCLI_FILE=|\bcd\s")
_SETTLED = re.compile(r"^(?:Environment=\"?)?BILLCLI_FILE=|^WorkingDirectory=", re.MULTILINE)
_AGREED = re.compile(r"\s(?:-y|--yes|-n|--dry-run|--no-input)(?:\s|$)")
_ASKING = re.compile(r"billcli\s(?:.*\s)?(?:reconcile|remind|apply|undo)\b")


@dataclass(frozen=True, slots=True)
class Call:
    """A line that calls billcli.

    Attributes:
        where: the file it stands in.
        placed: whether the line, or its file, says where the books are.
    """

    line: str
    where: str
    placed: bool


def calls(scene: Scene) -> Iterator[Finding]:
    """Does something call billcli by itself."""
    question = "Does cron or a timer call billcli?"
    found, doubts = _calls(scene)
    if found:
        yield yes(question, f"{counted(len(found), 'line')}: {found[0].line} ({found[0].where})")
        yield from _usable(_main(scene), found)
    elif doubts:
        yield unknown(question, f"none is found; {'; '.join(doubts)}")
    else:
        path = program("billcli", scene.env) or "billcli"
        line = f"0 7 * * 1-5 {path} -f {quoted(_main(scene))} status"
        fix = f"(crontab -l; echo {quoted(line)}) | crontab -"
        yield info(question, "no, which is well when you call it yourself", fix)


def _main(scene: Scene) -> str:
    """Return the main ledger's path for a line that runs elsewhere."""
    return str(scene.files[0] if scene.files else scene.folder / "main.beancount")


def _usable(main: str, found: list[Call]) -> Iterator[Finding]:
    """Yield what keeps such lines from working where nobody watches."""
    question = "Does each line say where the books are?"
    lost = [call.line for call in found if not call.placed]
    if lost:
        yield advice(question, f"it begins in the home folder: {lost[0]}", f"add to it: -f {main}")
    else:
        yield yes(question)
    question = "Does each line run without asking?"
    asking = [c.line for c in found if _ASKING.search(c.line) and not _AGREED.search(c.line)]
    if asking:
        yield advice(question, f"nobody answers there: {asking[0]}", "add to it: --yes")
    else:
        yield yes(question)


def _calls(scene: Scene) -> tuple[list[Call], list[str]]:
    """Return the lines that call billcli, and what could not be read."""
    found: list[Call] = []
    doubts = []
    said = asked("crontab", "-l", env=scene.env, folder=Path("/"), more={})
    if said.is_well:
        found += _calling(said.text, "crontab")
    elif said.status is None or "no crontab for" not in said.complaint.lower():
        doubts.append(said.complaint.splitlines()[0] if said.complaint else "crontab failed")
    for path in _files(scene):
        text = (content_of(path) or b"").decode("utf-8", "replace")
        found += _calling(text, scene.name(path))
    return found, doubts


def _files(scene: Scene) -> Iterator[Path]:
    """Yield crontabs and units that are files."""
    crontab, *folders = SYSTEM
    if scene.home:
        config = scene.env.get("XDG_CONFIG_HOME", "")
        base = Path(config) if config.startswith("/") else scene.home / ".config"
        folders.append(base / "systemd" / "user")
    yield crontab
    for folder in folders:
        inside = tried(partial(sorted, folder.glob("*"))).value or []
        yield from (path for path in inside if path.is_file())


def _calling(text: str, where: str) -> list[Call]:
    settled = _SETTLED.search(text) is not None
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith(("#", ";"))]
    return [
        Call(line, where, placed=settled or _PLACED.search(line) is not None)
        for line in lines
        if _CALL.search(line)
    ]


QUESTIONS = (calls,)
