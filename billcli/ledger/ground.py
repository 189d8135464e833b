"""What is known of a ledger's files besides their facts: kept as text beside the read model.

It holds what has to be the same, or followed again, when one of the files changes: includes,
options and plugins, and the hash of the bytes that were read.
"""

from __future__ import annotations

import json

from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.option import options_of
from billcli.ledger.standing import NotLocal
from billcli.ledger.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import LedgerOptions
    from billcli.ledger.plugin_run import Policy
    from billcli.ledger.seam import Raw


@frozen
class GroundFile:
    r"""One file as it was read.

    Attributes:
        path: real and absolute.
        size: bytes.
        sha256: 64 hex digits.
        newline: ``\n`` or ``\r\n``.
        includes: (line, text as written).
        settings: (name, value) of ``option`` lines.
        plugins: modules of ``plugin`` lines.
    """

    path: str
    size: int
    sha256: str
    newline: str = "\n"
    includes: tuple[tuple[int, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    plugins: tuple[str, ...] = ()

    def with_lines(
        self, includes: Iterable[Written], settings: Iterable[Written], plugins: Iterable[Written]
    ) -> GroundFile:
        """Return the file with further lines without a date."""
        return replace(
            self,
            includes=(*self.includes, *((one.line, one.name) for one in includes)),
            settings=(*self.settings, *((one.name, one.value) for one in settings)),
            plugins=(*self.plugins, *(one.name for one in plugins)),
        )


@frozen
class Ground:
    """The files of a ledger.

    Attributes:
        root: the real folder of the main file.
        files: the main one first, in the order of their includes.
        entry_count: directives of every kind, those that pads and plugins made among them.
        pads: (account, ISO date) of ``pad`` directives; no change is told where one comes or goes.
    """

    root: str
    files: tuple[GroundFile, ...]
    entry_count: int
    pads: tuple[tuple[str, str], ...]

    @property
    def main(self) -> GroundFile:
        """The main file."""
        return self.files[0]

    def by_path(self) -> Mapping[str, GroundFile]:
        """Return the files by path."""
        return {file.path: file for file in self.files}

    def operating_currencies(self) -> list[str]:
        """Return the operating currencies of all files in order, each once."""
        found = [
            value
            for file in self.files
            for name, value in file.settings
            if name == "operating_currency"
        ]
        return list(dict.fromkeys(found))

    def options(self) -> dict[str, Raw]:
        """Return Beancount's options of the main file, as booking and its checks look at them."""
        from billcli.ledger.local_file import options_map  # noqa: PLC0415 - imports Beancount

        return options_map(self.main.settings, self.main.path)

    def ledger_options(self) -> LedgerOptions:
        """Return the options that change what the text means, as a full load tells them."""
        options = {**self.options(), "operating_currency": self.operating_currencies()}
        return options_of(options, [Written(name, 0, value) for name, value in self.main.settings])

    def check_local(self, policy: Policy) -> None:
        """Refuse a ledger whose facts never come from its text alone.

        Args:
            policy: which plugins run. Even our own would have to run over everything: its rules
                look at the ledger as a whole, and what they find is an error of the load.

        Raises:
            NotLocal: a plugin runs, or an option changes what is done.
        """
        check_settings(self.main.settings)
        for file in self.files:
            check_plugins(file.plugins, policy)

    def to_json(self) -> str:
        """Return the ground as text."""
        files = [
            [f.path, f.size, f.sha256, f.newline, f.includes, f.settings, f.plugins]
            for f in self.files
        ]
        return json.dumps([self.root, self.entry_count, files, self.pads], separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Ground:
        """Return the ground that ``to_json`` wrote."""
        root, count, files, pads = json.loads(text)
        padded = tuple((account, date) for account, date in pads)
        return Ground(root, tuple(_file(*one) for one in files), count, padded)


def _file(
    path: str,
    size: int,
    sha256: str,
    newline: str,
    includes: list[list[Raw]],
    settings: list[list[str]],
    plugins: list[str],
) -> GroundFile:
    lines = tuple((line, name) for line, name in includes)
    options = tuple((name, value) for name, value in settings)
    return GroundFile(path, size, sha256, newline, lines, options, tuple(plugins))


def check_settings(settings: Iterable[tuple[str, str]]) -> None:
    """Refuse options of the main file that let directives come from elsewhere.

    Raises:
        NotLocal: documents are looked for in folders, or checks are left out.
    """
    for name, value in settings:
        if name == "documents":
            raise NotLocal("documents are looked for in a folder")
        if name == "plugin_processing_mode" and value != "default":
            raise NotLocal(f"plugin_processing_mode is {value}")


def check_plugins(modules: Iterable[str], policy: Policy) -> None:
    """Refuse plugins, but those that are left out.

    Raises:
        NotLocal: one would run, or be warned of.
    """
    for module in modules:
        if policy.allows(module) or not policy.skips(module):
            raise NotLocal(f"plugin {module}")
