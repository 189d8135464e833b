"""Copying templates when the disk does not take them."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("write", errno.ENOSPC, "DISK-FULL"), ("fsync", errno.EIO, "FILE-FAILED"),
        ("open", errno.EACCES, "FILE-DENIED"), ("replace", errno.EROFS, "FILE-DENIED"),
    ],
)  # fmt: skip
def test_a_copy_that_fails_leaves_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    real = getattr(os, call)

    def failing(first: object, *rest: object, **more: object) -> object:
        if call == "open" and not str(first).endswith(".billcli-tmp"):
            return real(first, *rest, **more)
        raise OSError(number, os.strerror(number))

    before = shop.tree()
    monkeypatch.setattr(os, call, failing)
    answer = shop("template copy invoice.typ")
    monkeypatch.undo()
    assert (answer.status, answer.codes) == (1, [code])
    assert "invoice.typ" in answer.err
    assert shop.tree() == before
    assert shop("template copy invoice.typ").status == 0


def test_a_folder_that_is_a_file_is_told(shop: Shop) -> None:
    shop.write("templates", "no folder")
    answer = shop("template copy invoice.typ")
    assert (answer.status, len(answer.codes)) == (1, 1)
    assert shop.text("templates") == "no folder"
