"""The child that opens one file from standard input and tells what it is; run by path, it knows nothing of the project.

Arguments: media type, bytes of address space, seconds of processor. Answer: one line of JSON, then a JPEG.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

SIDE = 320
BLANK_SIDE = 96
MOST_LOOKED_AT = 200
MOST_PIXELS = 120_000_000
# A page is blank where hardly any point differs from the paper: dust and a scanner's shadow at the edge are forgiven.
DARK, SHARE, EDGE = 40, 0.002, 6


def main() -> None:
    media_type, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    # What is imported now may be opened still; afterwards there is nothing more to open, write or start.
    import PIL.Image
    import PIL.JpegImagePlugin
    import PIL.PngImagePlugin

    if media_type == "application/pdf":
        import pypdfium2  # noqa: F401 - loaded while files may be opened
    _bound(memory, seconds)
    warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
    PIL.Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    told, picture = _pdf(content) if media_type == "application/pdf" else _picture(content, media_type)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


def _bound(memory: int, seconds: int) -> None:
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, most))


def _told(pages: int | None, blank: list[int], *, readable: bool = True, locked: bool = False) -> dict[str, Any]:
    return {"pages": pages, "blank": blank, "readable": readable, "locked": locked}


def _picture(content: bytes, media_type: str) -> tuple[dict[str, Any], bytes]:
    import PIL.Image
    import PIL.ImageOps

    try:
        with PIL.Image.open(io.BytesIO(content), formats=["PNG" if media_type == "image/png" else "JPEG"]) as opened:
            opened.draft("RGB", (SIDE * 2, SIDE * 2))
            opened.load()
            turned = PIL.ImageOps.exif_transpose(opened)
            return _told(1, [1] if _is_blank(turned) else []), _small(turned)
    except (OSError, ValueError, SyntaxError, MemoryError, PIL.Image.DecompressionBombError, Warning):
        return _told(None, [], readable=False), b""


def _pdf(content: bytes) -> tuple[dict[str, Any], bytes]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        if pages < 1:
            return _told(None, [], readable=False), b""
        picture = _small(_page(document, 0, SIDE * 2))
        blank = [number for number in range(1, min(pages, MOST_LOOKED_AT) + 1) if _is_blank_page(document, number - 1)]
        return _told(pages, blank), picture
    except pypdfium2.PdfiumError as fault:
        return _told(None, [], readable=False, locked="assword" in str(fault)), b""
    except (MemoryError, ValueError, OSError):
        return _told(None, [], readable=False), b""


def _page(document: Any, index: int, side: int) -> Any:
    page = document[index]
    scale = side / max(page.get_width(), page.get_height(), 1)
    image = page.render(scale=min(scale, 4)).to_pil()
    page.close()
    return image


def _is_blank_page(document: Any, index: int) -> bool:
    """Drawn larger than it is judged: thin lines must not be lost between the points."""
    return _is_blank(_page(document, index, BLANK_SIDE * 4))


def _is_blank(image: Any) -> bool:
    grey = image.convert("L")
    grey.thumbnail((BLANK_SIDE * 4, BLANK_SIDE * 4))
    wide, high = grey.size
    grey = grey.crop((wide * EDGE // 100, high * EDGE // 100, wide - wide * EDGE // 100, high - high * EDGE // 100))
    counts = grey.histogram()
    total = sum(counts)
    paper = max(range(256), key=lambda shade: counts[shade])
    marks = sum(count for shade, count in enumerate(counts) if shade < paper - DARK)
    return total > 0 and paper > 128 and marks < total * SHARE


def _small(image: Any) -> bytes:
    """Only the points go into it: no place, no camera, nothing else that the file tells of its maker."""
    import PIL.Image

    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    if small.mode != "RGB":
        ground = PIL.Image.new("RGB", small.size, "white")
        layer = small.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
        small = ground
    kept = PIL.Image.new("RGB", small.size)
    kept.paste(small)
    out = io.BytesIO()
    kept.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
