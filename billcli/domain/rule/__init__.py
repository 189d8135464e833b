"""The rules a ledger must keep beyond Beancount's own, one family to a module.

Each rule is a pure function from facts to problems and reads every entry once. Start with
``check``, which runs them all.
"""
