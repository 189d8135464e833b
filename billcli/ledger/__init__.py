"""The only package that knows Beancount: it finds, loads, reads, writes and checks ledgers."""
