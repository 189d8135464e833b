"""Values and arithmetic of billing: pure, and built on the standard library alone.

Nothing here reads a file, asks the clock or knows Beancount. Start with ``entry`` (what a ledger
says), ``money`` (what it is worth) and ``open_item`` (what is owed).
"""
