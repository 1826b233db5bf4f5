"""Re-encode one image inside limits. Run as a child process: `python -I childimage.py` with the image on stdin.

Writes a JPEG without metadata to standard output. Exit 3: too many pixels (their number, in ten thousands, on stderr).
"""

import io
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
    upright.convert("RGB").save(sys.stdout.buffer, "JPEG", quality=85)
    return 0


if __name__ == "__main__":
    sys.exit(main())
