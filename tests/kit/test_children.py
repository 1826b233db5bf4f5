"""The fence round what reads files from outside: no rights and no network, as far as the kernel and the place allow."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from taizhang.kit.childfence import may_drop
from taizhang.kit.children import fence_words, run_child

pytestmark = pytest.mark.once


def test_the_fence_says_what_it_holds() -> None:
    assert fence_words() in ("both", "network", "rights", "limits")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up rights and the network")
def test_rights_are_given_up_where_the_place_is_open(tmp_path: Path) -> None:
    script = tmp_path / "who.py"
    script.write_text("import os; print(os.getuid())")
    told = run_child(script, b"", 20)
    assert told.stdout.strip() == (b"65534" if may_drop(script) else b"0"), told.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take the network away")
def test_no_child_reaches_a_server(tmp_path: Path) -> None:
    if fence_words() not in ("both", "network"):
        pytest.skip("this kernel refuses a network namespace")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        heard: list[object] = []
        waiting = threading.Thread(target=lambda: heard.extend(accepted(server)))
        waiting.start()
        script = tmp_path / "call.py"
        script.write_text(f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2)")
        assert run_child(script, b"", 20).returncode != 0
        waiting.join()
        assert heard == []


def accepted(server: socket.socket) -> list[object]:
    try:
        return [server.accept()]
    except TimeoutError:
        return []


def test_a_child_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    script = tmp_path / "wait.py"
    script.write_text("import time; time.sleep(60)")
    with pytest.raises(subprocess.TimeoutExpired):
        run_child(script, b"", 1)
