"""Put a fence round ffmpeg or ffprobe and become it: `python -I childmedia.py JSON`.

JSON: {"argv", "cpu" (seconds), "memory" (bytes), "size" (bytes it may write)}. What it reads and writes are file
descriptors it inherits, named as /proc/self/fd/N: no path, no network, no rights, nothing of our environment.
"""

import contextlib
import json
import os
import resource
import sys

from_here = os.path.dirname(os.path.abspath(__file__))


def main():
    told = json.loads(sys.argv[1])
    sys.path.insert(0, from_here)
    import childfence  # type: ignore[import-not-found]

    resource.setrlimit(resource.RLIMIT_CPU, (told["cpu"], told["cpu"] + 5))
    resource.setrlimit(resource.RLIMIT_AS, (told["memory"], told["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (told["size"], told["size"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    childfence.without_network()
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.setgroups([])
        os.setgid(childfence.NOBODY)
        os.setuid(childfence.NOBODY)
    os.execvpe(told["argv"][0], told["argv"], {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"})


if __name__ == "__main__":
    main()
