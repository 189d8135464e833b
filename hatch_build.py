"""Put the manual pages into the wheel; they are made from the commands when it is built."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManualPages(BuildHookInterface[Any]):
    """Writes ``share/man`` of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - Hatch's
        """Make the pages, and name them to the builder."""
        sys.path.insert(0, self.root)
        try:
            from billcli.cli.man_page import man_pages  # noqa: PLC0415 - only found from here on
        except ImportError as error:  # built without isolation and without Typer
            self.app.display_warning(f"no manual pages: {error}")
            return
        finally:
            sys.path.remove(self.root)
        self._folder = tempfile.TemporaryDirectory(prefix="billcli-man-")
        for name, text in man_pages():
            page = Path(self._folder.name) / name
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="ascii")
            build_data["shared_data"][str(page)] = f"share/man/{name}"
