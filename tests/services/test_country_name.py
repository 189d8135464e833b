"""Countries by code and name."""

from __future__ import annotations

import pytest

from billcli.domain.verdict import Verdict
from billcli.services.country_name import code_of, judged_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("GERMANY", "DE"), ("Allemagne", "DE"),
        ("Alemania", "DE"), ("Germania", "DE"), ("Duitsland", "DE"), ("DEU", "DE"), ("D", "DE"),
        ("Österreich", "AT"), ("Autriche", "AT"), ("A", "AT"), ("CHE", "CH"), ("Schweiz", "CH"),
        ("Suiza", "CH"), ("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"),
        ("États-Unis", "US"), ("UK", "GB"), ("Great Britain", "GB"), ("Großbritannien", "GB"),
        ("Holland", "NL"), ("Pays-Bas", "NL"), ("España", "ES"), ("Czech Republic", "CZ"),
        ("EL", "GR"), ("Polska", "PL"), ("GBR", "GB"), ("Narnia", ""), ("EU", ""), ("ZZ", ""),
        ("Oesterreich", "AT"), ("U.K.", "GB"), ("Magyarország", "HU"), ("Hrvatska", "HR"),
        ("Éire", "IE"), ("Eesti", "EE"), ("Latvija", "LV"), ("Lietuva", "LT"), ("Ελλάδα", "GR"),
        ("Россия", "RU"), ("日本", "JP"), ("中国", "CN"), ("대한민국", "KR"), ("Türkiye", "TR"),
        ("Turkey", "TR"), ("Hong Kong", "HK"), ("Korea, Republic of", "KR"), ("Korea", ""),
        ("Viet Nam", "VN"), ("Deutschland (DE)", "DE"), ("DE - Deutschland", "DE"),
        ("FR France", "FR"), ("Germany, AT", ""), ("DE (France)", ""), ("CH-8000", ""),
        ("Congo", "CG"), ("Kongo", ""), ("Virgin Islands", ""), ("(DE)", ""),
        ("D" * 60, ""), ("- " * 30, ""), ("", ""), ("株", ""), ("x" * 100_000, ""), ("1", ""),
    ],
)  # fmt: skip
def test_a_country_by_any_of_its_names(text: str, code: str) -> None:
    assert code_of(text) == code


def test_only_the_code_is_right_and_a_name_tells_it() -> None:
    assert judged_country(" at ").form == "AT"
    found = judged_country("Austria")
    assert (found.verdict, found.form, found.better) == (Verdict.WRONG, "Austria", "AT")
    assert [judged_country(text).is_wrong for text in ("UK", "EU", "ZZ", "D", "ÄT", "XK")] == [
        True, True, True, True, True, False,
    ]  # fmt: skip
