"""The least an answer from SQLite costs: open a file, read a few rows, print them."""

import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as database:
    for (name,) in database.execute("SELECT name FROM sqlite_master LIMIT 50"):
        sys.stdout.write(f"{name}\n")
