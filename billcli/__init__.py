"""Billing and accounts receivable in plain text: a command line over a Beancount ledger."""

__version__ = "0.1.0"
