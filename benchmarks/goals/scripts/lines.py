"""Print so many lines, shaped like open items."""

import sys

for n in range(int(sys.argv[1])):
    number, customer = f"INV-2026-{n:05}", f"C{n % 1000:04}"
    print(  # noqa: T201 - what is measured
        f"{number},invoice,{customer},Customer {customer} Ltd,2026-03-01,2026-03-31,,91,"
        f"{n % 977}.00,{n % 977}.00,EUR,explicit,2026.beancount,{n * 9}"
    )
