"""Put into the wheel what is made when it is built: manual pages, and compiled templates."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MadeFiles(BuildHookInterface[Any]):
    """Writes ``share/man`` and ``billcli/template_code`` of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files, and name them to the builder.

        Without isolation a part may lack what it is made with: it is left out then.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="billcli-made-")
        sys.path.insert(0, self.root)
        try:
            self._compile_templates(version, build_data)
            self._write_pages(build_data)
        except ImportError as error:
            self.app.display_warning(f"no manual pages or compiled templates: {error}")
        finally:
            sys.path.remove(self.root)

    def _compile_templates(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the templates; those of a checkout that is installed lie in it."""
        from billcli.documents.compile_templates import write_codes  # noqa: PLC0415 - found from here

        if version == "editable":
            write_codes(Path(self.root) / "template_code")
            return
        folder = Path(self._folder.name) / "template_code"
        write_codes(folder)
        for path in folder.glob("*.py"):
            build_data["force_include"][str(path)] = f"billcli/template_code/{path.name}"

    def _write_pages(self, build_data: dict[str, Any]) -> None:
        from billcli.cli.man_page import man_pages  # noqa: PLC0415 - only found from here on

        for name, text in man_pages():
            page = Path(self._folder.name) / name
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="ascii")
            build_data["shared_data"][str(page)] = f"share/man/{name}"
