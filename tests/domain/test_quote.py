from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError

import pytest

from billcli.domain.quote import Quote


def test_a_quote_stands_open_unless_a_day_is_named() -> None:
    offer = object()
    assert Quote(offer).valid_until is None
    assert Quote(offer, dt.date(2026, 2, 28)).valid_until == dt.date(2026, 2, 28)
    with pytest.raises(FrozenInstanceError):
        Quote(offer).valid_until = dt.date(2026, 3, 1)
