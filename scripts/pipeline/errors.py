"""The one exception the build shows to its user."""


class BuildError(Exception):
    """Something the user can put right: one line that names it, and an exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def usage_error(message: str) -> BuildError:
    """A BuildError about the command line (exit status 2, as argparse has it)."""
    return BuildError(message, status=2)
