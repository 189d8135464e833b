"""A benchmark of cash application: bank lines, open invoices, and what settles what."""
