"""The one door to Beancount's own types: whatever comes through it is not typed."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeAlias

Raw: TypeAlias = "Any"
"""A value of Beancount's: a directive, posting, amount, error, options map or parser callback."""

TOTAL = "__total"
"""Metadata of a posting: the amount after ``@@`` as written; printers leave out such keys."""

PATH = "__path"
"""Metadata of a document: its path as written."""
