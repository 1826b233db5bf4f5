"""Loaded before Django: a home of its own for every test process, never the developer's."""

import os
import tempfile

if "PYTEST_HOME" not in os.environ:
    os.environ["PYTEST_HOME"] = tempfile.mkdtemp(prefix="taizhang-test-")
os.environ["TAIZHANG_HOME"] = os.environ["PYTEST_HOME"]
os.environ.setdefault("TAIZHANG_MODE", "demo")
