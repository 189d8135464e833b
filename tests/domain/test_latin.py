"""Letters of ASCII for other letters."""

from __future__ import annotations

import pytest

from billcli.domain.latin import latin


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Müller Straße", "Mueller Strasse"),
        ("ÅÉÍ Čapek Øst", "AEI Capek Ost"),
        ("\uff29\u3000\uff46", "I f"),
        ("Ελλάδα Борис", "Ellada Boris"),
        ("日本 €", "日本 €"),
    ],
)
def test_known_letters_are_written_in_ascii(text: str, ascii_text: str) -> None:
    assert latin(text) == ascii_text
