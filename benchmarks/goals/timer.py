"""Run one command and print what the kernel says it cost: ``cpu wall peak status``.

This is a process of its own, started with ``-I -S`` and importing next to nothing, because a
child's peak memory counts from its parent's size at the moment of the fork.
``timer.py FOLDER MODES COMMAND...``; modes: ``t`` gives it a terminal, ``1`` one processor.
CPU is that of the command and of every process it waited for; peak is the largest one's, in MiB.
"""

from __future__ import annotations

import os
import sys
import time

ROWS, COLUMNS = 50, 140
KIB_PER_MIB = 1024


def main(folder: str, modes: str, *command: str) -> None:
    """Run the command and print its figures."""
    os.chdir(folder)
    if "1" in modes and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    null = os.open(os.devnull, os.O_RDWR)
    master, output = _terminal() if "t" in modes else (None, null)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, output, 1)]
    start = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    if master is not None:
        os.close(output)
        _drain(master)
    _, status, used = os.wait4(child, 0)
    wall = time.monotonic() - start
    cpu = used.ru_utime + used.ru_stime
    sys.stdout.write(
        f"{cpu:.6f} {wall:.6f} {used.ru_maxrss / KIB_PER_MIB:.2f}"
        f" {os.waitstatus_to_exitcode(status)}\n"
    )


def _terminal() -> tuple[int, int]:
    import fcntl  # noqa: PLC0415 - loaded where a terminal is asked for
    import struct  # noqa: PLC0415 - same
    import termios  # noqa: PLC0415 - same

    master, output = os.openpty()
    fcntl.ioctl(output, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return master, output


def _drain(master: int) -> None:
    try:  # contextlib.suppress would make this process larger
        while os.read(master, 1 << 16):
            pass
    except OSError:  # how Linux says that nobody holds the terminal any more
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
