"""One use case per module: load, decide, apply, report."""
