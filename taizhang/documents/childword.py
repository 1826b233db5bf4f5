"""Text of one .docx inside limits: `python -I childword.py`, the file on stdin. Automatic numbers are written out."""

import io
import resource
import sys

CPU_SECONDS, MEMORY = 30, 1536 * 1024**2
CHINESE = "〇一二三四五六七八九十"
CHINESE_FORMATS = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "chineseLegalSimplified",
    "ideographTraditional",
)


def chinese(number):
    if number <= 10:
        return CHINESE[number]
    tens, ones = divmod(number, 10)
    if number < 100:
        return ("" if tens == 1 else CHINESE[tens]) + "十" + (CHINESE[ones] if ones else "")
    return str(number)


def formatted(number, style):
    if style in CHINESE_FORMATS:
        return chinese(number)
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord(char) + 0xFEE0) for char in str(number))
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    return str(number)


class Numbers:
    """Counts every list of a document as Word does."""

    def __init__(self, document):
        from docx.oxml.ns import qn

        self.qn, self.levels, self.counts = qn, {}, {}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError, AttributeError):
            return
        abstract = {a.get(qn("w:abstractNumId")): self._levels(a) for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            kept = abstract.get(num.find(qn("w:abstractNumId")).get(qn("w:val")), {})
            self.levels[num.get(qn("w:numId"))] = kept

    def _levels(self, abstract):
        qn, found = self.qn, {}
        for level in abstract.findall(qn("w:lvl")):
            value = {child.tag: child.get(qn("w:val")) for child in level}
            found[int(level.get(qn("w:ilvl")))] = (
                int(value.get(qn("w:start")) or 1),
                value.get(qn("w:numFmt")) or "decimal",
                value.get(qn("w:lvlText")) or "",
            )
        return found

    def before(self, paragraph):
        found = self._of(paragraph)
        if not found:
            return ""
        num, at = found
        levels = self.levels.get(num, {})
        if at not in levels or levels[at][1] in ("bullet", "none"):
            return ""
        counts = self.counts.setdefault(id(levels), {})
        counts[at] = counts.get(at, levels[at][0] - 1) + 1
        for deeper in [k for k in counts if k > at]:
            del counts[deeper]
        text = levels[at][2]
        for level in range(at + 1):
            if level in levels:
                number = counts.get(level, levels[level][0])
                text = text.replace(f"%{level + 1}", formatted(number, levels[level][1]))
        return text

    def _of(self, paragraph):
        properties = paragraph._p.pPr
        style = paragraph.style
        while properties is None or properties.numPr is None:
            if style is None:
                return None
            properties, style = style.element.pPr, style.base_style
        number, level = properties.numPr.numId, properties.numPr.ilvl
        if number is None or number.val == 0:
            return None
        return str(number.val), level.val if level is not None else 0


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(sys.stdin.buffer.read()))
    numbers, lines = Numbers(document), []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(numbers.before(block) + block.text)
        elif isinstance(block, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
