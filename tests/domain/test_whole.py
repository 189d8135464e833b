from __future__ import annotations

import datetime as dt

from billcli.domain.entry import Account, Facts, Meta, Record
from billcli.domain.whole import Whole
from billcli.domain.whole_change import accounts_touched, must_tie_anew

DAY = dt.date(2026, 1, 1)
ROOTS = ("Assets:AR",)
ACME = "Assets:AR:Acme"


def opened(*names: str, **metas: Meta) -> dict[str, Account]:
    return {name: Account(DAY, name, meta=metas.get(name.rpartition(":")[2], {})) for name in names}


def owner(customer: str, account: str) -> Record:
    return Record(DAY, "customer", (customer, account), {}, (1,))


def whole(*records: Record, accounts: dict[str, Account] | None = None) -> Whole:
    return Whole.of(Facts(records=records, accounts=accounts or {}), ROOTS)


def test_owners_are_accounts_that_one_record_names() -> None:
    both = owner("Globex", "Assets:AR:Shared"), owner("Acme", "Assets:AR:Shared")
    assert whole(owner("Acme", ACME), *both).owners == {ACME: "Acme"}


def test_parents_are_groups_below_the_receivables() -> None:
    accounts = opened("Assets:AR", "Assets:AR:Group", "Assets:AR:Group:A", "Assets:Bank:A")
    accounts |= opened("Assets:AR:Kept", "Assets:AR:Kept:A", "Assets:Bank", Kept={"email": "x"})
    accounts |= opened("Assets:AR:Unopened:A")
    assert whole(accounts=accounts).parents == {"Assets:AR", "Assets:AR:Group"}


def test_marked_are_accounts_whose_open_names_a_customer() -> None:
    accounts = opened("Assets:AR", ACME, "Assets:Bank", AR={"customer-id": "C-1"})
    assert whole(accounts=accounts).marked == {"Assets:AR"}
    accounts = opened(
        "Assets:AR", ACME, "Assets:Bank", Acme={"customer": "A"}, Bank={"customer": "A"}
    )
    assert whole(accounts=accounts).marked == {ACME}
    accounts = opened("Assets:AR", ACME, AR={"name": "x"}, Acme={"customer-id": "C-1"})
    assert whole(accounts=accounts).marked == frozenset()


def test_it_comes_back_from_text() -> None:
    known = Whole({ACME: "Müller"}, frozenset({"Assets:AR:B", "Assets:AR:A"}), frozenset({ACME}))
    assert Whole.unpacked(known.packed()) == known


def test_a_record_for_an_account_that_means_the_same_joins_its_shard() -> None:
    assert not must_tie_anew(whole(), whole(owner("Acme", ACME)), ROOTS, {ACME, "Assets:Bank"})
    assert not must_tie_anew(whole(), whole(owner("C-17", ACME)), ROOTS, {ACME})


def test_shards_are_made_anew_where_an_account_means_something_else() -> None:
    group = whole(owner("C-17", "Assets:AR:Group"))
    below = {"Assets:AR:Group:Acme"}
    assert must_tie_anew(whole(), group, ROOTS, below)
    assert must_tie_anew(group, whole(), ROOTS, below)
    assert not must_tie_anew(whole(), group, ROOTS, {"Assets:AR:Groups", "Assets:AR:Acme"})
    document = whole(owner("C-17", "Assets:AR:INV-7"))
    assert must_tie_anew(whole(), document, ROOTS, {"Assets:AR:INV-7"})


def test_shards_are_made_anew_where_an_account_changes_hands() -> None:
    mine, theirs = whole(owner("Acme", ACME)), whole(owner("Globex", ACME))
    assert must_tie_anew(mine, theirs, ROOTS, {ACME})
    shared = whole(owner("Acme", ACME), owner("Globex", ACME))
    assert must_tie_anew(mine, shared, ROOTS, {ACME})
    assert not must_tie_anew(mine, mine, ROOTS, {ACME})
    assert not must_tie_anew(mine, theirs, ROOTS, {"Assets:AR:Globex"})


def test_accounts_outside_the_receivables_mean_nothing() -> None:
    bank = whole(owner("Acme", "Assets:Bank"))
    assert not must_tie_anew(whole(), bank, ROOTS, {"Assets:Bank", "Assets:Bank:A"})


def test_shards_are_made_anew_where_an_account_in_use_is_marked() -> None:
    marked = whole(accounts=opened(ACME, Acme={"customer": "Acme Inc."}))
    assert must_tie_anew(whole(), marked, ROOTS, {ACME})
    assert not must_tie_anew(whole(), marked, ROOTS, set())


def test_accounts_that_become_groups_are_looked_at_again() -> None:
    before = whole(accounts=opened(ACME))
    after = whole(accounts=opened(ACME, f"{ACME}:INV-7"))
    assert accounts_touched(before, after) == {ACME}
    assert accounts_touched(after, before) == {ACME}
    assert accounts_touched(after, after) == frozenset()
