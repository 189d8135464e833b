"""Dunning: which open items are asked for today, how firmly, and what being late costs."""
