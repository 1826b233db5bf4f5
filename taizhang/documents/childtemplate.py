"""Fill one .docx template inside limits: `python -I childtemplate.py`. Run as a child process, alone.

Standard input: one line of JSON {"title", "above", "below", "headings", "rows", "qr"}, then the template's bytes.
Output: the filled file. A fault of the template goes to standard error in one line, with exit code 1.
"""

import io
import json
import resource
import sys

CPU_SECONDS, MEMORY = 60, 1536 * 1024**2


def fill(told, template):
    import segno
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Plain(ImmutableSandboxedEnvironment):
        """Plain values alone may be looked into: whoever got at the picture would get at the whole template engine."""

        def is_safe_attribute(self, obj, attr, value):
            return isinstance(obj, (str, list, dict, int, LoopContext)) and super().is_safe_attribute(obj, attr, value)

    page = DocxTemplate(io.BytesIO(template))
    page.init_docx()
    drawn = io.BytesIO()
    if told["qr"]:
        segno.make(told["qr"], error="m").save(drawn, kind="png", scale=4)
    told["qr"] = InlineImage(page, io.BytesIO(drawn.getvalue()), width=Mm(30)) if told["qr"] else ""
    sandbox = Plain(autoescape=True, undefined=StrictUndefined)
    sandbox.globals = {"range": sandbox.globals["range"]}
    del sandbox.filters["attr"]
    page.render(told, jinja_env=sandbox, autoescape=True)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told = json.loads(sys.stdin.buffer.readline())
    try:
        made = fill(told, sys.stdin.buffer.read())
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}".replace("\n", " ")[:300])
        raise SystemExit(1) from error
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
