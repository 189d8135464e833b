"""One call of the Typst compiler: what it is given and what it says."""

from __future__ import annotations

import json

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import typst

STOPPED = "the template takes more memory than there is for it"


@frozen
class Job:
    """What the compiler is given.

    Attributes:
        source: Typst source.
        root: folder it may read.
        standards: of PDF, as Typst names them.
        moment: time stamp of the PDF, in seconds of Unix time.
    """

    source: str
    root: str
    standards: tuple[str, ...]
    moment: int

    def line(self) -> bytes:
        r"""Return the job as one line.

        >>> Job.read(Job("a\n", "/r", ("ua-1",), 3).line())
        Job(source='a\n', root='/r', standards=('ua-1',), moment=3)
        """
        from dataclasses import asdict  # noqa: PLC0415 - only a compiler beside this process is told

        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Job:
        """Return the job of a line."""
        values = json.loads(line)
        return cls(**values | {"standards": tuple(values["standards"])})


def compiled(job: Job, fonts: typst.Fonts) -> tuple[bytes, list[str]]:
    """Return a PDF and the messages of the compiler's warnings.

    Raises:
        TypstError: the source has a mistake.
    """
    import typst  # noqa: PLC0415 - only a PDF pays for typst

    compiler = typst.Compiler(job.source.encode(), root=job.root, font_paths=fonts)
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf",
        pdf_standards=cast("list[typst.PDFStandard]", list(job.standards)),
        timestamp=job.moment,
    )
    return cast("bytes", pdf), [warning.message for warning in warnings]
