"""PDFs with wrong structures, bombs, rings, and things that want to run."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests import pdfs

Build = Callable[[], bytes]
Parts = dict[int, bytes]

_TEXT = b"BT /F1 12 Tf 72 700 Td (Certifico que a parte foi intimada.) Tj ET"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
_MANY = 100_000


def write_pdf(parts: Parts) -> bytes:
    """The numbered objects as a PDF with a correct table of places."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (max(parts) + 1, start)
    return bytes(out)


def pdf(**changes: bytes) -> bytes:
    """A page with one sentence; objects are replaced by ``o4=...``; ``page`` and ``resources`` add entries."""
    page, resources = changes.pop("page", b""), changes.pop("resources", b"")
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R" + changes.pop("catalog", b"") + b">>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: _PAGE + resources + b">>" + page + b">>",
        4: stream(_TEXT),
        5: _FONT,
    }
    parts |= {int(name[1:]): body for name, body in changes.items()}
    return write_pdf(parts)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + entries)


def _with_image(image: bytes, **more: bytes) -> bytes:
    draws = stream(b"q 500 0 0 700 40 60 cm /I1 Do Q")
    return pdf(resources=b"/XObject<</I1 6 0 R>>", o4=draws, o6=image, **more)


def _image(
    width: int, height: int, data: bytes, entries: bytes = b"/BitsPerComponent 8/ColorSpace/DeviceGray"
) -> bytes:
    return stream(data, b"/Type/XObject/Subtype/Image/Width %d/Height %d%s" % (width, height, entries))


def _flate_image(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    return _image(width, height, zlib.compress(data, 9), entries + b"/Filter/FlateDecode")


def _forms(*bodies: bytes) -> Parts:
    """Forms 10, 11, ... each with all of them as resources."""
    names = b"".join(b"/X%d %d 0 R" % (n, 10 + n) for n in range(len(bodies)))
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<<%s>>>>" % names
    return {10 + n: stream(body, entries) for n, body in enumerate(bodies)}


def _with_forms(*bodies: bytes) -> bytes:
    forms = {f"o{number}": body for number, body in _forms(*bodies).items()}
    return pdf(resources=b"/XObject<</X0 10 0 R>>", o4=stream(b"/X0 Do"), **forms)


def _many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(count))
    pages = {10 + n: _PAGE + b">>>>" for n in range(count)}
    return write_pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)}
        | {4: stream(_TEXT), 5: _FONT}
        | pages
    )


def _deep_tree(depth: int) -> bytes:
    nodes = {10 + n: b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (9 + n, 11 + n) for n in range(depth)}
    nodes[10 + depth] = _PAGE + b">>>>"
    return write_pdf({1: b"<</Type/Catalog/Pages 10 0 R>>", 4: stream(_TEXT), 5: _FONT} | nodes)


def _box(values: bytes) -> bytes:
    return pdf(o3=b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % values)


def _self_calling_glyph() -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 900 900]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 97"
        b"/Widths[900]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F1 5 0 R>>>>>>"
    )
    text = b"BT /F1 12 Tf 72 700 Td (aaaa) Tj ET"
    return pdf(o4=stream(text), o5=font, o6=stream(b"900 0 d0 " + text))


def _self_tiling() -> bytes:
    pattern = stream(
        b"/Pattern cs /P1 scn 0 0 600 900 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep .01/YStep .01"
        b"/Resources<</Pattern<</P1 6 0 R>>>>",
    )
    draws = stream(b"/Pattern cs /P1 scn 0 0 600 800 re f")
    return pdf(resources=b"/Pattern<</P1 6 0 R>>", o4=draws, o6=pattern)


def _huge_shading() -> bytes:
    function = stream(
        b"\0" * 64, b"/FunctionType 0/Domain[0 1 0 1 0 1]/Range[0 1]/Size[2000 2000 2000]/BitsPerSample 32"
    )
    shading = b"<</ShadingType 1/ColorSpace/DeviceGray/Function 7 0 R/Domain[0 1e9 0 1e9]>>"
    return pdf(resources=b"/Shading<</S1 6 0 R>>", o4=stream(b"/S1 sh"), o6=shading, o7=function)


def _looping_tables() -> bytes:
    body = pdf()
    start = body.rindex(b"startxref") + len(b"startxref\n")
    place = body[start:].split(b"\n")[0]
    return body.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + place)


def _stream_table(size: int) -> bytes:
    table = stream(b"\0" * 7 * 20, b"/Type/XRef/W[1 4 2]/Size %d/Index[0 %d]/Root 1 0 R" % (size, size))
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n9 0 obj\n"
        + table
        + b"\nendobj\nstartxref\n58\n%%EOF"
    )


def _pack(data: bytes, times: int) -> bytes:
    """A stream that must be unpacked so often."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times))


PDFS: dict[str, Build] = {
    "encrypted": lambda: pdfs.build_pdf(pdfs.write_lines(), password="x"),
    "locked by its owner only": lambda: pdfs.build_pdf(pdfs.write_lines(), owner="dono"),
    "cut in the first page": lambda: pdfs.build_pdf(pdfs.write_lines())[:600],
    "cut before its end": lambda: pdfs.build_pdf(pdfs.scan())[:-900],
    "header only": lambda: b"%PDF-1.7\n",
    "header and noise": lambda: b"%PDF-1.7\n" + bytes(n * 97 % 251 for n in range(60_000)),
    "header and zeros": lambda: b"%PDF-1.7\n" + bytes(5_000_000),
    "many headers": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n" * 50_000,
    "tree that holds itself": lambda: pdf(o2=b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "tree that holds its parent": lambda: pdf(
        o2=b"<</Type/Pages/Kids[6 0 R]/Count 9>>", o6=b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>"
    ),
    "tree five thousand deep": lambda: _deep_tree(5_000),
    "five thousand pages": lambda: _many_pages(5_000),
    "two thousand million pages, it says": lambda: pdf(o2=b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"),
    "minus five pages, it says": lambda: pdf(o2=b"<</Type/Pages/Kids[3 0 R]/Count -5>>"),
    "no pages, it says": lambda: pdf(o2=b"<</Type/Pages/Kids[3 0 R]/Count 0>>"),
    "same page a thousand times": lambda: pdf(o2=b"<</Type/Pages/Kids[%s]/Count 1000>>" % (b"3 0 R " * 1000)),
    "pages that do not exist": lambda: pdf(o2=b"<</Type/Pages/Kids[77 0 R 78 0 R]/Count 2>>"),
    "pages that are words": lambda: pdf(o2=b"<</Type/Pages/Kids[(a)(b)]/Count 2>>"),
    "box of kilometres": lambda: _box(b"0 0 200000 200000"),
    "box of half a point": lambda: _box(b"0 0 0.5 800"),
    "box without end": lambda: _box(b"0 0 1e38 1e38"),
    "box turned over": lambda: _box(b"595 842 0 0"),
    "box of words": lambda: _box(b"(a) (b) null true"),
    "unit of a mile": lambda: pdf(page=b"/UserUnit 100000"),
    "turned by 37 degrees": lambda: pdf(page=b"/Rotate 37"),
    "content of 100 MB in 100 kB": lambda: pdf(o4=flate(b"q Q " * 25_000_000)),
    "content packed five times": lambda: pdf(o4=_pack(b" " * 100_000_000, 4)),
    "million strokes": lambda: pdf(o4=flate(b"9 9 m 500 700 l 7 600 l S\n" * 1_000_000)),
    "million brackets": lambda: pdf(o4=flate(b"q " * 2_000_000 + _TEXT)),
    "million lines of text": lambda: pdf(o4=flate(_TEXT + b" BT /F1 1 Tf 9 9 Td (palavra qualquer) Tj ET" * 200_000)),
    "form that draws itself": lambda: _with_forms(b"/X0 Do"),
    "forms that draw each other": lambda: _with_forms(b"/X1 Do", b"/X0 Do"),
    "form drawn 10^9 times": lambda: _with_forms(*(b"/X%d Do " % (n + 1) * 10 for n in range(9)), b"0 0 9 9 re f"),
    "glyph that writes itself": _self_calling_glyph,
    "pattern that fills itself": _self_tiling,
    "shading without end": _huge_shading,
    "one-bit image of 900 million pixels": lambda: _with_image(
        _flate_image(30_000, 30_000, bytes(112_500_000), b"/BitsPerComponent 1/ColorSpace/DeviceGray")
    ),
    "image of 3.6 GB": lambda: _with_image(
        _flate_image(60_000, 60_000, bytes(10_000_000), b"/BitsPerComponent 8/ColorSpace/DeviceGray")
    ),
    "large image of ten bytes": lambda: _with_image(_image(12_000, 12_000, b"0123456789")),
    "image with a side of 2^31": lambda: _with_image(_image(2**31 - 1, 2**31 - 1, b"0")),
    "image of minus one pixel": lambda: _with_image(_image(-1, -1, b"0")),
    "image that masks itself": lambda: _with_image(
        _image(9, 9, bytes(81), b"/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 6 0 R")
    ),
    "fax of endless lines": lambda: _with_image(
        _image(60_000, 60_000, bytes(5_000), b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode"
               b"/DecodeParms<</K -1/Columns 60000/Rows 60000>>")
    ),
    "broken JBIG2": lambda: _with_image(
        _image(3000, 3000, b"\x97JB2\r\n" * 99, b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode")
    ),
    "broken JPEG 2000": lambda: _with_image(_image(3000, 3000, b"\0\0\0\x0cjP  " * 99, b"/Filter/JPXDecode")),
    "broken JPEG": lambda: _with_image(_image(3000, 3000, b"\xff\xd8\xff\xe0" + bytes(99), b"/Filter/DCTDecode")),
    "LZW of nothing": lambda: pdf(o4=stream(b"\x80\x0b" * 5_000, b"/Filter/LZWDecode")),
    "run length of 60 MB": lambda: pdf(o4=stream(b"\x81 " * 500_000, b"/Filter/RunLengthDecode")),
    "hundred filters": lambda: pdf(o4=stream(_TEXT.hex().encode(), b"/Filter[%s]" % (b"/ASCIIHexDecode" * 100))),
    "table that follows itself": _looping_tables,
    "table of 2^31 rows": lambda: _stream_table(2**31 - 1),
    "length that is longer than the file": lambda: pdf(o4=stream(_TEXT).replace(b"/Length ", b"/Length 99999")),
    "length that asks itself": lambda: pdf(o4=b"<</Length 4 0 R>>\nstream\n%s\nendstream" % _TEXT),
    "content that holds itself": lambda: pdf(o4=b"[4 0 R 4 0 R]"),
    "arrays in arrays": lambda: pdf(catalog=b"/Names " + b"[" * _MANY + b"]" * _MANY),
    "dictionaries in dictionaries": lambda: pdf(catalog=b"/Names " + b"<</A" * _MANY + b" 1" + b">>" * _MANY),
    "text of 20 MB": lambda: pdf(catalog=b"/Title (" + b"a" * 20_000_000 + b")"),
    "bookmarks in a ring": lambda: pdf(catalog=b"/Outlines 6 0 R", o6=b"<</First 6 0 R/Next 6 0 R/Last 6 0 R>>"),
    "starts a program": lambda: pdf(catalog=b"/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>"),
    "runs a script": lambda: pdf(catalog=b"/OpenAction<</S/JavaScript/JS(while\\(true\\){app.alert\\(1\\)})>>"),
    "calls an address": lambda: pdf(catalog=b"/OpenAction<</S/SubmitForm/F(http://example.test/)/Flags 4>>"),
    "opens another file": lambda: pdf(catalog=b"/OpenAction<</S/GoToR/F(\\\\\\\\example.test\\\\a.pdf)/D[0/Fit]>>"),
    "carries a program": lambda: pdf(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a.exe)6 0 R]>>>>",
        o6=b"<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>",
        o7=stream(b"MZ" + bytes(500)),
    ),
    "dynamic form": lambda: pdf(catalog=b"/AcroForm<</XFA 6 0 R/Fields[]>>", o6=stream(b"<xdp:xdp><a>" * 9_000)),
    "fields in a ring": lambda: pdf(
        catalog=b"/AcroForm<</Fields[6 0 R]>>", page=b"/Annots[6 0 R]",
        o6=b"<</Type/Annot/Subtype/Widget/FT/Tx/Rect[9 9 99 99]/Kids[6 0 R]/Parent 6 0 R/AP<</N 6 0 R>>>>",
    ),
}  # fmt: skip
