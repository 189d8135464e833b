"""What a customer receives: PDF, HTML and text from Jinja templates."""
