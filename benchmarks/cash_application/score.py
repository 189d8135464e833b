"""How good a result is: what was booked by itself, what waits with which proposals, what got lost.

Two results of one line are equal when their allocations, adjustments and rest are, in any order and
without zeros; adjustments of kind `fx` are left out, because the rate of the books is not judged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any, TypeAlias

from benchmarks.cash_application.values import text_of

Answer: TypeAlias = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]], int]
NOTHING: Answer = (frozenset(), frozenset(), 0)
SHOWN = 3
_Z = 1.96


def cents(value: object) -> int:
    """Return an amount as cents; it is a number, a text, or an object with `number`.

    >>> cents("-12.5"), cents({"number": "3.00", "currency": "EUR"}), cents(None)
    (-1250, 300, 0)
    """
    number = value["number"] if isinstance(value, dict) else value
    return int((Decimal(str(number or 0)) * 100).to_integral_value())


def answer(proposal: dict[str, Any]) -> Answer:
    """Return what a proposal does, so that two can be compared."""
    allocated: Counter[str] = Counter()
    for one in proposal.get("allocations") or []:
        allocated[one["item"]] += cents(one["amount"])
    adjusted: Counter[str] = Counter()
    for one in proposal.get("adjustments") or []:
        if one["kind"] != "fx":
            adjusted[one["kind"]] += cents(one["amount"])
    return (
        frozenset((item, amount) for item, amount in allocated.items() if amount),
        frozenset((kind, amount) for kind, amount in adjusted.items() if amount),
        cents(proposal.get("unallocated")),
    )


@dataclass(slots=True)
class Score:
    """Counts of lines, and money in cents.

    Attributes:
        by_case, by_language: of each the counts of what happened to its lines.
        wrong: of each wrong line its answer, and what was said of it.
    """

    count: Counter[str] = field(default_factory=Counter)
    wrong_money: int = 0
    lost_money: int = 0
    by_case: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_language: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    wrong: list[tuple[dict[str, Any], dict[str, Any], str]] = field(default_factory=list)

    def ratio(self, part: str, whole: str) -> float | None:
        """Return a share of two counts, or None if there is nothing to share."""
        return self.count[part] / self.count[whole] if self.count[whole] else None

    def add(self, other: Score) -> None:
        """Count another suite's lines as well."""
        self.count += other.count
        self.wrong_money += other.wrong_money
        self.lost_money += other.lost_money
        for mine, theirs in (
            (self.by_case, other.by_case),
            (self.by_language, other.by_language),
        ):
            for key, counts in theirs.items():
                mine[key] += counts
        self.wrong += other.wrong


def score(truth: dict[str, Any], result: dict[str, Any]) -> Score:
    """Return the score of a result, which may be billcli's whole answer or only its data."""
    found = Score()
    said = _by_line(truth, result.get("data") or result)
    for line, one in zip(truth["lines"], said, strict=True):
        _judge(found, line, one)
    return found


def _by_line(truth: dict[str, Any], data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is said of each line: by the bank's reference, else by date, amount and order."""
    by_ref = {one["bank_ref"]: one for one in data.get("lines", []) if one.get("bank_ref")}
    by_value: defaultdict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for one in data.get("lines", []):
        by_value[one.get("date", ""), cents(one.get("amount"))].append(one)
    said = []
    for line in truth["lines"]:
        same = by_value[line["date"], cents(line["amount"])]
        one = by_ref.get(line["bank_ref"])
        if one is None and same and not by_ref.keys() & _refs(truth):
            one = same.pop(0)
        said.append(one or {"status": "missing"})
    return said


def _refs(truth: dict[str, Any]) -> set[str]:
    return {line["bank_ref"] for line in truth["lines"]}


def _judge(found: Score, line: dict[str, Any], said: dict[str, Any]) -> None:
    want = answer(line)
    proposals = [answer(one) for one in said.get("proposals") or []]
    status = said.get("status", "missing")
    words = [f"expect {line['expect']}", status]
    if status == "missing":
        words.append("queue" if want != NOTHING else "quiet")
    elif status == "auto":
        right = proposals[:1] == [want] and line["expect"] in {"auto", "optional"}
        words += [
            f"{'right' if right else 'wrong'} {line['expect']}",
            "right" if right else "wrong",
        ]
        if not right:
            found.wrong_money += abs(cents(line["amount"]))
            found.wrong.append((line, said, "booked wrong"))
    elif want == NOTHING:
        words.append("noise" if proposals and status != "ignore" else "quiet")
    elif status == "ignore":
        words += ["queue", "lost"]
        found.lost_money += abs(cents(line["amount"]))
        found.wrong.append((line, said, "called something else"))
    else:
        words.append("queue")
        place = proposals.index(want) if want in proposals[:SHOWN] else SHOWN
        words += ["first"] * (place == 0) + ["shown"] * (place < SHOWN)
        if place == SHOWN or line["expect"] == "auto":
            found.wrong.append((line, said, "asked" if place < SHOWN else "not proposed"))
    for words_of in (found.count, found.by_case[line["case"]], found.by_language[line["language"]]):
        words_of["lines"] += 1
        words_of.update(words)


def low(right: int, count: int) -> float:
    """Return the lower end of the 95 % interval of a share (Wilson).

    >>> round(low(99, 100), 3), low(0, 0)
    (0.946, 0.0)
    """
    if not count:
        return 0.0
    share = right / count
    middle = share + _Z * _Z / (2 * count)
    spread = _Z * sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    return (middle - spread) / (1 + _Z * _Z / count)


def figures(found: Score) -> dict[str, Any]:
    """Return the figures of a score by name."""
    count = found.count
    return {
        "lines": count["lines"],
        "missing": count["missing"],
        "booked": count["auto"],
        "booked wrong": count["wrong"],
        "precision": found.ratio("right", "auto"),
        "precision, low end": low(count["right"], count["auto"]),
        "recall": found.ratio("right auto", "expect auto"),
        "recall of optional": found.ratio("right optional", "expect optional"),
        "wrong where a person must be asked": count["wrong review"],
        "wrong where no customer paid": count["wrong none"],
        "money booked wrong": text_of(found.wrong_money),
        "waiting": count["queue"],
        "first proposal right": found.ratio("first", "queue"),
        "one of three right": found.ratio("shown", "queue"),
        "customers' payments called something else": count["lost"],
        "their money": text_of(found.lost_money),
        "no customer's, left alone": count["quiet"],
        "no customer's, proposed": count["noise"],
    }


def report(found: Score, cases: bool = False) -> list[str]:
    """Return the lines of a report: figures, kinds and languages, and wrong lines if asked."""
    rows = [f"{name:<42} {_shown(value)}" for name, value in figures(found).items()]
    for title, table in (("kind", found.by_case), ("language", found.by_language)):
        rows += ["", f"{title:<26} lines  right  wrong  asked  first  of 3  lost  noise"]
        for key in sorted(table):
            n = table[key]
            cells = (n["lines"], n["right"], n["wrong"], n["queue"], n["first"], n["shown"])
            text = " ".join(f"{cell or '.':>6}" for cell in cells)
            rows.append(f"{key:<24} {text} {n['lost'] or '.':>5} {n['noise'] or '.':>6}")
    if cases:
        rows += ["", *(_case(*one) for one in found.wrong)]
    return rows


def _shown(value: object) -> str:
    return "-" if value is None else f"{value:.2%}" if isinstance(value, float) else str(value)


def _case(line: dict[str, Any], said: dict[str, Any], why: str) -> str:
    proposals = said.get("proposals") or [{}]
    return (
        f"{why}: {line['bank_ref']} {line['case']} {line['amount']}"
        f"\n  right   {_told(line)}\n  said    {said.get('status')} {_told(proposals[0])}"
    )


def _told(one: dict[str, Any]) -> str:
    parts = [f"{n['item']} {cents(n['amount']) / 100:.2f}" for n in one.get("allocations") or []]
    parts += [f"{n['kind']} {cents(n['amount']) / 100:.2f}" for n in one.get("adjustments") or []]
    rest = cents(one.get("unallocated"))
    return ", ".join([*parts, *([f"unallocated {rest / 100:.2f}"] if rest else [])]) or "nothing"
