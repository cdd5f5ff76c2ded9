"""Which version of the lobby this is."""

from importlib.metadata import PackageNotFoundError, version


def read_version() -> str:
    """Return the version that is installed; a checkout may have none."""
    try:
        return version("trio-lobby")
    except PackageNotFoundError:
        return "unknown (a checkout that is not installed)"
