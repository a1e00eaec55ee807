"""The outermost command."""


def main() -> None:
    """Run the command line."""
