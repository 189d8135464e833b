"""The least an answer from SQLite costs: open a file, read rows, print them.

With the name of a table all of its rows are read, so that an answer is held against one as long.
"""

import sqlite3
import sys

path, *tables = sys.argv[1:]
wanted = f"SELECT * FROM {tables[0]}" if tables else "SELECT name FROM sqlite_master LIMIT 50"  # noqa: S608 - a name of ours
with sqlite3.connect(path) as database:
    for row in database.execute(wanted):
        sys.stdout.write(f"{row}\n")
