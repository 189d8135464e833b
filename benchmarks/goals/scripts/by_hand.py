"""Open invoices by hand, from the directives that uromyces reads."""

import sys
from collections import defaultdict
from decimal import Decimal

import uromyces

left: defaultdict[str, Decimal] = defaultdict(Decimal)
for entry in uromyces.load_file(sys.argv[1]).entries:
    if type(entry) is not uromyces.Transaction:
        continue
    for posting in entry.postings:
        if posting.account.startswith("Assets:Receivable"):
            own = posting.meta.get("invoice") if posting.meta else None
            left[str(own or entry.meta.get("invoice"))] += posting.units.number
for invoice, amount in left.items():
    if amount:
        sys.stdout.write(f"{invoice} {amount}\n")
