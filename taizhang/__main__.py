"""`taizhang …`: the command line."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    from taizhang.shell.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
