"""The `discuss` command from its first line on: what keeps it from starting is said in one line, with its cure.

At the top nothing is imported that an old Python or half an installation could lack.
"""

from __future__ import annotations

import sys

_WORD_64 = 2**32  # a 32-bit Python counts no further
_INSTALL = "python3 -m venv discuss-venv && discuss-venv/bin/pip install discuss-comments"


def main() -> None:
    """Run the command, or say why it cannot run here."""
    if sys.version_info < (3, 11):  # noqa: UP036 - pip refuses an older one, a checkout does not
        sys.exit(
            f"discuss needs Python 3.11 or newer, and this is {sys.version.split()[0]} ({sys.executable}). "
            "Debian 12, Ubuntu 24.04 and Raspberry Pi OS 12 have a new enough one: /usr/bin/python3"
        )
    try:
        from discuss.cli import main as run  # noqa: PLC0415 - what it imports may be missing

        run()
    except ImportError as error:
        words = explain(error)
        if words is None:
            raise
        sys.exit(words)


def explain(error: ImportError) -> str | None:
    """Say what a package that cannot be imported means here and how to mend it; None where the fault is our own."""
    package = (error.name or "").partition(".")[0]
    if package in {"", "discuss"}:
        return None
    if sys.maxsize < _WORD_64:
        return (
            f"The package {package} does not run on this 32-bit system, and discuss needs it. "
            "Install a 64-bit system; for a Raspberry Pi 3 or newer there is the 64-bit Raspberry Pi OS."
        )
    if isinstance(error, ModuleNotFoundError):
        return (
            f"The package {package} is missing for this Python ({sys.executable}). "
            f"Call the discuss of the virtual environment it was installed in, or install it: {_INSTALL}"
        )
    return (
        f"The package {package} was made for another Python or another machine than this one. "
        f"Make the virtual environment anew: {_INSTALL} (the system said: {error})"
    )


if __name__ == "__main__":
    main()
