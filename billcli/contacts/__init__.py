"""Address books in: spreadsheets and vCards, to one kind of contact."""
