"""Scripts that are measured: floors, and what a user of a library would write by hand."""
