"""stub"""

import typer

app = typer.Typer()


def main() -> None:
    print("hi")
