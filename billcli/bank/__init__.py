"""Bank statements in: one small reader per format."""
