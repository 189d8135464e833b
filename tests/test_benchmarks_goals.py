"""The table of goals: books, medians, exponents, verdicts, and the command as a whole."""

from __future__ import annotations

import doctest
import itertools
import math
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.goals import data, table, trade, turns, verdict
from benchmarks.goals.command import needs
from benchmarks.goals.forms import write_forms
from benchmarks.goals.report import report
from benchmarks.goals.table import GOALS, Goal
from benchmarks.goals.turns import Case, FailedError, Found, Reading

if TYPE_CHECKING:
    from types import ModuleType

PROJECT = Path(__file__).resolve().parents[1]
SMALL = trade.Size(200, 4, 2)


@pytest.mark.parametrize("module", [data, trade, verdict])
def test_examples_hold(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)


def readings(*seconds: float, peak: float = 10.0) -> list[Reading]:
    return [Reading(one, one * 2, peak) for one in seconds]


def test_a_ratio_is_the_median_of_the_rounds_not_of_the_sums() -> None:
    left, right = readings(1.0, 8.0, 30.0), readings(1.0, 2.0, 10.0)
    assert verdict.median_ratio(left, right, "cpu") == 3.0
    assert verdict.median_ratio(left, right, "peak") == 1.0
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        verdict.median_ratio(left, right[:2], "cpu")


def test_a_time_too_short_to_be_measured_divides_nothing_by_zero() -> None:
    assert verdict.median_ratio(readings(1.0), readings(0.0), "cpu") == 1_000_000


@pytest.mark.parametrize(("ratio", "power"), [(1.0, 0.0), (100.0, 1.0), (10.0, 0.5), (1e4, 2.0)])
def test_growth_is_a_power_of_the_size(ratio: float, power: float) -> None:
    assert math.isclose(verdict.exponent(ratio, 100.0), power, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("value", "bound", "at_least", "said"),
    [
        (1.25, 1.25, False, "met"),
        (1.26, 1.25, False, "not met"),
        (35.0, 35.0, True, "met"),
        (34.9, 35.0, True, "not met"),
        (9.0, None, True, "for comparison"),
    ],
)
def test_a_bound_itself_is_met(
    value: float, bound: float | None, at_least: bool, said: str
) -> None:
    assert verdict.judged(value, bound, at_least) == (value, said)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "", "-"),
        (1 / 288, "1/", "1/288"),
        (1.256, "", "1.26"),
        (46.24, "x", "46.2x"),
        (372.4, "x", "372x"),
        (24.96, " MiB", "25.0 MiB"),
        (-0.004, "", "-0.00"),
    ],
)
def test_values_are_shown_as_short_as_they_are_sure(
    value: float | None, unit: str, text: str
) -> None:
    assert verdict.shown(value, unit) == text


def found(**by_case: list[Reading]) -> dict[str, Found]:
    return {"": Found({name.replace("_", ": ", 1): one for name, one in by_case.items()})}


SIZES = {"S": trade.Size(2_000, 40, 2), "L": trade.Size(200_000, 1_000, 10)}


def test_a_goal_is_judged_by_the_readings_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    goals = (
        Goal("P1", "a", "b", (("S", 1.25), ("M", 1.25), ("L", 1.25))),
        Goal("P8", "a", "", (("L", 0.05),), "growth"),
        Goal("P9", "a", "b", (("L", 1 / 20),)),
        Goal("P14", "a", "", (("L", 25.0),), "peak"),
        Goal("P4", "b", "c", (("L", 35.0),), at_least=True),
        Goal("P12", "a", "b", (("M", 0.3),), "wall"),
    )
    monkeypatch.setattr("benchmarks.goals.report.GOALS", goals)
    measured = found(
        S_a=readings(1.0, 1.0), S_b=readings(1.0, 1.0),
        L_a=readings(1.0, 3.0), L_b=readings(1.0, 1.0),
    )  # fmt: skip
    measured[""].reasons["L: c"] = "hledger is not installed"
    lines = [line.split() for line in report(SIZES, measured)]
    assert " ".join(lines[3]) == "P1 a / b S 1.00 <= 1.25 met"
    assert " ".join(lines[4]) == "P1 a / b L 2.00 <= 1.25 not met"
    assert " ".join(lines[5]) == "P8 a, growth L 0.15 <= 0.05 not met"
    assert " ".join(lines[6]) == "P9 a / b L 2.00 <= 1/20 not met"
    assert " ".join(lines[7]) == "P14 a, peak memory L 10.0 MiB <= 25.0 MiB met"
    assert " ".join(lines[8]) == "P4 b / c L - >= 35.0x not measured: hledger is not installed"
    assert " ".join(lines[9]).endswith("M - <= 0.30 not measured: size M was not asked for")


def test_growth_needs_two_sizes() -> None:
    text = "\n".join(report({"S": SIZES["S"]}, {"": Found()}))
    assert text.count("growth needs two sizes") == 3


def test_every_case_of_the_table_is_measured_where_its_goal_is() -> None:
    for goal, size in itertools.product(GOALS, "SML"):
        cheap, dear = needs(size, ("S", "M", "L"))
        if size in dict(goal.bounds):
            names = {goal.left, goal.right} - {""}
            assert names <= set(cheap) or names <= set(dear)


def test_the_bounds_are_those_agreed() -> None:
    bounds = {(g.left, g.right, g.kind): dict(g.bounds) for g in GOALS if g.key != "-"}
    assert bounds[table.OPEN, table.HELLO, "cpu"] == {"S": 1.25, "M": 1.25, "L": 1.25}
    assert bounds[table.LEDGER_OPEN, table.OPEN, "cpu"] == {"M": 6.0, "L": 250.0}
    assert bounds[table.PAYMENT, table.CHECK, "cpu"] == {"L": 1 / 200}
    assert bounds[table.PAYMENT, "", "growth"] == {"L": 0.05}
    assert bounds[table.REBUILD, table.CHECK, "wall"]["L"] == 0.3


def case(*words: str, cwd: Path, modes: str = "-") -> Case:
    return Case(lambda: words, cwd, {"PATH": "/usr/bin:/bin"}, modes=modes)


def test_a_process_is_measured_with_those_it_waits_for(tmp_path: Path) -> None:
    work = "import sys; sum(range(3_000_000)); x = bytearray(50_000_000); sys.exit(0)"
    wrap = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    idle = case(sys.executable, "-c", "pass", cwd=tmp_path).run()
    nested = case(sys.executable, "-c", wrap, cwd=tmp_path).run()
    assert nested.cpu > idle.cpu + 0.02
    assert nested.peak > idle.peak + 40
    assert idle.wall > 0


def test_a_case_can_have_a_terminal(tmp_path: Path) -> None:
    program = (
        "import os, sys; sys.exit(0 if os.isatty(1) and os.get_terminal_size()[0] > 80 else 4)"
    )
    assert case(sys.executable, "-c", program, cwd=tmp_path, modes="t").run().cpu > 0
    with pytest.raises(FailedError, match="status 4"):
        case(sys.executable, "-c", program, cwd=tmp_path).run()


def test_much_output_does_not_block(tmp_path: Path) -> None:
    program = "print('x' * 1_000_000)"
    for modes in "-t":
        assert case(sys.executable, "-c", program, cwd=tmp_path, modes=modes).run().wall < 60


def test_a_missing_program_and_an_error_say_why(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="No such file"):
        case("no-such-program", cwd=tmp_path).run()
    program = "import sys; sys.exit('error[FULL]: no room\\nhelp: make some')"
    with pytest.raises(FailedError, match=r"^status 1: error\[FULL\]: no room$"):
        case(sys.executable, "-c", program, cwd=tmp_path).run()
    assert turns.last_words("") == "it said nothing"


def test_cases_take_turns_and_a_failing_one_is_left_out() -> None:
    calls: list[str] = []

    def good(name: str) -> Reading:
        calls.append(name)
        return Reading(len(calls), 0, 0)

    def bad() -> Reading:
        calls.append("b")
        if calls.count("b") == 2:
            raise FailedError("no more")
        return Reading(1, 1, 1)

    told: list[str] = []
    cases = {"a": lambda: good("a"), "b": bad, "c": lambda: good("c")}
    got = turns.in_turn(cases, 2, 1, told.append)
    assert calls == ["a", "b", "c", "a", "b", "c", "a", "c"]
    assert {name: len(one) for name, one in got.readings.items()} == {"a": 2, "c": 2}
    assert got.reasons == {"b": "no more"}
    assert told == ["warming up", "round 1 of 2", "round 2 of 2"]


def test_trade_is_the_same_each_time_balanced_and_in_order() -> None:
    first, second = list(trade.deals(SMALL)), list(trade.deals(SMALL))
    assert first == second
    assert first != list(trade.deals(SMALL, seed=5))
    assert len(first) == SMALL.transactions
    assert all(sum(leg.cents for leg in deal.legs) == 0 for deal in first)
    assert first == sorted(first, key=lambda deal: deal.date)
    assert first[-1].date <= trade.END


def test_trade_has_what_real_books_have() -> None:
    many = list(trade.deals(trade.Size(4_000, 40, 2)))
    kinds = Counter(deal.narration.split()[0] for deal in many)
    assert {"Invoice", "Payment", "Credit", "Everyday", "Supplier's", "Pay", "Card"} <= set(kinds)
    assert any(len(deal.links) in {2, 3} for deal in many)
    left: Counter[str] = Counter()
    for deal in many:
        for leg in deal.legs:
            if leg.account.startswith("Assets:Receivable"):
                left[str(dict(leg.notes).get("invoice") or dict(deal.notes)["invoice"])] += (
                    leg.cents
                )
    share = sum(cents != 0 for cents in left.values()) / kinds["Invoice"]
    assert 0.08 < share < 0.3
    assert all(cents >= 0 for cents in left.values())


def test_books_are_written_once_in_three_languages(tmp_path: Path) -> None:
    place = data.books(tmp_path, "S", SMALL)
    assert place.name == "S-200"
    main = place / "beancount" / "main.beancount"
    made = main.stat().st_mtime_ns
    assert data.books(tmp_path, "S", SMALL) == place
    assert main.stat().st_mtime_ns == made
    counts = {
        language: sum(
            line[:1] == "2" and (" * " in line)
            for path in (place / language).glob("2*")
            for line in path.read_text(encoding="utf-8").splitlines()
        )
        for language in ("beancount", "hledger", "ledger")
    }
    assert counts["beancount"] == 200
    assert counts["hledger"] == counts["ledger"] > 200


def test_books_of_another_version_are_made_anew_and_foreign_ones_kept(tmp_path: Path) -> None:
    place = data.books(tmp_path, "S", SMALL)
    (place / "made.json").write_text("{}", encoding="utf-8")
    (place / "beancount" / "main.beancount").write_text("", encoding="utf-8")
    data.books(tmp_path, "S", SMALL)
    main = place / "beancount" / "main.beancount"
    assert main.stat().st_size
    (place / "made.json").unlink()
    main.write_text("; mine\n", encoding="utf-8")
    data.books(tmp_path, "S", SMALL)
    assert main.read_text(encoding="utf-8") == "; mine\n"


def test_books_with_errors_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path, size: trade.Size) -> None:
        write_forms(folder, size)
        with (folder / "beancount" / "main.beancount").open("a", encoding="utf-8") as file:
            file.write("2026-01-01 balance Assets:Nowhere 1 EUR\n")

    monkeypatch.setattr(data, "write_forms", broken)
    with pytest.raises(SystemExit, match="have errors"):
        data.books(tmp_path, "S", SMALL)
    assert not (tmp_path / "S-200").exists()


def test_sizes_are_read() -> None:
    assert list(data.wanted("L,S")) == ["S", "L"]
    assert data.wanted("M=400") == {"M": trade.Size(400, 4, 5)}
    with pytest.raises(ValueError, match="no size XL"):
        data.wanted("XL")


def goals(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "benchmarks", "goals", *words],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )


def test_the_command_prints_a_row_for_every_goal(tmp_path: Path) -> None:
    ended = goals("--sizes", "S=200", "--rounds", "1", "--data", str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    rows = [line for line in ended.stdout.splitlines() if line.startswith(("P", "- "))]
    said = ("met", "not met", "for comparison")
    assert all(row.endswith(said) or "not measured" in row for row in rows)
    for goal in GOALS:
        assert any(row.split()[0] == goal.key and goal.left in row for row in rows), goal
    assert all(any(row.startswith(other.key) for row in rows) for other in table.ELSEWHERE)
    hello = next(row for row in rows if row.startswith("P2"))
    assert re.search(r" S +\d+\.\d+ +<= 1\.25  (not )?met$", hello)
    assert "round 1 of 1" in ended.stderr


def test_an_unknown_size_is_a_usage_error(tmp_path: Path) -> None:
    ended = goals("--sizes", "XL", "--data", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "there is no size XL" in ended.stderr
