"""Print the open items of a read model as CSV, with no more than SQLite and the csv module.

Nothing is looked at: neither whether the model is fresh, nor its checksums, nor what a spreadsheet
would run.
"""

import csv
import sqlite3
import sys

ROWS = """SELECT item, item.kind, customer, customer_name, date_issued, date_due, instalment,
 CAST(julianday('now', 'start of day') - julianday(date_due) AS INTEGER), amount, balance_open,
 currency, known_by, path, fact.line + line_offset
 FROM item LEFT JOIN fact ON fact.id = item.fact LEFT JOIN file ON file.id = fact.file
 WHERE is_open ORDER BY due_key, item, instalment, date_issued, nth"""

with sqlite3.connect(sys.argv[1]) as database:
    csv.writer(sys.stdout).writerows(database.execute(ROWS))
