"""The error catalogue: one Markdown page per problem code, and the way to find it."""
