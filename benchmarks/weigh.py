"""Run a command of ours in this process; its peak memory (MB) goes into a file: python -m benchmarks.weigh FILE …"""

import atexit
import sys
from pathlib import Path

from benchmarks.files import peak
from taizhang.__main__ import main

target = Path(sys.argv[1])
atexit.register(lambda: target.write_text(f"{peak():.0f}"))
sys.argv = ["taizhang", *sys.argv[2:]]
sys.exit(main())
