from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.documents.look import Look
from billcli.documents.sample import KINDS
from billcli.documents.template_check import languages_of, try_templates
from billcli.documents.template_file import TemplateFile, template_files
from billcli.documents.wording import shipped_templates

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.documents.template_check import Trial


def tried(folder: Path, *languages: str) -> dict[str, Trial]:
    own = [t for t in template_files(folder) if t.own]
    found = try_templates(own, folder, Look(), languages or ("en",))
    return {trial.template.name: trial for trial in found}


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def by_name(folder: Path | None) -> dict[str, TemplateFile]:
    return {t.name: t for t in template_files(folder)}


def test_every_kind_has_a_template_for_every_output() -> None:
    names = set(by_name(None))
    wanted = {f"{kind}.{suffix}" for kind in KINDS for suffix in ("typ", "html", "txt")}
    assert wanted <= names
    assert {"wording/en.toml", "wording/de.toml"} <= names
    assert not any(t.own for t in template_files(None))


def test_the_users_file_comes_before_billclis(tmp_path: Path) -> None:
    mine = put(tmp_path, "invoice.html", "x")
    put(tmp_path, "parts/sums.html", "y")
    put(tmp_path, "logo.svg", "<svg/>")
    found = by_name(tmp_path)
    assert (found["invoice.html"].path, found["invoice.html"].own) == (mine, True)
    assert found["invoice.html"].replaces
    assert (found["parts/sums.html"].kind, found["parts/sums.html"].replaces) == ("parts", False)
    assert "logo.svg" not in found
    assert not found["invoice.txt"].own


def test_a_good_override_works_with_every_sample(tmp_path: Path) -> None:
    put(tmp_path, "invoice.txt", '{% extends "shipped/invoice.txt" %}')
    trial = tried(tmp_path, "en", "de")["invoice.txt"]
    assert trial.sound
    assert trial.problems == ()
    assert trial.samples == 18


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{{ title }}\n{{ titel }}\n", 2, "'titel' is nothing this document knows"),
        ("{{ title }}\n\n{% if %}", 3, "Expected an expression"),
        ("{{ issuer.nam }}", 1, "there is no 'nam' here"),
        ("\n{{ total }}", 2, "an amount is written as"),
        ("{% if kind == 'never' %}\n{{ oops }}{% endif %}", 2, "'oops' is nothing"),
        ("{% include 'gone.txt' %}", 1, "no template gone.txt"),
        ("{{ lines|nofilter }}", 1, "No filter named 'nofilter'"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    path = put(tmp_path, "invoice.txt", text)
    trial = tried(tmp_path)["invoice.txt"]
    assert not trial.sound
    problem = next(p for p in trial.problems if message in p.message)
    assert problem.code == "TEMPLATE-ERROR"
    assert problem.where is not None
    if "gone" not in text:
        assert (problem.where.file, problem.where.line) == (str(path), line)


def test_a_near_name_is_offered(tmp_path: Path) -> None:
    put(tmp_path, "invoice.html", "{{ custommer.name }}")
    problems = tried(tmp_path)["invoice.html"].problems
    assert any(p.help == "did you mean customer?" for p in problems)


def test_a_name_that_is_asked_for_first_may_be_absent(tmp_path: Path) -> None:
    put(tmp_path, "invoice.txt", "{% if project is defined %}{{ project }}{% endif %}x")
    assert tried(tmp_path)["invoice.txt"].problems == ()


def test_each_problem_is_named_once_for_all_samples(tmp_path: Path) -> None:
    put(tmp_path, "page.html", "{{ broken.everywhere }}")
    trial = tried(tmp_path)["page.html"]
    assert trial.samples > 20
    assert len({(p.message, p.where) for p in trial.problems}) == len(trial.problems)


def test_typst_that_does_not_compile_is_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        "receipt.typ",
        '{% extends "page.typ" %}{% block body %}\n#nofunc()\n{% endblock %}',
    )
    (problem, *_) = tried(tmp_path)["receipt.typ"].problems
    assert (problem.code, problem.where.line) == ("TEMPLATE-ERROR", 2)
    assert "nofunc" in problem.message


def test_wording_is_tried_in_its_own_language(tmp_path: Path) -> None:
    put(tmp_path, "wording/sv.toml", '[words]\ninvoice = "Faktura"\n')
    trial = tried(tmp_path)["wording/sv.toml"]
    assert trial.sound
    assert trial.samples > 15
    assert languages_of(template_files(tmp_path), "de") == ("de", "en", "sv")


def test_a_word_nobody_uses_is_a_warning_with_what_was_meant(tmp_path: Path) -> None:
    path = put(tmp_path, "wording/en.toml", '[words]\n\ninvoce = "Bill"\n')
    trial = tried(tmp_path)["wording/en.toml"]
    (problem,) = trial.problems
    assert trial.sound
    assert (problem.where.file, problem.where.line) == (str(path), 3)
    assert "did you mean invoice" in problem.help


def test_a_place_nothing_fills_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "wording/en.toml", '[words]\npay-by = "by {datum}"\n')
    trial = tried(tmp_path)["wording/en.toml"]
    (problem,) = trial.problems
    assert not trial.sound
    assert (problem.where.line, problem.help) == (2, "write {date}")


def test_billclis_own_templates_pass_their_own_check(tmp_path: Path) -> None:
    for template in template_files(None):
        if template.kind != "wording" or template.name == "wording/nl-BE.toml":
            put(tmp_path, template.name, template.path.read_text("utf-8"))
    assert shipped_templates() != tmp_path
    for name, trial in tried(tmp_path, "en").items():
        assert trial.problems == (), name
