"""The least a program of Typer costs."""

import typer


def hello() -> None:
    """Greet."""
    typer.echo("hello")


if __name__ == "__main__":
    typer.run(hello)
