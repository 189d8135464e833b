"""Questions about billcli itself: versions, programs beside it, language, terminal."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import metadata
from pathlib import Path

import billcli
from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.services.doctor.outside import program
from billcli.services.doctor.scene import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

NARROW = 60
USUAL = ("nano", "vi", "vim")  # run where none is named
_NEED = re.compile(r"\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?((?:[<>=!~][^;()]*)?)\)?\s*(;.*)?")
_CLAUSE = re.compile(r"\s*(>=|<=|==|!=|~=|<|>)\s*([0-9][0-9.]*)\s*")


def python(scene: Scene) -> Iterator[Finding]:
    """Is this Python supported."""
    del scene
    wanted = _required_python()
    have = ".".join(map(str, sys.version_info[:3]))
    question = "Does it run on a supported Python?"
    if wanted and not fits(have, wanted):
        yield fault(
            question, f"{have}, wanted {wanted}", f"install Python {wanted} and billcli there"
        )
    else:
        yield yes(question, f"billcli {billcli.__version__}, Python {have}, {sys.executable}")


def packages(scene: Scene) -> Iterator[Finding]:
    """Are the packages billcli needs there."""
    del scene
    question = "Are all packages there and in range?"
    needs = list(_needs())
    if not needs:
        yield unknown(question, "this billcli was not installed, so nothing says what it needs",
                      "pip install billcli")  # fmt: skip
        return
    sound = []
    for name, wanted in needs:
        have = installed(name)
        if not have or not fits(have, wanted):
            said = f"{name} {have or 'is missing'}, wanted {wanted or 'any version'}"
            yield fault(question, said, f"pip install {quoted(name + wanted)}")
        else:
            sound.append(f"{name} {have}")
    if len(sound) == len(needs):
        yield yes(question, ", ".join(sound))


def commands(scene: Scene) -> Iterator[Finding]:
    """Are the commands on the PATH."""
    beside = Path(sys.executable).parent
    for name, why in (("billcli", "cron and hooks look for it there"),
                      ("bean-check", "it is the second opinion on the ledger")):  # fmt: skip
        question = f"Is {name} on the PATH?"
        if found := program(name, scene.env):
            yield yes(question, found)
        elif (beside / name).exists():
            line = f'export PATH="{beside}:$PATH"'
            yield advice(question, f"it is in {beside}; {why}", line)
        else:
            package = "beancount" if name == "bean-check" else "billcli"
            yield advice(question, why, f"pip install {package}")


def language(scene: Scene) -> Iterator[Finding]:
    """Can every letter be written."""
    question = "Does the locale say UTF-8?"
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    said = next((f"{name}={scene.env[name]}" for name in names if scene.env.get(name)), "")
    if re.search(r"utf-?8", said, re.IGNORECASE):
        yield yes(question, said)
    else:
        detail = said or f"none of {', '.join(names)} is set"
        yield advice(question, f"{detail}; names may lose their accents", "export LANG=C.UTF-8")
    encoding = scene.screen.encoding.lower()
    if "utf" not in encoding:
        question = "Can standard output show every letter?"
        yield advice(question, f"it writes {encoding}", "export PYTHONUTF8=1")


def terminal(scene: Scene) -> Iterator[Finding]:
    """What does the terminal show."""
    screen, question = scene.screen, "Is there a terminal, and wide enough?"
    if not screen.terminal:
        yield info(question, "no terminal: answers are tab-separated, nothing is asked")
        return
    detail = f"{screen.columns} columns, {'colour' if screen.color else 'no colour'}"
    if screen.columns < NARROW:
        yield advice(question, detail, f"widen the window to {NARROW} columns or more")
    else:
        yield yes(question, detail)


def editor(scene: Scene) -> Iterator[Finding]:
    """Is an editor named."""
    question = "Is an editor named, for drafts?"
    for name in ("VISUAL", "EDITOR"):
        if text := scene.env.get(name, "").strip():
            word = _first_word(text)
            if Path(word).expanduser().is_file() or program(word, scene.env):
                yield yes(question, f"{name}={text}")
            else:
                fix = f"export {name}={_some_editor(scene)}"
                yield advice(question, f"{name}={text}, which is no program", fix)
            return
    for name in USUAL:
        if found := program(name, scene.env):
            yield yes(question, f"neither VISUAL nor EDITOR is set, so {found}")
            return
    detail = "neither VISUAL nor EDITOR is set, and there is no nano and no vi"
    yield advice(question, detail, "install nano, or export VISUAL with the editor you have")


def _first_word(text: str) -> str:
    try:
        return next(iter(shlex.split(text)), "")
    except ValueError:  # a quote that is not closed
        return text


def _some_editor(scene: Scene) -> str:
    return next((name for name in USUAL if program(name, scene.env)), USUAL[0])


def home(scene: Scene) -> Iterator[Finding]:
    """Is there a home folder."""
    question = "Is there a home folder, for logs?"
    if scene.home is None:
        yield advice(
            question, "HOME is not set", 'export HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"'
        )
    else:
        yield yes(question, scene.name(scene.home))


def fits(have: str, wanted: str) -> bool:
    """Return whether a version satisfies a specifier as pyproject writes it (PEP 440, releases).

    >>> fits("0.28.3", ">=0.28,<0.29"), fits("0.29", ">=0.28,<0.29"), fits("1.0", "")
    (True, False, True)
    """
    version = _release(have)
    return all(_compared(version, sign, _release(bound)) for sign, bound in _CLAUSE.findall(wanted))


def _compared(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    size = max(len(version), len(bound))
    a, b = (tuple([*one, *[0] * size][:size]) for one in (version, bound))
    if sign == "~=":
        return a >= b and version[: len(bound) - 1] == bound[:-1]
    return {">=": a >= b, "<=": a <= b, "==": a == b, "!=": a != b, "<": a < b, ">": a > b}[sign]


def _release(text: str) -> tuple[int, ...]:
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def installed(name: str) -> str:
    """Return the version of a package, an empty text when it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _required_python() -> str:
    try:
        return str(metadata.metadata("billcli")["Requires-Python"] or "")
    except (metadata.PackageNotFoundError, KeyError):
        return ""


def _needs() -> Iterator[tuple[str, str]]:
    """Yield name and specifier of every package billcli cannot do without."""
    try:
        rows = metadata.requires("billcli") or []
    except metadata.PackageNotFoundError:
        return
    for row in rows:
        found = _NEED.fullmatch(row)
        if found and not found[3]:
            yield found[1], found[2].replace(" ", "")


QUESTIONS = (python, packages, commands, language, terminal, editor, home)
