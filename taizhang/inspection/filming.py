"""A film put together by ffmpeg behind the fence: one segment a piece, joined, with chapters; originals untouched."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from taizhang.evidence import store
from taizhang.inspection.rules.film import Piece, chapters_of
from taizhang.kit.children import Media, lent, run_media

WIDTH, HEIGHT, RATE = 1280, 720, 25
FIT = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease,pad={WIDTH}:{HEIGHT}:(ow-iw)/2:(oh-ih)/2,setsar=1"
ENCODED = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-r", str(RATE)),
    *("-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2", "-f", "mpegts", "{out}"),
)
BEGIN = ("ffmpeg", "-y", "-nostdin", "-v", "error", "-protocol_whitelist", "file")
SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo")
VOICES = {".mp3": "mp3", ".m4a": "mov", ".wav": "wav"}


class Unbuilt(Exception):
    """ffmpeg could not make it: which piece (0: the whole), and its last words."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number, self.why = number, why


def build(
    pieces: Sequence[Piece], sources: Mapping[str, str], voice: tuple[str, str] | None, say: Callable[[int], None]
) -> str:
    """Build the film; returns its digest in the store. `sources`: evidence code → digest of the copy to use.

    `voice`: (file name, digest) of a voice-over. `say` is told the percentage done.
    """
    room = Path(settings.MEDIA_ROOT)
    with ExitStack() as stack:
        joined = stack.enter_context(tempfile.NamedTemporaryFile(dir=room, prefix="film-"))
        for number, one in enumerate(pieces, 1):
            _segment(number, one, sources, joined, room)
            say(int(90 * number / len(pieces)))
        joined.flush()
        return _whole(joined, pieces, voice, room)


def _segment(number: int, one: Piece, sources: Mapping[str, str], joined: Any, room: Path) -> None:
    """One piece as a stretch of stream, appended to what there is."""
    card = _drawn(one)
    paths = [store.path_of(sources[one["evidence"]])] if one["kind"] != "title" else []
    with (
        lent(paths, room) as held,
        tempfile.TemporaryFile(dir=room) as picture,
        tempfile.TemporaryFile(dir=room) as out,
    ):
        picture.write(card)
        picture.flush()
        reads = [picture, *held]
        argv = [*BEGIN, *_inputs(one), "-t", str(one["seconds"]), *ENCODED]
        limits = Media(int(one["seconds"] * 6) + 60, int(one["seconds"] * 12) + 120)
        _run(argv, reads, out, limits, number)
        out.seek(0)
        while chunk := out.read(1 << 20):
            joined.write(chunk)


def _inputs(one: Piece) -> list[str]:
    """What ffmpeg reads for a piece and how it is laid together: picture, blurs, caption, sound."""
    still = ["-loop", "1", "-framerate", str(RATE)]
    caption = [*still, "-f", "png_pipe", "-i", "{0}"]
    if one["kind"] == "title":
        return [*caption, *SILENCE, "-map", "0:v", "-map", "1:a"]
    if one["kind"] == "photo":
        graph = f"[1:v]{FIT}[base];{_blurred(one)}[0:v]overlay=0:0[v]"
        photo = [*still, "-f", "jpeg_pipe", "-i", "{1}"]
        return [*caption, *photo, *SILENCE, "-filter_complex", graph, "-map", "[v]", "-map", "2:a"]
    graph = f"[1:v]{FIT},fps={RATE}[base];{_blurred(one)}[0:v]overlay=0:0[v]"
    clip = ["-ss", str(one["from"]), "-t", str(one["seconds"]), "-f", "mov", "-i", "{1}"]
    return [*caption, *clip, "-filter_complex", graph, "-map", "[v]", "-map", "1:a"]


def _blurred(one: Piece) -> str:
    """Filters that blur the piece's rectangles for their time; ends in the picture as it goes on."""
    chain, name = "", "base"
    for number, blur in enumerate(one["blurs"]):
        x, y = int(blur["x"] * WIDTH), int(blur["y"] * HEIGHT)
        w, h = max(8, int(blur["w"] * WIDTH) // 2 * 2), max(8, int(blur["h"] * HEIGHT) // 2 * 2)
        until = blur["until"] or one["seconds"]
        radius = max(2, min(w, h) // 4 - 1)
        chain += (
            f"[{name}]split[a{number}][b{number}];[b{number}]crop={w}:{h}:{x}:{y},"
            f"boxblur={radius}:2:{max(1, radius // 2)}:2[c{number}];"
            f"[a{number}][c{number}]overlay={x}:{y}:enable='between(t,{blur['from']},{until})'[d{number}];"
        )
        name = f"d{number}"
    return f"{chain}[{name}]"


def _whole(joined: Any, pieces: Sequence[Piece], voice: tuple[str, str] | None, room: Path) -> str:
    """Stream to MP4, with chapters and, where there is one, the voice over the sound of the place."""
    spoken = [store.path_of(voice[1])] if voice else []
    with lent(spoken, room) as held, tempfile.TemporaryFile(dir=room) as marks:
        marks.write(_marks(pieces).encode())
        marks.flush()
        joined.seek(0)
        argv = [*BEGIN, "-f", "mpegts", "-i", "{0}", "-f", "ffmetadata", "-i", "{1}"]
        sound = ["-map", "0:a", "-c:a", "copy", "-bsf:a", "aac_adtstoasc"]
        if voice:
            argv += ["-f", VOICES.get(Path(voice[0]).suffix.lower(), "mov"), "-i", "{2}"]
            mixed = "[0:a]volume=0.25[place];[place][2:a]amix=inputs=2:duration=first:normalize=0[a]"
            sound = ["-filter_complex", mixed, "-map", "[a]", "-c:a", "aac", "-b:a", "128k"]
        argv += ["-map", "0:v", *sound, "-c:v", "copy", "-map_metadata", "1", "-map_chapters", "1"]
        argv += ["-movflags", "+faststart", "-f", "mp4", "{out}"]
        seconds = int(sum(one["seconds"] for one in pieces))
        with tempfile.NamedTemporaryFile(dir=room, prefix="made-", delete=False) as out:
            made = Path(out.name)
            try:
                _run(argv, [joined, marks, *held], out, Media(seconds + 120, seconds * 2 + 240), 0)
            except Unbuilt:
                made.unlink()
                raise
        made.chmod(0o600)
        return store.put_file(made)


def _run(argv: list[str], reads: Sequence[Any], out: Any, limits: Media, number: int) -> None:
    for one in reads:
        one.seek(0)
    try:
        done = run_media(argv, reads, out, limits)
    except subprocess.TimeoutExpired as error:
        raise Unbuilt(number, "timeout") from error
    if done.returncode != 0:
        raise Unbuilt(number, done.stderr.decode(errors="replace")[-200:])


def _marks(pieces: Sequence[Piece]) -> str:
    """Chapters as ffmpeg reads them."""
    lines = [";FFMETADATA1"]
    found = chapters_of(pieces)
    ends = [one["at"] for one in found[1:]] + [sum(one["seconds"] for one in pieces)]
    for one, end in zip(found, ends, strict=True):
        plain = one["title"].replace("\\", " ").replace("\n", " ").strip()  # at a line's end it would join the next
        title = "".join(f"\\{char}" if char in "=;#" else char for char in plain)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={int(one['at'] * 1000)}", f"END={int(end * 1000)}"]
        lines.append(f"title={title}")
    return "\n".join(lines) + "\n"


@cache
def font_of(size: int) -> Any:
    """The simplified Chinese face, by its name."""
    asked = ["fc-match", "-f", "%{file}\n%{index}", "Noto Sans CJK SC"]
    told = subprocess.run(asked, capture_output=True, check=False, env={"PATH": "/usr/bin:/bin"})  # noqa: S603
    file, _sign, index = told.stdout.decode().partition("\n")
    if not file:
        return ImageFont.load_default(size)
    return ImageFont.truetype(file, size, index=int(index or 0) & 0xFFFF)


def _drawn(one: Piece) -> bytes:
    """A title card, or a caption on a clear ground, as PNG."""
    title = one["kind"] == "title"
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (122, 26, 22, 255) if title else (0, 0, 0, 0))
    draw, font = ImageDraw.Draw(picture), font_of(56 if title else 34)
    lines = _wrapped(draw, one["text"], font, WIDTH - 160)
    height = sum(font.size + 16 for _line in lines)
    top = (HEIGHT - height) // 2 if title else HEIGHT - height - 36
    if lines and not title:
        draw.rectangle((0, top - 14, WIDTH, HEIGHT - 22), fill=(0, 0, 0, 150))
    for line in lines:
        draw.text(((WIDTH - draw.textlength(line, font=font)) / 2, top), line, font=font, fill=(255, 255, 255, 255))
        top += font.size + 16
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _wrapped(draw: Any, text: str, font: Any, width: int) -> list[str]:
    lines: list[str] = []
    for part in text.splitlines():
        line = ""
        for char in part:
            if draw.textlength(line + char, font=font) > width:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return [line for line in lines if line][:4]
