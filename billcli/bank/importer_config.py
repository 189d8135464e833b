"""A user's own beangulp importers, read from the file in which they are configured, unchanged.

Three habits are in use: ``beangulp.Ingest(importers, hooks)`` under a main guard, as in beangulp's
own example; ``CONFIG`` and ``HOOKS``, which Fava reads; ``importers`` and ``hooks``. Beangulp is
imported here only, when a project names importers.
"""

from __future__ import annotations

import contextlib
import runpy
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from billcli.domain.contract import shown as without_control
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, TypeAlias

Raw: TypeAlias = "Any"  # objects of Beancount, of beangulp and of the user's code
MESSAGE_MAX = 300


@dataclass(frozen=True, slots=True)
class Importers:
    """What a file configures.

    Attributes:
        path: the file.
        shown: its name as the user knows it.
    """

    path: Path
    shown: str
    importers: tuple[Raw, ...]
    hooks: tuple[Raw, ...] = ()


@contextlib.contextmanager
def among_modules(path: Path, shown: str) -> Iterator[None]:
    """Run the user's code: its folder is searched for modules first, its mistakes are told.

    What it prints goes to standard error: standard output is the answer.

    Args:
        path: the file that configures the importers.
        shown: its name as the user knows it.

    Raises:
        InvalidError: the code failed (IMPORTER-FAILED), with the place of the mistake.
    """
    saved_path, saved_argv = list(sys.path), list(sys.argv)
    sys.path.insert(0, str(path.parent))
    sys.argv[:] = [str(path)]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    except (InvalidError, UsageError):
        raise
    except (Exception, SystemExit) as error:
        raise _failed(error, path, shown) from error
    finally:
        sys.path[:], sys.argv[:] = saved_path, saved_argv


def read_importers(path: Path, shown: str) -> Importers:
    """Return what a file configures; to be called within ``among_modules``.

    Raises:
        UsageError: beangulp is not installed (BEANGULP-MISSING).
        InvalidError: the file configures no importers (IMPORTER-FAILED).
    """
    beangulp = _beangulp()
    recorded: list[tuple[Raw, Raw]] = []

    class Recorder:
        """Stands for ``beangulp.Ingest``: takes what it is made of, and does nothing."""

        def __init__(self, importers: Raw, hooks: Raw = None) -> None:
            recorded.append((importers, hooks))
            self.importers, self.hooks = importers, hooks

        def __call__(self, *_args: object, **_named: object) -> None:
            """Do nothing: billcli runs the importers."""

        main = cli = __call__

    real = beangulp.Ingest
    beangulp.Ingest = Recorder
    try:
        names = _names(path, recorded)
    finally:
        beangulp.Ingest = real
    importers, hooks = _configured(recorded, names)
    if importers is None:
        raise InvalidError.of(
            "IMPORTER-FAILED",
            f"{shown} configures no importers",
            where=Source(shown),
            hint="call beangulp.Ingest(importers) in it, or set CONFIG to a list of importers",
        )
    adapted = tuple(_adapted(one, beangulp) for one in importers)
    unwanted = getattr(getattr(beangulp, "extract", None), "find_duplicate_entries", None)
    kept = tuple(hook for hook in hooks or () if hook is not unwanted)
    return Importers(path, shown, adapted, kept)


def _beangulp() -> Raw:
    try:
        return import_module("beangulp")
    except ModuleNotFoundError as error:
        raise UsageError.of(
            "BEANGULP-MISSING",
            f"importers are set under [bank], and {error.name} is not installed beside billcli",
            hint="python -m pip install beangulp, in billcli's own environment: pipx inject billcli"
            " beangulp, for one",
        ) from error


def _names(path: Path, recorded: list[tuple[Raw, Raw]]) -> Mapping[str, Raw]:
    """Return the file's names: run as the program it is, and as a module where that ends early."""
    try:
        return runpy.run_path(str(path), run_name="__main__")
    except SystemExit:
        return {} if recorded else runpy.run_path(str(path), run_name="importers_of_billcli")


def _configured(recorded: list[tuple[Raw, Raw]], names: Mapping[str, Raw]) -> tuple[Raw, Raw]:
    if recorded:
        return recorded[-1]
    for importers, hooks in (("CONFIG", "HOOKS"), ("importers", "hooks")):
        if isinstance(names.get(importers), list | tuple):
            return names[importers], names.get(hooks)
    return None, None


def _adapted(importer: Raw, beangulp: Raw) -> Raw:
    """Return an importer of today's protocol; one of the old protocol is wrapped."""
    if isinstance(importer, type):
        importer = importer()
    old = getattr(beangulp, "ImporterProtocol", None)
    if old is not None and isinstance(importer, old):
        return beangulp.Adapter(importer)
    return importer


def _failed(error: BaseException, path: Path, shown: str) -> InvalidError:
    """Return the mistake with the last place in the user's own files."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if Path(one.filename).is_relative_to(path.parent)]
    where = Source(shown)
    if isinstance(error, SyntaxError) and error.filename:
        where = Source(_near(error.filename, path, shown), error.lineno or 0)
    elif own:
        where = Source(_near(own[-1].filename, path, shown), own[-1].lineno or 0)
    words = " ".join(f"{type(error).__name__}: {error}".split())
    found = InvalidError.of(
        "IMPORTER-FAILED",
        f"the importers of {shown} failed: {without_control(words)[:MESSAGE_MAX]}",
        where=where,
        hint="correct the importer, or take importers out of [bank] in billcli.toml",
    )
    assert isinstance(found, InvalidError)  # noqa: S101 - what ``of`` of the class returns
    return found


def _near(file: str, path: Path, shown: str) -> str:
    """Return a file's name as the user knows it: as the configuration's, in the same folder."""
    other = Path(file)
    if other == path:
        return shown
    if not other.is_relative_to(path.parent):
        return file
    beside = shown[: len(shown) - len(path.name)] if shown.endswith(path.name) else ""
    return f"{beside}{other.relative_to(path.parent).as_posix()}"
