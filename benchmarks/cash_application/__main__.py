"""Make suites, run matchers on them, and score what they say.

python -m benchmarks.cash_application make DIR --seed 1 --lines 1000 --language de --style semicolon
python -m benchmarks.cash_application run DIR...          (billcli, or --with number, amount)
python -m benchmarks.cash_application score DIR RESULT.json --cases
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.cash_application import baseline, noise, peers, runner, suite
from benchmarks.cash_application.numbering import SCHEMES
from benchmarks.cash_application.reference import REFERENCES
from benchmarks.cash_application.score import Score, figures, report, score
from benchmarks.cash_application.vocabulary import LANGUAGES
from benchmarks.cash_application.world import Order


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cash_application",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write a suite into a new folder")
    make.add_argument("folder", type=Path)
    make.add_argument("--seed", type=int, default=1)
    make.add_argument("--lines", type=int, default=1000)
    make.add_argument("--open-items", type=int, default=0, help="at least so many open documents")
    make.add_argument("--language", choices=LANGUAGES, default="de")
    make.add_argument("--style", choices=suite.ALL_STYLES, default="comma")
    make.add_argument("--numbers", choices=SCHEMES, default="inv")
    make.add_argument("--references", choices=REFERENCES, default="rf")
    make.add_argument("--level", type=int, choices=noise.LEVELS, default=2, help="of noise")
    make.add_argument("--books", choices=suite.BOOKS, default="plain")
    judge = commands.add_parser("score", help="judge a result")
    judge.add_argument("folder", type=Path)
    judge.add_argument("result", type=Path)
    run = commands.add_parser("run", help="run a matcher on suites and judge it")
    run.add_argument("folder", type=Path, nargs="+")
    run.add_argument("--with", dest="matcher", choices=runner.MATCHERS, default="billcli")
    run.add_argument("--keep", type=Path, help="folder for the results")
    for one in (judge, run):
        one.add_argument("--cases", action="store_true", help="list lines that are not right")
        one.add_argument("--json", action="store_true", help="figures as JSON")
    return parser


def main(arguments: list[str]) -> int:
    """Do what the command line says and return its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "make":
            order = Order(
                chosen.seed, chosen.lines, chosen.language, chosen.open_items, chosen.numbers,
                chosen.references, chosen.level,
            )  # fmt: skip
            suite.write(chosen.folder, order, chosen.style, chosen.books)
            return 0
        found = _score(chosen) if chosen.command == "score" else _run(chosen)
    except (suite.RefusedError, runner.FailedError, peers.PeerError, OSError) as refused:
        sys.stderr.write(f"error: {refused}\n")
        return 1
    text = (
        json.dumps(figures(found), indent=1)
        if chosen.json
        else "\n".join(report(found, chosen.cases))
    )
    sys.stdout.write(text + "\n")
    return 0


def _truth(folder: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return read


def _score(chosen: argparse.Namespace) -> Score:
    result = json.loads(chosen.result.read_text(encoding="utf-8"))
    return score(_truth(chosen.folder), result)


def _run(chosen: argparse.Namespace) -> Score:
    total = Score()
    for folder in chosen.folder:
        if chosen.matcher in baseline.BASELINES:
            result, seconds = baseline.run(folder, chosen.matcher), None
        elif chosen.matcher in peers.PEERS:
            result, seconds = peers.run(folder, chosen.matcher), None
        else:
            result, seconds = runner.billcli(folder)
        if chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            kept = chosen.keep / f"{folder.name}-{chosen.matcher}.json"
            kept.write_text(json.dumps(result, indent=1), encoding="utf-8")
        one = score(_truth(folder), result)
        if len(chosen.folder) > 1:
            sys.stdout.write(runner.summary(folder.name, one, seconds) + "\n")
        total.add(one)
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
