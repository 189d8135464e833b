"""The user's templates: listed, copied and checked through the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from billcli.documents.template_file import template_files

if TYPE_CHECKING:
    from shop import Shop


def listed(shop: Shop) -> dict[str, dict[str, str]]:
    rows = shop("template list --format json").data["templates"]
    return {row["template"]: row for row in rows}


def test_the_list_says_whose_template_is_in_force(shop: Shop) -> None:
    shop.write("templates/invoice.html", "mine")
    shop.write("templates/own-part.txt", "mine too")
    rows = listed(shop)
    assert (rows["invoice.html"]["origin"], rows["invoice.html"]["file"]) == (
        "yours", "templates/invoice.html",
    )  # fmt: skip
    assert rows["invoice.txt"]["origin"] == "billcli"
    assert (rows["own-part.txt"]["kind"], rows["own-part.txt"]["output"]) == ("parts", "text")
    assert len(shop("template list").rows) == len(rows) + 1


def test_a_kind_means_all_its_files(shop: Shop) -> None:
    shop.done("template copy statement")
    names = sorted(path.name for path in (shop.folder / "templates").iterdir())
    assert names == ["statement.html", "statement.txt", "statement.typ"]
    shipped = {t.name: t.path.read_bytes() for t in template_files(None)}
    for name in names:
        assert (shop.folder / "templates" / name).read_bytes() == shipped[name]


def test_a_copy_renders_what_billclis_own_renders(shop: Shop) -> None:
    shop.sold("100")
    shop.done("invoice render INV-2026-0001")
    before = shop.text("documents/INV-2026-0001.txt")
    shop.done("template copy invoice.txt page.txt")
    shop.done("invoice render INV-2026-0001")
    assert shop.text("documents/INV-2026-0001.txt") == before
    shop.write("templates/invoice.txt", "Own {{ title }}")
    shop.done("invoice render INV-2026-0001")
    assert shop.text("documents/INV-2026-0001.txt") == "Own Invoice INV-2026-0001\n"


def test_names_may_be_typed_as_they_stand_in_the_folder(shop: Shop) -> None:
    shop.done("template copy templates/invoice.txt ./wording/de.toml")
    assert (shop.folder / "templates/wording/de.toml").is_file()


def test_the_folder_of_the_settings_is_used(shop: Shop) -> None:
    text = shop.text("billcli.toml").replace("[files]", '[files]\ntemplates = "layout"')
    shop.write("billcli.toml", text)
    shop.done("template copy invoice.txt")
    assert (shop.folder / "layout/invoice.txt").is_file()
    assert listed(shop)["invoice.txt"]["origin"] == "yours"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("template copy nothing.typ", "TEMPLATE-UNKNOWN"),
        ("template copy invoice --to my.typ", "TEMPLATE-NAME"),
        ("template copy wording/en.toml --to ../sv.toml", "TEMPLATE-NAME"),
        ("template copy wording/en.toml --to wording/sv.txt", "TEMPLATE-NAME"),
        ("template copy wording/en.toml --to /tmp/sv.toml", "TEMPLATE-NAME"),
        ("template check invoice.txt", "TEMPLATE-UNKNOWN"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    shop: Shop, line: str, code: str
) -> None:
    before = shop.tree()
    answer = shop(line)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == before


def test_a_users_own_file_is_no_template_to_copy(shop: Shop) -> None:
    shop.write("templates/extra.txt", "x")
    assert shop("template copy extra.txt").codes == ["TEMPLATE-UNKNOWN"]


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    before = shop.tree()
    answer = shop("template copy quote --dry-run")
    assert answer.status == 0
    assert answer.err.count("Would copy to templates/quote.") == 3
    assert shop.tree() == before


def test_without_templates_of_ones_own_nothing_is_wrong(shop: Shop) -> None:
    answer = shop("template check --format json")
    assert (answer.status, answer.data) == (0, {"templates": []})


def test_the_check_uses_the_look_and_the_language_of_the_project(shop: Shop) -> None:
    text = shop.text("billcli.toml").replace(
        'formats = ["text"]', 'formats = ["text"]\nlogo = "gone.svg"'
    )
    shop.write("billcli.toml", text)
    shop.done("template copy invoice.txt")
    answer = shop("template check")
    assert (answer.status, answer.codes) == (3, ["LOGO-INVALID"])


def test_a_problem_of_several_templates_is_shown_once(shop: Shop) -> None:
    shop.done("template copy invoice.txt quote.txt")
    shop.write("templates/page.txt", "{{ oops }}")
    answer = shop("template check --format json")
    assert answer.status == 1
    problems = json.loads(answer.out)["problems"]
    assert len({(p["message"], p["file"], p["line"]) for p in problems}) == len(problems)
    assert {row["verdict"] for row in answer.data["templates"]} == {"fails"}
