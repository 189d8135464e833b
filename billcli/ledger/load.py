"""Loading a ledger: files, parser, booking, plugins, validation, facts.

This does what Beancount's loader does, in its order, but for what safety rule 5 forbids: it never
touches a pickle cache, follows includes only inside the ledger's folder, and runs only known
plugins. What is hashed is what is parsed: a file is read once.
"""

from __future__ import annotations

from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, errors
from billcli.ledger.booking import book, validate
from billcli.ledger.collector import collector_paused
from billcli.ledger.faults import Places, problems_of
from billcli.ledger.gather import Gathered, gather
from billcli.ledger.include import is_below
from billcli.ledger.option import options_of
from billcli.ledger.parse import parse
from billcli.ledger.plugin_run import Plugin, Policy, ignored, transform
from billcli.ledger.read import facts_of
from billcli.ledger.screen import screen
from billcli.ledger.snapshot import LedgerFile, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.ledger.seam import Raw

__all__ = ["LedgerFile", "Loading", "Snapshot", "load", "read_text"]


def load(
    ledger: Path,
    *,
    skip_plugins: Iterable[str] = (),
    allow_plugins: Iterable[str] = (),
    seen_from: Path | None = None,
) -> Snapshot:
    """Return a ledger as it stands on the disk.

    Whatever is wrong with the ledger is a problem of the snapshot, never an exception; commands
    that move money call ``require_sound`` first.

    Args:
        ledger: the main file.
        skip_plugins: modules left out, of ``[ledger] skip_plugins``.
        allow_plugins: modules run though neither Beancount nor billcli brings them.
        seen_from: the folder from which file names are shown, by default the current one.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    policy = Policy(tuple(skip_plugins), tuple(allow_plugins))
    with collector_paused():
        loading = Loading(gather(ledger, seen_from or Path.cwd()), policy)
        loading.run()
        return loading.snapshot()


def read_text(
    text: str, name: str = "<text>", roots: Mapping[str, str] | None = None
) -> tuple[Facts, tuple[Problem, ...]]:
    """Return what a piece of ledger text says by itself: parsed and booked, nothing else.

    No account needs to be open and no balance is checked, so that a new entry can be read in a
    millisecond whatever the size of the ledger it will stand in.

    Args:
        text: complete directives.
        name: the file that problems and sources name.
        roots: the names of the account roots where they are not Beancount's own
            (``facts.options.roots``).
    """
    content = text.encode("utf-8", "surrogateescape")
    places = Places({name: name}, {name: content}, name)
    problems = list(screen(content, name))
    if errors(problems):
        return facts_of((), {}, options_of(parse(b"", name).options, ())), tuple(problems)
    parsed = parse(content, name, roots)
    entries, faults, failed = book(parsed.entries, parsed.options, places)
    problems += problems_of([*parsed.errors, *faults], places) + failed
    facts = facts_of(entries, places.names, options_of(parsed.options, parsed.settings))
    return facts, tuple(problems)


class Loading:
    """The steps after the files are parsed.

    Attributes:
        entries: Beancount's directives as they are in the end, once it has run.
        options: the ledger's, then.
    """

    options: LedgerOptions

    def __init__(self, gathered: Gathered, policy: Policy) -> None:
        """Begin with all files read and parsed."""
        self.entries: list[Raw] = []
        self._gathered = gathered
        self._policy = policy
        self._problems = list(gathered.problems)
        names = {str(file.path): file.name for file in gathered.files}
        self._places = Places(names, gathered.texts, gathered.files[0].name)
        self._options = _joined(gathered)

    def run(self) -> None:
        """Book the directives, run plugins and validate what comes of them."""
        from beancount.core.data import entry_sortkey  # noqa: PLC0415 - imported with the ledger

        parsed = self._gathered.parsed
        entries = [entry for one in parsed for entry in one.entries]
        entries.sort(key=entry_sortkey)
        self._faults([error for one in parsed for error in one.errors])
        self._check_text(entries)
        entries, faults, failed = book(entries, self._options, self._places)
        self._faults(faults)
        self._problems += failed
        entries = self._transform(entries)
        self._validate(entries)
        self.entries = entries
        self.options = options_of(self._options, self._gathered.parsed[0].settings)

    def snapshot(self) -> Snapshot:
        """Return the outcome with its facts, which take a sixth of the time of all the rest."""
        facts = self._facts()
        return Snapshot(
            root=self._gathered.root,
            files=tuple(self._gathered.files),
            facts=facts,
            problems=self.problems(),
            entry_count=len(self.entries),
        )

    def _faults(self, faults: Iterable[Raw]) -> None:
        self._problems += problems_of(faults, self._places)

    def _facts(self) -> Facts:
        try:
            return facts_of(self.entries, self._places.names, self.options)
        except Exception as error:  # noqa: BLE001 - directives of plugins may be of any shape
            self._problems.append(_shapeless(Source(self._places.main), error))
            return facts_of((), {}, self.options)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems known so far in the order of files and lines, each once."""
        order = {name: index for index, name in enumerate(self._places.names.values())}

        def place(problem: Problem) -> tuple[int, int]:
            where = problem.where or Source(self._places.main)
            return order.get(where.file, len(order)), where.line

        return tuple(sorted(dict.fromkeys(self._problems), key=place))

    def _check_text(self, entries: list[Raw]) -> None:
        """Warn of what is no error but hardly meant."""
        for file, one in zip(self._gathered.files, self._gathered.parsed, strict=True):
            self._problems += [
                open_push(Source(file.name, push.line), push.name) for push in one.open_push
            ]
        if not entries and not self._problems:
            self._problems.append(_nothing(self._places.main))

    def _transform(self, entries: list[Raw]) -> list[Raw]:
        per_file = [
            [Plugin(p.name, p.value, Source(file.name, p.line)) for p in one.plugins]
            for file, one in zip(self._gathered.files, self._gathered.parsed, strict=True)
        ]
        for plugins in per_file[1:]:
            self._problems += ignored(plugins, self._policy)
        self._keep_inside()
        result = transform(entries, self._options, per_file[0], self._policy)
        self._faults(result.errors)
        self._problems += result.problems
        return result.entries

    def _keep_inside(self) -> None:
        """Leave out document folders outside the ledger's: Beancount would walk through them."""
        root, options = self._gathered.root, self._options
        inside = [d for d in options["documents"] if is_below(root, d)]
        written = self._gathered.parsed[0].settings
        for option in written:
            if option.name == "documents" and option.value not in inside:
                self._problems.append(
                    _outside(Source(self._places.main, option.line), option.value)
                )
        options["documents"] = inside

    def _validate(self, entries: list[Raw]) -> None:
        faults, failed = validate(entries, self._options, self._places)
        self._faults(faults)
        self._problems += failed


def _joined(gathered: Gathered) -> dict[str, Raw]:
    """Return the options of the main file with what Beancount takes from the others."""
    parsed = [one.options for one in gathered.parsed]
    main = dict(parsed[0] or parse(b"", str(gathered.files[0].path)).options)
    currencies = [c for options in parsed for c in options.get("operating_currency", ())]
    main["operating_currency"] = list(dict.fromkeys(currencies))
    main["include"] = sorted(str(file.path) for file in gathered.files)
    main["pythonpath"] = sorted(
        {
            str(file.path.parent)
            for file, options in zip(gathered.files, parsed, strict=True)
            if options.get("insert_pythonpath")
        }
    )
    return main


def open_push(where: Source, name: str) -> Problem:
    """Return the problem of a ``pushtag`` or ``pushmeta`` that its file does not take back."""
    return Problem(
        "LEDGER-OPEN-PUSH",
        f"{name} is not taken back before the end of the file",
        where,
        f"add {name.replace('push', 'pop', 1)} where it should end: until then it would change"
        " whatever is appended",
    )


def _nothing(name: str) -> Problem:
    return Problem(
        "LEDGER-EMPTY",
        "the ledger holds no entries",
        Source(name),
        "if this is not a new ledger, restore the file or name the main one with -f FILE",
        Severity.WARNING,
    )


def _outside(where: Source, folder: str) -> Problem:
    return Problem(
        "LEDGER-DOCUMENTS",
        f"{folder} leads outside the ledger's folder and is not searched for documents",
        where,
        "move the documents into the ledger's folder",
        Severity.WARNING,
    )


def _shapeless(where: Source, error: Exception) -> Problem:
    return Problem(
        "LEDGER-PLUGIN",
        f"a plugin made directives that cannot be read: {type(error).__name__}",
        where,
        "leave out the ledger's own plugins one by one with skip_plugins under [ledger]",
    )
