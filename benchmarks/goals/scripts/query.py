"""Answer from the read model as a program would that uses billcli as a library."""

import os
import sys
import time

from billcli.store import index_query

today, now = time.strftime("%Y-%m-%d"), time.time_ns()
books, reason = index_query.open_books(sys.argv[2], os.environ, today=today, now_ns=now)
if books is None:
    sys.exit(f"error: {reason}")
rows = books.balances() if sys.argv[1] == "balances" else books.open_items(limit=50)
for row in rows:
    sys.stdout.write(f"{row}\n")
