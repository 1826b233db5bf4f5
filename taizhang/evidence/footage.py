"""A video's poster and 720p copy, made by ffmpeg behind a fence; the original is never parsed in this process."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from taizhang.evidence import labels, store
from taizhang.kit.children import PROBE_MEMORY, Media, lent, run_media

READ = ("-protocol_whitelist", "file", "-f", "mov")  # an m3u8 called .mp4 is read as what its name says, and fails
PROBE_SECONDS, HOURS, CPU_FOLD = 60, 3, 6
SOUND = ("-map", "0:v:0", "-map", "0:a:0")
SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-shortest", "-map", "0:v:0", "-map", "1:a:0")
POSTER = ("-frames:v", "1", "-vf", "scale=640:-2", "-f", "mjpeg")
COPY = (
    *("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
    *("-vf", "scale=-2:min(720\\,ih),fps=25", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26"),
    *("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"),
    *("-movflags", "+faststart", "-f", "mp4"),
)


@dataclass(frozen=True)
class Made:
    """What was made of a video; `fault` says why nothing could be."""

    seconds: float = 0
    width: int = 0
    height: int = 0
    poster: str = ""
    copy: str = ""
    fault: str = ""
    sounds: bool = False


def make(sha256: str) -> Made:
    """Probe, poster and copy of the original with this digest."""
    room = Path(settings.MEDIA_ROOT)
    try:
        with lent([store.path_of(sha256)], room) as (original,):
            told = probe(original)
            if told.fault:
                return told
            poster = _written(["-ss", str(min(1.0, told.seconds / 2))], original, POSTER, PROBE_SECONDS, room)
            cpu = int(CPU_FOLD * told.seconds) + PROBE_SECONDS
            copy = _written([], original, (*(SOUND if told.sounds else SILENCE), *COPY), cpu, room)
    except FileNotFoundError:
        return Made(fault=labels.NO_PLAYER)
    if not copy:
        return Made(fault=labels.NOT_A_VIDEO)
    return Made(told.seconds, told.width, told.height, poster, copy, sounds=told.sounds)


def probe(original: BinaryIO) -> Made:
    """Length and size of the picture, or the fault."""
    argv = ["ffprobe", "-v", "error", *READ, "-show_format", "-show_streams", "-of", "json", "{0}"]
    try:
        done = run_media(argv, [original], None, Media(PROBE_SECONDS, PROBE_SECONDS, PROBE_MEMORY, 0))
        found = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        found = {}
    pictures = [one for one in found.get("streams", ()) if one.get("codec_type") == "video" and one.get("width")]
    seconds = _number(found.get("format", {}).get("duration"))
    if not pictures or seconds <= 0:
        return Made(fault=labels.NOT_A_VIDEO)
    if seconds > HOURS * 3600:
        return Made(fault=labels.TOO_LONG)
    sounds = any(one.get("codec_type") == "audio" for one in found["streams"])
    return Made(seconds, int(pictures[0]["width"]), int(pictures[0].get("height") or 0), sounds=sounds)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _written(before: list[str], original: BinaryIO, how: tuple[str, ...], cpu: int, room: Path) -> str:
    """The digest of what ffmpeg wrote; "" when it failed or took too long."""
    original.seek(0)
    with tempfile.NamedTemporaryFile(dir=room, prefix="made-", delete=False) as out:
        argv = ["ffmpeg", "-y", "-nostdin", "-v", "error", *before, *READ, "-i", "{0}", *how, "{out}"]
        try:
            done = run_media(argv, [original], out, Media(cpu, cpu * 2))  # type: ignore[arg-type]
            good = done.returncode == 0 and Path(out.name).stat().st_size > 0
        except subprocess.TimeoutExpired:
            good = False
    made = Path(out.name)
    made.chmod(0o600)
    if good:
        return store.put_file(made)
    made.unlink()
    return ""
