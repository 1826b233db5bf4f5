"""Put a fence round one of our child scripts and run it: `python -I childfence.py SCRIPT`.

As root it first gives up the network (a namespace of its own) and its rights (user and group 65534); where the kernel
or the place of the installation does not allow that, the script's own resource limits stay, and `doctor` says so.
"""

import contextlib
import ctypes
import os
import resource
import runpy
import stat
import sys
from pathlib import Path

NOBODY = 65534
NEW_NETWORK = 0x40000000


def open_to_all(path):
    """Whether somebody without rights can reach a place: every folder above it may be passed through."""
    return all(above.stat().st_mode & stat.S_IXOTH for above in Path(path).resolve().parents)


def without_network():
    """Take a network namespace of its own, in which there is nothing; False where the kernel refuses."""
    return os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).unshare(NEW_NETWORK) == 0


def may_drop(script):
    """Whether rights can be given up and the script still find itself and its libraries."""
    places = [script, Path(sys.prefix) / "x", Path(sys.base_prefix) / "x"]
    return os.geteuid() == 0 and all(map(open_to_all, places))


def main():
    script = sys.argv[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # what a child makes leaves by standard output, never as a file
    without_network()
    if may_drop(script):
        with contextlib.suppress(PermissionError):
            os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    sys.argv = [script]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
