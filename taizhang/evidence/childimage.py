"""Re-encode one image inside limits. Run as a child process: `python -I childimage.py` with the image on stdin.

Writes a JPEG without metadata to standard output, and to stderr one line of JSON: {"hash", "shot", "software"}: a mark
of what is seen, the moment of the shot and the program as the file tells them. Exit 3: too many pixels (their number,
in ten thousands, on stderr).
"""

import io
import json
import resource
import sys

CPU_SECONDS, MEMORY = 20, 1536 * 1024**2
PIXELS, JPEG_PIXELS, EDGE = 40_000_000, 120_000_000, 2048
FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import warnings

    import pi_heif
    from PIL import Image, ImageOps

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    pi_heif.register_heif_opener()
    picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    pixels = picture.width * picture.height
    if pixels > (JPEG_PIXELS if picture.format == "JPEG" else PIXELS):
        print(pixels // 10_000, file=sys.stderr)
        return 3
    if picture.format == "JPEG":
        picture.draft("RGB", (EDGE, EDGE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((EDGE, EDGE))
    plain = upright.convert("RGB")
    plain.save(sys.stdout.buffer, "JPEG", quality=85)
    print(json.dumps({"hash": seen(plain), **told_by(picture)}), file=sys.stderr)
    return 0


def seen(picture):
    """64 bits of what is seen: whether each of 8 × 8 patches is darker than its right neighbour (dHash)."""
    small = list(picture.convert("L").resize((9, 8)).getdata())
    bits = [small[row * 9 + at] < small[row * 9 + at + 1] for row in range(8) for at in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def told_by(picture):
    """What the file says of its making; text cut short, for it comes from outside."""
    try:
        exif = picture.getexif()
        shot = exif.get_ifd(0x8769).get(0x9003) or ""
        return {"shot": str(shot)[:19], "software": in_words(exif.get(0x0131) or "")[:60]}
    except Exception:
        return {"shot": "", "software": ""}


def in_words(text):
    """Programs of this country write their names in UTF-8 where the standard knows letters only."""
    try:
        return str(text).encode("latin-1").decode()
    except UnicodeError:
        return str(text)


if __name__ == "__main__":
    sys.exit(main())
