"""Answer from the read model as a program would that uses billcli as a library."""

import os
import sys
import time

from billcli.store import index_query

today, now = time.strftime("%Y-%m-%d"), time.time_ns()
_, question, ledger, variant = sys.argv
books, reason = index_query.open_books(ledger, os.environ, today=today, now_ns=now, variant=variant)
if books is None:
    sys.exit(f"error: {reason}")
rows = books.balances() if question == "balances" else books.open_items(limit=50)
for row in rows:
    sys.stdout.write(f"{row}\n")
