"""Which plugins of a ledger run, and running them so that none can end or fool the process.

A plugin is code. Beancount's own and ours run; any other is named by the project as skipped or
allowed by the user, else it is refused. Beancount runs whatever the ledger names, from any folder,
and a plugin that raises SystemExit(0) makes a cron job look successful (safety rule 5).
"""

from __future__ import annotations

import contextlib
import sys
from fnmatch import fnmatchcase
from importlib import import_module

from billcli.domain.contract import shown
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source
from billcli.ledger.beancount_import import complete

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.ledger.seam import Raw

OWN = "billcli.ledger.plugin"
_TRUSTED = "beancount.plugins."
_BEFORE = "beancount.ops.documents"
_AFTER = ("beancount.ops.pad", "beancount.ops.balance")
# These give their configuration to eval(): only a literal is data.
_EVALUATING = frozenset(
    f"{_TRUSTED}{name}" for name in ("check_average_cost", "check_commodity", "commodity_attr")
)


@frozen
class Plugin:
    """A ``plugin`` line of the ledger."""

    module: str
    config: str
    where: Source


@frozen
class Policy:
    """Which plugins run besides Beancount's own and ours; ``*`` in a name stands for anything.

    Attributes:
        skip: left out silently (``[ledger] skip_plugins`` of the project file).
        allow: run (``--allow-plugin``, or the user's own settings; never the project's).
    """

    skip: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    def allows(self, module: str) -> bool:
        """Return whether the user allowed a module by name."""
        return any(fnmatchcase(module, pattern) for pattern in self.allow)

    def skips(self, module: str) -> bool:
        """Return whether the project leaves a module out; what the user allows runs even so."""
        return any(fnmatchcase(module, pattern) for pattern in self.skip)

    def runs(self, plugin: Plugin) -> bool:
        """Return whether a plugin may run; see the module for the rule."""
        if self.allows(plugin.module):
            return True
        if self.skips(plugin.module):
            return False
        if plugin.module in _EVALUATING and plugin.config and not _is_literal(plugin.config):
            return False
        return plugin.module == OWN or plugin.module.startswith(_TRUSTED)


class Transformed:
    """What is left of a ledger after its plugins ran.

    Attributes:
        entries: Beancount's directives.
        errors: Beancount's errors, of plugins and of pads and balances.
        problems: plugins refused or failed.
    """

    __slots__ = ("entries", "errors", "problems")

    def __init__(self, entries: list[Raw]) -> None:
        """Begin with what the text says."""
        self.entries = entries
        self.errors: list[Raw] = []
        self.problems: list[Problem] = []


def ignored(plugins: Iterable[Plugin], policy: Policy) -> list[Problem]:
    """Return a warning per plugin of an included file: Beancount never runs those."""
    return [
        Problem(
            "PLUGIN-IGNORED",
            f'plugin "{p.module}" stands in an included file: Beancount does not run it',
            p.where,
            "move the line into the main file",
            Severity.WARNING,
        )
        for p in plugins
        if not policy.skips(p.module)
    ]


def transform(
    entries: list[Raw], options: dict[str, Raw], plugins: Sequence[Plugin], policy: Policy
) -> Transformed:
    """Run the plugins in Beancount's order: documents, the ledger's own, pads, balances.

    With ``plugin_processing_mode`` ``raw`` only the ledger's own run, as in Beancount.

    Args:
        entries: booked directives.
        options: Beancount's options.
        plugins: those of the main file, in order.
        policy: which of them may run.
    """
    state = Transformed(entries)
    raw = options["plugin_processing_mode"] == "raw"
    nowhere = Source(plugins[0].where.file if plugins else "")
    for module in () if raw else (_BEFORE,):
        _run(Plugin(module, "", nowhere), options, state)
    for plugin in plugins:
        if policy.runs(plugin):
            with _path(options if policy.allows(plugin.module) else {}):
                _run(plugin, options, state)
        elif not policy.skips(plugin.module):
            state.problems.append(_refusal(plugin))
    for module in () if raw else _AFTER:
        _run(Plugin(module, "", nowhere), options, state)
    return state


def _run(plugin: Plugin, options: dict[str, Raw], state: Transformed) -> None:
    from beancount.core.data import entry_sortkey  # noqa: PLC0415 - imported with the ledger

    before = len(state.entries)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            for function in _functions(plugin):
                arguments = (plugin.config,) if plugin.config else ()
                entries, errors = function(state.entries, options, *arguments)
                entries = sorted(entries, key=entry_sortkey)
                state.errors.extend(errors)
                state.entries = entries
    except ModuleNotFoundError as error:
        state.problems.append(_missing(plugin, error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        state.problems.append(_failure(plugin, error))
    if len(state.entries) < before:
        state.problems.append(_loss(plugin, before - len(state.entries)))


def _functions(plugin: Plugin) -> Iterator[Raw]:
    if not plugin.module.startswith((OWN, "beancount.")):
        complete()
    module = import_module(plugin.module)
    if not hasattr(module, "__plugins__"):
        msg = "the module names no __plugins__"
        raise TypeError(msg)
    for function in module.__plugins__:
        yield getattr(module, function) if isinstance(function, str) else function


@contextlib.contextmanager
def _path(options: dict[str, Raw]) -> Iterator[None]:
    """Let an allowed plugin be found in the ledger's folder, as ``insert_pythonpath`` asks."""
    saved = list(sys.path)
    sys.path[:0] = options.get("pythonpath", [])
    try:
        yield
    finally:
        sys.path[:] = saved


def _is_literal(config: str) -> bool:
    import ast  # noqa: PLC0415 - for three plugins

    try:
        ast.literal_eval(config)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
    return True


def _refusal(plugin: Plugin) -> Problem:
    if plugin.module in _EVALUATING:
        reason = "has a configuration that is code, not data"
    else:
        reason = "is code that neither Beancount nor billcli brings"
    return Problem(
        "PLUGIN-REFUSED",
        f'plugin "{shown(plugin.module)}" {reason}, and was not run',
        plugin.where,
        f'leave it out with skip_plugins = ["{shown(plugin.module)}"] under [ledger] in'
        f" billcli.toml, or run it with --allow-plugin {shown(plugin.module)}",
    )


def _missing(plugin: Plugin, error: ModuleNotFoundError) -> Problem:
    return Problem(
        "PLUGIN-MISSING",
        f'plugin "{shown(plugin.module)}" needs {error.name}, which is not installed here',
        plugin.where,
        f'install it, or set skip_plugins = ["{shown(plugin.module)}"] under [ledger] in'
        " billcli.toml",
    )


def _failure(plugin: Plugin, error: BaseException) -> Problem:
    words = shown(" ".join(f"{type(error).__name__}: {error}".split()))[:300]
    return Problem(
        "PLUGIN-FAILED",
        f'plugin "{shown(plugin.module)}" failed: {words}',
        plugin.where,
        f'correct the plugin, or set skip_plugins = ["{shown(plugin.module)}"] under [ledger] in'
        " billcli.toml",
    )


def _loss(plugin: Plugin, count: int) -> Problem:
    return Problem(
        "PLUGIN-DROPS",
        f'plugin "{shown(plugin.module)}" took {count} directives out of the ledger',
        plugin.where,
        "check that no invoice or payment is among them",
        Severity.WARNING,
    )
