"""Questions about version control, asked in a way that runs nothing a repository names.

A repository's own configuration can name programs: filters, monitors, hooks. So git is asked only
for what stands in its index and its last commit, never to look at the files: whether a file has
changed is worked out here, from its bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from billcli.domain.finding import advice, fault, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.discover import PROJECT_FILE
from billcli.services.doctor.outside import Said, asked
from billcli.services.doctor.scene import (
    appending,
    content_of,
    counted,
    listed,
    quoted,
    rewriting,
)
from billcli.services.draft_file import FOLDER as DRAFTS
from billcli.services.draft_file import KEPT_ENDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

HARMLESS = {
    "GIT_OPTIONAL_LOCKS": "0",  # nothing is written, so no hook of a write runs
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not call its server
}
_OVERRIDES = (
    "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false", "-c", "safe.bareRepository=explicit",
    "-c", "protocol.allow=never",
)  # fmt: skip
# A file called ":(top)x" or "[a]" is a name here, not a pattern; check-ignore takes names anyway.
_LITERAL = "--literal-pathspecs"
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)
_LFS = b"version https://git-lfs"


def conflicts(scene: Scene) -> Iterator[Finding]:
    """Are the files free of conflict markers."""
    if not scene.texts:
        return
    question = "Are its files free of conflict markers?"
    sound = True
    for path, text in scene.texts.items():
        if len(marks := list(_CONFLICT.finditer(text))) > 1:
            sound = False
            line = text.count(b"\n", 0, marks[0].start()) + 1
            where = f"{scene.name(path)}:{line}"
            name = os.path.relpath(path, scene.folder)
            fix = f"{_typed(scene)} mergetool {quoted(name)}"
            yield fault(question, f"a merge was not finished at {where}", fix, "LEDGER-CONFLICT")
    if sound:
        yield yes(question)


def repository(scene: Scene) -> Iterator[Finding]:
    """Are the books kept in git."""
    question, said = "Are the books kept in git?", _git(scene, "rev-parse", "--show-toplevel")
    folder = scene.quoted(scene.folder)
    if said.is_well:
        yield yes(question, scene.name(Path(said.text.rstrip("\n"))))
        if scene.files:
            yield from _kept(scene)
    elif said.status is None:
        fix = "install git" if "not installed" in said.complaint else ""
        yield unknown(question, said.complaint, fix)
    elif "dubious ownership" in said.complaint:
        fix = f"git config --global --add safe.directory {quoted(str(scene.folder))}"
        yield unknown(question, "the folder belongs to somebody else, so git will not look", fix)
    elif "not a git repository" in said.complaint:
        there = "" if scene.folder == scene.selection.cwd else f"cd {folder} && "
        steps = f"{there}git init && git add . && git commit -m 'Begin the books'"
        yield advice(question, "without it nobody can see what changed when", steps)
    else:
        yield unknown(question, said.complaint.splitlines()[0] if said.complaint else "git failed")


def _kept(scene: Scene) -> Iterator[Finding]:
    """Yield what is to be said of a repository."""
    names = _names(scene)
    index = _git(scene, _LITERAL, "ls-files", "-s", "-z", "--", *names)
    if not index.is_well:
        yield unknown("Are all files of the books tracked?", index.complaint)
        return
    entries = [row.partition("\t") for row in index.text.split("\0") if row]
    yield _tracked(scene, names, {name for _, _, name in entries})
    unmerged = {name for head, _, name in entries if not head.endswith(" 0")}
    yield from _committed(scene, names, unmerged)
    yield from _ignored(scene)
    yield from _attributes(scene, names)
    yield _hook(scene)


def _names(scene: Scene) -> list[str]:
    """Return the files of the books as git is to be asked for them: seen from their folder."""
    files = [path for path in scene.files if path.is_relative_to(scene.folder)]
    names = [path.relative_to(scene.folder).as_posix() for path in files]
    return [*names, PROJECT_FILE] if (scene.folder / PROJECT_FILE).is_file() else names


def _tracked(scene: Scene, names: list[str], known: set[str]) -> Finding:
    question = "Are all files of the books tracked?"
    lacking = [name for name in names if name not in known]
    if not lacking:
        return yes(question, counted(len(names), "file"))
    paths = " ".join(map(quoted, lacking))
    ignored = _git(scene, "check-ignore", "--", *(f"./{name}" for name in lacking))
    if ignored.is_well and ignored.text:
        hidden = listed(name.removeprefix("./") for name in ignored.text.splitlines())
        return fault(question, f".gitignore leaves out {hidden}", f"{_typed(scene)} add -f {paths}")
    return advice(question, f"{listed(lacking)} not yet", f"{_typed(scene)} add {paths}")


def _committed(scene: Scene, names: list[str], unmerged: set[str]) -> Iterator[Finding]:
    question = "Is everything of the books committed?"
    if unmerged:
        fix = f"{_typed(scene)} mergetool {' '.join(map(quoted, sorted(unmerged)))}"
        yield fault(question, f"a merge is not finished: {listed(sorted(unmerged))}", fix)
        return
    tree = _git(scene, "ls-tree", "-z", "HEAD", "--", *names)
    if not tree.is_well:
        yield advice(
            question, "there is no commit yet", f"{_typed(scene)} commit -m 'Begin the books'"
        )
        return
    rows = [row.partition("\t") for row in tree.text.split("\0") if row]
    committed = {name: head.split()[-1] for head, _, name in rows}
    changed = [n for n in names if n in committed and _differs(scene.folder / n, committed[n])]
    fresh = [name for name in names if name not in committed]
    if changed or fresh:
        detail = listed([*changed, *fresh]) + " not committed"
        paths = " ".join(map(quoted, (*changed, *fresh)))
        git = _typed(scene)
        yield advice(question, detail, f"{git} add {paths} && {git} commit -m 'Books'")
    else:
        yield yes(question)


def _typed(scene: Scene) -> str:
    """Return git as a person types it to work on the books from where they are."""
    here = os.path.realpath(scene.selection.cwd) == str(scene.folder)
    return "git" if here else f"git -C {scene.quoted(scene.folder)}"


def _differs(path: Path, blob: str) -> bool:
    """Return whether a file's bytes are not those of a blob, line endings aside."""
    content = content_of(path)
    if content is None or content.startswith(_LFS):
        return False
    texts = dict.fromkeys((content, content.replace(b"\r\n", b"\n")))
    return blob not in {_blob(text, len(blob)) for text in texts}


def _blob(content: bytes, digits: int) -> str:
    """Return the name git gives to a content (gitglossary: object name)."""
    whole = b"blob %d\0" % len(content) + content
    if digits == hashlib.sha256().digest_size * 2:
        return hashlib.sha256(whole).hexdigest()
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()


def _ignored(scene: Scene) -> Iterator[Finding]:
    wanted = {
        ".billcli/": ".billcli/lock",
        ".*.picklecache": ".main.beancount.picklecache",
        "*.edit.toml": f"{DRAFTS}/a{KEPT_ENDING}",
    }
    question = "Does git leave out what is passing?"
    said = {
        line: _git(scene, "check-ignore", "-q", "--no-index", "--", path)
        for line, path in wanted.items()
    }
    lacking = [line for line, one in said.items() if one.status == 1]
    if any(one.status not in {0, 1} for one in said.values()):
        yield unknown(question, next(iter(said.values())).complaint)
    elif lacking:
        words = " ".join(quoted(line) for line in lacking)
        fix = f"printf '\\n%s\\n' {words} >> {scene.quoted(scene.folder / '.gitignore')}"
        what = "locks, caches and unfinished edits"
        yield advice(question, f"{what} would be committed: {' '.join(lacking)}", fix)
    else:
        yield yes(question, " ".join(wanted))


def _attributes(scene: Scene, names: list[str]) -> Iterator[Finding]:
    said = _git(scene, "check-attr", "-z", "merge", "text", "eol", "--", *names)
    cells = said.text.split("\0") if said.is_well else []
    values = {(cells[i], cells[i + 1]): cells[i + 2] for i in range(0, len(cells) - 2, 3)}
    question = "Do merges keep entries whole?"
    mixed = [name for name in names if values.get((name, "merge")) == "union"]
    if mixed:
        own = scene.folder / ".gitattributes"
        fix = "take merge=union out of the .gitattributes above, or out of .git/info/attributes"
        if b"merge=union" in (content_of(own) or b""):
            fix = rewriting("sed '/merge=union/d'", scene.typed(own))
        yield fault(question, f"merge=union mixes the lines of entries: {listed(mixed)}", fix)
    else:
        yield yes(question)
    question = "Does git leave line endings alone?"
    converts = _git(scene, "config", "--get", "core.autocrlf").text.strip().lower()
    free = [
        name
        for name in names
        if values.get((name, "text")) != "unset" and values.get((name, "eol")) != "lf"
    ]
    if converts == "true" and free:
        target = scene.quoted(scene.folder / ".gitattributes")
        fix = appending("*.beancount text eol=lf", target)
        yield advice(question, "core.autocrlf = true rewrites them at every checkout", fix)
    else:
        yield yes(question)


def _hook(scene: Scene) -> Finding:
    question = "Does a commit wait for billcli check?"
    top = Path(_git(scene, "rev-parse", "--show-toplevel").text.rstrip("\n"))
    hooks = _git(scene, "rev-parse", "--git-path", "hooks", overrides=False)
    hook = scene.folder / hooks.text.rstrip("\n")
    places = (top / ".pre-commit-config.yaml", hook / "pre-commit")
    for path in places:
        if b"billcli" in (content_of(path) or b""):
            return yes(question, scene.name(path))
    target = scene.quoted(places[1])
    ledger = os.path.relpath(scene.files[0], os.path.realpath(top))
    named = "" if scene.folder == Path(os.path.realpath(top)) else f"-f {quoted(ledger)} "
    check = f"billcli {named}check --no-input"
    line = f"printf '%s\\n' '#!/bin/sh' {quoted(f'exec {check}')}"
    fix = f"{line} > {target} && chmod +x {target}"
    if places[1].exists():
        fix = f"add to {target}: {check} || exit 1"
    return advice(question, "no hook calls it", fix)


def _git(scene: Scene, *words: str, overrides: bool = True) -> Said:
    """Return what git says; ``overrides`` is off only to learn where hooks stand."""
    before = _OVERRIDES if overrides else ("--no-pager",)
    return asked("git", *before, *words, env=scene.env, folder=scene.folder, more=HARMLESS)


QUESTIONS = (conflicts, repository)
