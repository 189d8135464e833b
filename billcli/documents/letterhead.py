"""What every document has in common: who writes to whom, in which words, and on what paper."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.address import grouped, party
from billcli.documents.look import Look
from billcli.documents.notation import Notation, notation
from billcli.documents.reader import Reader
from billcli.documents.wording import load_wording
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@frozen
class Attachment:
    """A file inside a PDF (PDF/A-3).

    Attributes:
        name: file name the reader sees.
        data: its bytes.
        media_type: such as ``text/xml``.
        relationship: ``source``, ``data``, ``alternative`` or ``supplement`` (ISO 32000-2, 14.13).
        description: what it is, in the reader's language.
    """

    name: str
    data: bytes = field(repr=False)
    media_type: str
    relationship: str = "supplement"
    description: str = ""


@frozen
class Context:
    """A document ready for templates.

    Attributes:
        data: what templates see, by name.
        notation: how the filters write money.
        date: date of the document, also the time stamp of the PDF.
        language: language of the words, an RFC 5646 tag.
        paper: ``a4`` or ``us-letter``, as Typst names them.
        files: images that Typst source may name, by name.
        attachments: files that go into the PDF.
    """

    data: Mapping[str, object]
    notation: Notation
    date: dt.date
    language: str
    paper: str
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    attachments: tuple[Attachment, ...] = ()


@frozen
class Letterhead:
    """The two parties, the reader's language and the look: what a kind of document adds to.

    Attributes:
        issuer: values by the keys of ``contract.PARTY_KEYS``; a missing key is an absent value.
        customer: the same for the customer.
    """

    issuer: Mapping[str, str]
    customer: Mapping[str, str]
    reader: Reader
    look: Look = field(default_factory=Look)

    @classmethod
    def of(
        cls,
        issuer: Mapping[str, str],
        customer: Mapping[str, str],
        *,
        language: str = "",
        look: Look | None = None,
        template_dir: Path | None = None,
    ) -> Letterhead:
        """Return the letterhead for a customer.

        Args:
            issuer: who writes.
            customer: who reads.
            language: of the words; empty takes the customer's, then the issuer's, then English.
                Figures follow the language, and the customer's country where it is spoken.
            look: paper, colour, logo, footer, window.
            template_dir: the user's folder, whose ``wording`` may replace words.

        Raises:
            InvalidError: a wording file cannot be read.
        """
        abroad = customer.get("country", "") or issuer.get("country", "")
        language = language or customer.get("language", "") or issuer.get("language", "") or "en"
        wording = load_wording(language, template_dir, country=issuer.get("country", ""))
        foreign = wording.language == "en" and not language.lower().startswith("en")
        tag = "en" if foreign else language
        return cls(issuer, customer, Reader(wording, notation(tag, abroad)), look or Look())

    @property
    def words(self) -> Mapping[str, str]:
        """Return the words by name."""
        return self.reader.wording.words

    def context(
        self, kind: str, name: str, date: dt.date, particulars: Mapping[str, str], **body: object
    ) -> Context:
        """Return a document: what all have in common, and a body of its own.

        Args:
            kind: which document, the name of its template.
            name: its title, as in ``Invoice INV-2026-0001``.
            date: the day it bears.
            particulars: values of the block beside the address by the name of their label; empty
                ones are left out.
            body: what else the templates of the kind see.

        Raises:
            UsageError: an unknown paper.
        """
        notes = self.reader.notation
        home = self.issuer.get("country", "")
        data: dict[str, object] = {
            "kind": kind,
            "title": name,
            "words": self.words,
            "language": self.reader.wording.language,
            "date": self.reader.date(date),
            "date_iso": date.isoformat(),
            "issuer": party(self.issuer, notes, self.customer.get("country", "") or home),
            "customer": party(self.customer, notes, home),
            "particulars": self.rows(particulars),
            "look": self.look.data(),
            "reason": "",
            "opening": (),
            "closing": (),
            "remarks": (),
            **body,
        }
        logo = self.look.logo
        files = {f"logo.{logo.form}": logo.data} if logo else {}
        return Context(
            MappingProxyType(data),
            notes,
            date,
            self.reader.wording.language,
            self.look.sheet,
            MappingProxyType(files),
        )

    def rows(self, values: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
        """Return labelled rows of the values that are there; a value's name is its label's."""
        return tuple(
            MappingProxyType({"name": name, "label": self.words[name], "value": value})
            for name, value in values.items()
            if value
        )

    def payee(self) -> dict[str, str]:
        """Return where to pay, by the name of the label; all empty without an account."""
        iban = grouped(self.issuer.get("iban", ""))
        holder = self.issuer.get("name", "") if iban else ""
        return {"holder": holder, "iban": iban, "bic": self.issuer.get("bic", "")}


def payment_box(
    sentence: str,
    rows: tuple[Mapping[str, str], ...] = (),
    early: str = "",
    code: Mapping[str, object] | str = "",
) -> Mapping[str, object]:
    """Return the payment box; without rows it is a sentence alone.

    ``wanted`` is ``yes`` when money is asked for; ``code`` is the code to scan, or empty.
    """
    wanted = "yes" if rows else ""
    return MappingProxyType(
        {"wanted": wanted, "sentence": sentence, "early": early, "rows": rows, "code": code}
    )


def said(*texts: str) -> tuple[str, ...]:
    """Return the paragraphs that are there, each once."""
    found: Iterable[str] = filter(None, texts)
    return tuple(dict.fromkeys(found))
