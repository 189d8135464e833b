"""What others wrote down of hours and expenses: pure readers of their files."""
