"""The words of a document in a language, from the files in ``templates/wording``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import MappingProxyType

import billcli
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FALLBACK = "en"
CODE = "TEMPLATE-ERROR"
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)
_REGION = re.compile(r"[A-Z]{2}", re.ASCII)
_LINE = re.compile(r"line (\d+)")
_PLACE = re.compile(r"\{([a-z]+)\}")


@frozen
class Wording:
    """Labels and sentences of one language.

    Attributes:
        language: the language the words are in, which is English when the wanted one is unknown.
        words: text by name; sentences hold places such as ``{date}``.
        units: short name by UN/ECE Recommendation 20 code.
    """

    language: str
    words: Mapping[str, str]
    units: Mapping[str, str]

    def phrase(self, name: str, /, **values: str) -> str:
        """Return a sentence with its places filled; the values are never looked into.

        >>> Wording("en", {"by": "Pay by {date}"}, {}).phrase("by", date="5 May")
        'Pay by 5 May'
        """
        found = _PLACE.split(self.words[name])
        return "".join(values[p] if i % 2 else p for i, p in enumerate(found))


def shipped_templates() -> Path:
    """Return the folder of the templates that come with billcli.

    An installed billcli has it inside the package; a checkout has it at its top level.
    """
    package = Path(billcli.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def load_wording(language: str, template_dir: Path | None = None, *, country: str = "") -> Wording:
    """Return the words of a language, completed by English.

    A country may call single things by other names (``wording/de-CH.toml``): taxes above all.

    Args:
        language: an RFC 5646 tag such as ``de`` or ``de-CH``.
        template_dir: the user's folder, whose ``wording/<language>.toml`` may replace single words.
        country: ISO 3166 code of the issuer, whose law names the taxes; a country in the tag
            itself comes first.

    Raises:
        InvalidError: a wording file is not TOML, or holds something that is not a text.
    """
    wanted, *regions = re.split("[-_]", language.lower())
    if not _LANGUAGE.fullmatch(wanted):
        wanted = FALLBACK
    shipped = shipped_templates() / "wording"
    folders = [shipped, template_dir / "wording"] if template_dir else [shipped]
    if not any((folder / f"{wanted}.toml").is_file() for folder in folders):
        wanted = FALLBACK
    names = [FALLBACK, wanted]
    if _REGION.fullmatch(region := (regions[0] if regions else country).upper()):
        names.append(f"{wanted}-{region}")
    files = [f / f"{name}.toml" for name in dict.fromkeys(names) for f in folders]
    found = {file: _read(file) for file in files if file.is_file()}
    _check_places(found, shipped / f"{FALLBACK}.toml")
    words: dict[str, str] = {}
    units: dict[str, str] = {}
    for table in found.values():
        words |= table["words"]
        units |= table["units"]
    return Wording(wanted, MappingProxyType(words), MappingProxyType(units))


def _check_places(found: Mapping[Path, dict[str, dict[str, str]]], standard: Path) -> None:
    """Refuse a sentence with a place that billcli does not fill."""
    english = found[standard]["words"]
    for file, table in found.items():
        for name, text in table["words"].items():
            places = set(_PLACE.findall(english.get(name, "")))
            strange = sorted(set(_PLACE.findall(text)) - places)
            if strange and name in english:
                offered = " or ".join(f"{{{place}}}" for place in sorted(places))
                raise InvalidError.of(
                    CODE,
                    f"[words] {name} has a place {{{strange[0]}}} that nothing fills",
                    where=Source(str(file), _line_of(file, name)),
                    hint=f"write {offered}" if places else "write it without braces",
                )


def stray_words(file: Path) -> tuple[Problem, ...]:
    """Return a warning for each word of a file that no document uses, such as a misspelled name.

    Raises:
        InvalidError: the file cannot be read.
    """
    known = _read(shipped_templates() / "wording" / f"{FALLBACK}.toml")["words"]
    return tuple(
        Problem(
            CODE,
            f"[words] {name} is used by none of billcli's templates",
            Source(str(file), _line_of(file, name)),
            _near(name, known),
            severity=Severity.WARNING,
        )
        for name in _read(file)["words"]
        if name not in known
    )


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    near = get_close_matches(name, sorted(known), n=3)
    return f"did you mean {' or '.join(near)}?" if near else "a template of yours may use it"


def _line_of(file: Path, name: str) -> int:
    """Return the line that gives a word, 0 when it is not written plainly."""
    key = re.compile(rf"[\"']?{re.escape(name)}[\"']?\s*=")
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    return next((number for number, line in lines if key.match(line.strip())), 0)


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = _LINE.search(str(error))
        where = Source(str(file), int(line[1]) if line else 0)
        raise InvalidError.of(
            CODE, f"not a TOML file: {error}", where=where, hint='write words as name = "text"'
        ) from error
    result = {name: tables.get(name, {}) for name in ("words", "units")}
    for name, table in result.items():
        bad = [k for k, v in table.items() if not isinstance(v, str)] if table else []
        if bad:
            raise InvalidError.of(
                CODE,
                f"[{name}] {bad[0]} is not a text",
                where=Source(str(file)),
                hint=f'write {bad[0]} = "..."',
            )
    return result
