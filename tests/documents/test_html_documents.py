"""Every kind of document as HTML: well-formed, self-contained, and inert whatever it says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.escape import visible
from billcli.documents.look import Logo, Look
from billcli.documents.render import Press
from billcli.documents.sample import KINDS, samples
from tests.documents.every_field import everywhere

LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
VOID = {"meta", "br", "img"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
LOOK = Look(accent="#ffcc00", logo=Logo(SVG, "svg"), footer=("Managing director Ada Lindgren",))
PRESS = Press()
HOSTILE = (
    "</style><script>alert(1)</script>", '" onload="x', "' style='x", "<!--", "]]>", "&amp;lt;",
    "\\", "*/ } body { display: none", "javascript:x", "{{ 7*7 }}", "{% raw %}", "\x00<b\x1b>",
    "a\u202eb", "url(http://x.example/)", "=1+1", "株式会社", "</title>", "<img src=x onerror=y>",
)  # fmt: skip


class Page(HTMLParser):
    """Collects what a browser sees: balanced tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, ...]] = []
        self.values: list[tuple[str, str]] = []
        self.text = ""
        self.style = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.tags.append((tag, *names))
        self.values += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data


def html_of(kind: str, context: object) -> str:
    return PRESS.render(kind, context, ["html"]).files["html"].decode()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_is_a_whole_page(kind: str, language: str, paper: str) -> None:
    look = Look(paper=paper, footer=LOOK.footer)
    for sample in samples(kind, language, look):
        text = html_of(kind, sample.context)
        page = Page(text)
        assert text.startswith("<!doctype html>")
        assert ("lang", language) in page.values
        assert [tag for tag, *_ in page.tags].count("h1") == 1
        assert f"size: {paper};" in page.style
        assert "\n  <p></p>" not in text
        for tag, *names in page.tags:
            assert tag != "th" or "scope" in names


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing(kind: str) -> None:
    for sample in samples(kind, "en", LOOK):
        text = html_of(kind, sample.context)
        page = Page(text)
        assert not re.search(r"https?:|url\(|@import|<script|<link|\son\w+=", text)
        loaded = {value[:11] for name, value in page.values if name in {"src", "href"}}
        assert loaded == (set() if kind == "mail" else {"data:image/"})
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
        assert all("alt" in names for tag, *names in page.tags if tag == "img")


def check(kind: str, text: str) -> None:
    sample = next(iter(samples(kind, "en", LOOK)))
    found = Page(html_of(kind, everywhere(sample.context, text)))
    calm = Page(html_of(kind, everywhere(sample.context, "x")))
    assert found.tags == calm.tags
    assert visible(text) in found.text
    styles = [[v for n, v in page.values if n == "style"] for page in (found, calm)]
    assert styles[0] == styles[1]
    assert len(found.style.splitlines()) == len(calm.style.splitlines())
    assert found.style.count("}") - visible(text).count("}") * (
        "\\" not in text
    ) == calm.style.count("}")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_texts(kind: str, text: str) -> None:
    check(kind, text)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=10, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_text_is_text(kind: str, text: str) -> None:
    check(kind, text)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=250, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_text_is_text_in_full(kind: str, text: str) -> None:
    check(kind, text)


def test_the_logo_stands_for_the_name_and_the_accent_is_ours() -> None:
    sample = next(iter(samples("invoice", "en", LOOK)))
    page = Page(html_of("invoice", sample.context))
    assert ("alt", "Lindgren & Vale Studio") in page.values
    assert "--accent: #ffcc00;" in page.style
    for words in ("prefers-color-scheme: dark", "@media print", "max-width: 42rem"):
        assert words in page.style


def test_a_font_that_would_end_its_string_is_left_out() -> None:
    sample = next(iter(samples("invoice", "en", Look(font="Arial\\"))))
    assert "Arial\\" not in html_of("invoice", sample.context)


def test_tables_and_accounts_stay_whole_at_every_width() -> None:
    """An IBAN is read in one line, a tablet has one column, a footer never stands alone."""
    style = Page(html_of("invoice", next(samples("invoice")).context)).style
    rules = re.sub(r"\s+", " ", style)
    assert ".payment dd.iban { width: auto; white-space: nowrap; }" in rules
    assert "@media screen and (max-width: 56rem)" in rules
    assert "break-before: avoid" in rules.split("@media print")[1]
