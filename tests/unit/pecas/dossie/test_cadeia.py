"""The chain of a dossiê: whole as written, broken by any change of any byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pecas.dossie.cadeia import Entrada, verify_dossie, write_dossie

ENTRADAS = (
    Entrada("peca", {"id": "p1", "numero_cnj": "0000000", "tipo_de_peca": "contestacao"}),
    Entrada("documento", {"rotulo": "fl. 3 – Petição “inicial”", "paginas": ["lida", "ocr"], "sha256": "a" * 64}),
    Entrada("fato", {"valor": 1234.56, "trecho": 'o "remédio"\nà mãe \\ 1', "pagina": None, "ok": True}),
    Entrada("fato", {"valor": None, "trecho": "", "pagina": 2, "ok": False}),
    Entrada("fechamento", {"versao": 3}),
)
ARQUIVO = write_dossie(ENTRADAS)
WHOLE = ARQUIVO.conteudo

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_what_was_written_is_whole_and_read_back_as_it_was() -> None:
    laudo = verify_dossie(WHOLE)
    assert laudo.is_integro
    assert laudo.cabeca == ARQUIVO.cabeca
    assert laudo.entradas[:-1] == ENTRADAS
    assert laudo.contagem == {"peca": 1, "documento": 1, "fato": 2, "fechamento": 1, "fim": 1}
    assert json.loads(WHOLE)["entradas"][2]["conteudo"] == ENTRADAS[2].conteudo


@given(contents=st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=3), max_size=4))
@settings(max_examples=50)
def test_any_json_makes_a_whole_file(contents: list[dict[str, object]]) -> None:
    assert verify_dossie(write_dossie([Entrada("x", content) for content in contents]).conteudo).is_integro


@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
@settings(max_examples=400)
def test_another_byte_anywhere_is_found(place: int, byte: int) -> None:
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    assert verify_dossie(changed).is_integro is (changed == WHOLE)


def test_every_single_bit_counts() -> None:
    """All bits of all bytes: nothing of the file is out of the chain's sight."""
    for place in range(len(WHOLE)):
        for bit in range(8):
            changed = bytearray(WHOLE)
            changed[place] ^= 1 << bit
            assert not verify_dossie(bytes(changed)).is_integro, (place, bit)


@given(place=st.integers(0, len(WHOLE)), extra=st.binary(min_size=1, max_size=3), cut=st.integers(0, 3))
@settings(max_examples=200)
def test_bytes_put_in_or_taken_out_are_found(place: int, extra: bytes, cut: int) -> None:
    for changed in (WHOLE[:place] + extra + WHOLE[place:], WHOLE[:place] + WHOLE[place + cut :]):
        assert verify_dossie(changed).is_integro is (changed == WHOLE)


def edit(change: str) -> bytes:
    """The file with its entries changed by somebody who knows the format but makes no new hashes."""
    found = json.loads(WHOLE)
    entradas = found["entradas"]
    if change == "deleted":
        del entradas[2]
    elif change == "swapped":
        entradas[2], entradas[3] = entradas[3], entradas[2]
    elif change == "doubled":
        entradas.insert(2, entradas[2])
    elif change == "cut short":
        del entradas[-2:]
        found["cabeca"] = entradas[-1]["hash"]
    elif change == "content":
        entradas[1]["conteudo"]["sha256"] = "b" * 64
    lines = [json.dumps(one, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for one in entradas]
    head = f'{{"formato":"{found["formato"]}","entradas":[\n'
    return (head + ",\n".join(lines) + f'\n],"cabeca":"{found["cabeca"]}"}}\n').encode()


def test_the_edit_of_these_tests_changes_nothing_by_itself() -> None:
    assert edit("") == WHOLE


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("deleted", "entrada 3 (fato)"),
        ("swapped", "entrada 3 (fato)"),
        ("doubled", "entrada 4 (fato)"),
        ("content", "entrada 2 (documento)"),
        ("cut short", "entrada de fechamento"),
    ],
)
def test_entries_moved_or_changed_are_named(change: str, place: str) -> None:
    assert place in verify_dossie(edit(change)).falha


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps(json.loads(WHOLE), indent=1).encode(), "regravado"),
        (WHOLE.rstrip(), "regravado"),
        (WHOLE.replace("é".encode(), rb"\u00e9", 1), "regravado"),
        (WHOLE.replace(b'"ok":true', b'"ok":true,"ok":true'), "regravado"),
        (WHOLE.replace(b"1234.56", b"1234.560"), "linha 4"),
        (WHOLE.replace(b"1234.56", b"1e999"), "valor"),
        (WHOLE.replace(b"1234.56", b"NaN"), "valor"),
        (b"", "JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "valor"),
        (b"[]", "forma"),
        (b'{"formato":"dossie-pge-ms/1","entradas":[1],"cabeca":""}', "entrada 1"),
        (b'{"formato":"dossie-pge-ms/1","entradas":[],"cabeca":""}', "entradas"),
        (b'{"formato":"dossie-pge-ms/2","entradas":[],"cabeca":""}', "formato"),
    ],
)
def test_what_is_no_dossie_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in verify_dossie(content).falha


def test_a_chain_made_anew_is_whole_but_has_another_head() -> None:
    """What the head that the portal keeps is for."""
    forged = write_dossie((ENTRADAS[0], *ENTRADAS[2:]))
    assert verify_dossie(forged.conteudo).is_integro
    assert forged.cabeca != ARQUIVO.cabeca
