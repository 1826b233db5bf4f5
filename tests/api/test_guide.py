"""The worked example of docs/api.md, word for word, against a real server on a home of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serving import ROOT, serving
from tests.shell.test_keeping import command, staged_home


@pytest.mark.once
def test_the_guides_python_runs_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = staged_home(tmp_path)
    token = command(home, "account", "token", "cheng").stdout.strip()
    example = (ROOT / "docs" / "api.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    with serving(home) as port:
        names = {"TOKEN": token, "BASE": f"http://127.0.0.1:{port}"}
        exec(compile(example, "docs/api.md", "exec"), names)  # noqa: S102 - our own guide
    assert "raise_problem 程远" in capsys.readouterr().out
