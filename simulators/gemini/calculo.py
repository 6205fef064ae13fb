"""The answer to whoever asks what a title and a creditor's spreadsheet say: each value with its literal place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simulators.gemini.tags import Element
from simulators.gemini.words import fold

PELA_TABELA = "conforme a tabela de regimes"
_MONTHS = (
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
    "novembro", "dezembro",
)  # fmt: skip
_TITLES = ("Sentença", "Acórdão")
_INDEX = re.compile(r"\b(ipca-e|ipca|inpc|igp-m|igp-di|selic)\b|\btr\b")
_LEGAL = re.compile(r"indices legais|tabela do cnj|manual de calculos")
_RATE = re.compile(r"(\d{1,2}(?:,\d+)?)\s*%\s*ao\s+(mes|ano)")
_DAY = re.compile(rf"(\d{{1,2}})(?:o|º)?(?:/(\d{{1,2}})/| de ({'|'.join(_MONTHS)}) de )(\d{{4}})")
_MONEY = re.compile(r"r\$\s*(-?[\d.]+,\d{2})")
_ROW = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s+R\$\s*(-?[\d.]+,\d{2})(?:\s+([^\n\d]{2,60}))?")
_KINDS = (
    ("servidores", re.compile(r"\bservidor|\bvencimento|\badicional|\bgratificac")),
    ("previdenciari", re.compile(r"\bprevidenciari|\baposentadoria|\bpensao por morte")),
    ("tributari", re.compile(r"\btribut|\bindebito|\bicms")),
)
_QUIET = {"situacao": "silente", "documento": None, "pagina": None, "trecho": ""}


@dataclass(frozen=True)
class _Page:
    documento: int
    papel: str
    numero: int
    text: str
    folded: str


@dataclass(frozen=True)
class _Found:
    valor: str
    page: _Page
    start: int
    end: int

    def answer(self) -> dict[str, Any]:
        trecho = _quote(self.page, self.start, self.end)
        place = {"documento": self.page.documento, "pagina": self.page.numero, "trecho": trecho}
        return {"situacao": "respondida", "valor": self.valor, **place}


def extract_calculo(request: Element) -> dict[str, Any]:
    """The JSON for a ``<pedido agente="calculo">``: one answer for each ``<campo>``."""
    pages = [
        _Page(
            int(one.get("n") or 0),
            one.get("papel"),
            int(page.get("n") or 0),
            page.text,
            fold(page.text).replace("\n", " "),
        )
        for one in request.find_all("documento")
        for page in one.find_all("pagina")
    ]
    answers: dict[str, Any] = {}
    for campo in request.find("campos").find_all("campo"):
        nome = campo.get("nome")
        if nome in ("parcelas", "pagamentos"):
            answers[nome] = _read_rows(pages) if nome == "parcelas" else {"itens": [], **_QUIET}
            continue
        reader = _READERS.get(nome)
        found = next(reader(pages, campo.get("opcoes").split("|")), None) if reader else None
        answers[nome] = found.answer() if found else {"valor": None, **_QUIET}
    return {"campos": answers}


def _read_rows(pages: list[_Page]) -> dict[str, Any]:
    """Every line of the spreadsheet with a date and an amount, as they stand."""
    for page in pages:
        rows = list(_ROW.finditer(page.text)) if page.papel == "Planilha do credor" else []
        if rows:
            itens = [{"data": row[1], "valor": row[2], "descricao": (row[3] or "").strip()} for row in rows]
            first = rows[0]
            trecho = " ".join(page.text[first.start() : first.end()].split())
            place = {"documento": page.documento, "pagina": page.numero, "trecho": trecho}
            return {"itens": itens, "situacao": "respondida", **place}
    return {"itens": [], **_QUIET}


Reader = Callable[[list[_Page], list[str]], Iterator[_Found]]


def _of(pages: list[_Page], *papeis: str) -> list[_Page]:
    """Pages of these roles, in the order of the roles."""
    return [page for papel in papeis for page in pages if page.papel == papel]


def _after(pages: list[_Page], cue: str, pattern: re.Pattern[str], reach: int = 160) -> Iterator[tuple[_Page, Any]]:
    """What the pattern finds shortly after a cue."""
    for page in pages:
        for start in re.finditer(cue, page.folded):
            match = pattern.search(page.folded, start.start(), min(len(page.folded), start.end() + reach))
            if match:
                yield page, match


def _read_objeto(pages: list[_Page], _: list[str]) -> Iterator[_Found]:
    for page in _of(pages, *_TITLES):
        for match in re.finditer(r"condenar o estado ao pagamento d[eo]\s+", page.folded):
            end = page.text.find(".", match.end())
            valor = " ".join(page.text[match.end() : end].replace("**", "").split())
            yield _Found(f"Pagamento de {valor}", page, match.start(), end)


def _read_natureza(pages: list[_Page], opcoes: list[str]) -> Iterator[_Found]:
    for page in _of(pages, *_TITLES):
        for word, pattern in _KINDS:
            match = pattern.search(page.folded)
            opcao = next((one for one in opcoes if word in fold(one)), None)
            if match and opcao:
                yield _Found(opcao, page, match.start(), match.end())


def _read_correcao(papeis: tuple[str, ...], cue: str) -> Reader:
    def read(pages: list[_Page], opcoes: list[str]) -> Iterator[_Found]:
        for page, match in _after(_of(pages, *papeis), cue, _INDEX):
            found = next((one for one in opcoes if fold(one) == match[0]), None)
            if found:
                yield _Found(found, page, match.start(), match.end())
        for page, match in _after(_of(pages, *papeis), cue, _LEGAL):
            yield _Found(PELA_TABELA, page, match.start(), match.end())

    return read


def _read_juros(papeis: tuple[str, ...]) -> Reader:
    def read(pages: list[_Page], _: list[str]) -> Iterator[_Found]:
        for page, match in _after(_of(pages, *papeis), r"juros", re.compile(rf"{_RATE.pattern}|poupanca|\bselic\b")):
            if match[1]:
                yield _Found(
                    f"{match[1]}% ao {'ano' if match[2] == 'ano' else 'mês'}", page, match.start(), match.end()
                )
            else:
                valor = "juros da poupança" if match[0] == "poupanca" else "SELIC"
                yield _Found(valor, page, match.start(), match.end())
        for page, match in _after(_of(pages, *papeis), r"corre[cç]ao|juros", _LEGAL):
            yield _Found(PELA_TABELA, page, match.start(), match.end())

    return read


def _read_desde(papeis: tuple[str, ...]) -> Reader:
    pattern = re.compile(r"(?:a partir d[ao]|desde [ao]?) ?(citacao|vencimento)")

    def read(pages: list[_Page], opcoes: list[str]) -> Iterator[_Found]:
        for page, match in _after(_of(pages, *papeis), r"juros", pattern):
            valor = next((one for one in opcoes if fold(one).startswith(match[1])), None)
            if valor:
                yield _Found(valor, page, match.start(), match.end())

    return read


def _read_percentual(pages: list[_Page], cue: str) -> Iterator[_Found]:
    percent = re.compile(r"(\d{1,2}(?:,\d+)?)\s*%")
    for page, match in _after(_of(pages, *_TITLES), cue, percent):
        yield _Found(match[1], page, match.start(), match.end())


def _read_dia(papeis: tuple[str, ...], cue: str, *, is_last: bool = False) -> Reader:
    def read(pages: list[_Page], _: list[str]) -> Iterator[_Found]:
        found = [_to_dia(page, match) for page, match in _after(_of(pages, *papeis), cue, _DAY)]
        yield from reversed(found) if is_last else found

    return read


def _read_periodo(which: int) -> Reader:
    pair = re.compile(rf"no periodo de\s+({_DAY.pattern})\s+a\s+({_DAY.pattern})")

    def read(pages: list[_Page], _: list[str]) -> Iterator[_Found]:
        for page in _of(pages, *_TITLES):
            match = pair.search(page.folded)
            if match:
                day = _DAY.search(match[1] if which == 0 else match[6])
                assert day is not None
                yield _Found(_write_dia(day), page, match.start(), match.end())

    return read


def _read_valor(pages: list[_Page], _: list[str]) -> Iterator[_Found]:
    """The total that is asked for, by the request first."""
    for cue in (r"valor devido", r"total geral"):
        for page, match in _after(_of(pages, "Pedido de cumprimento", "Planilha do credor"), cue, _MONEY):
            yield _Found(match[1], page, match.start(), match.end())


def _to_dia(page: _Page, match: re.Match[str]) -> _Found:
    return _Found(_write_dia(match), page, match.start(), match.end())


def _write_dia(match: re.Match[str]) -> str:
    month = int(match[2]) if match[2] else _MONTHS.index(match[3]) + 1
    return f"{int(match[1]):02}/{month:02}/{match[4]}"


def _quote(page: _Page, start: int, end: int) -> str:
    """The literal words around a place, from a break of the sentence to the next one, at most 240 characters."""
    first = max(page.text.rfind(mark, 0, start) for mark in (". ", ".\n", "\n\n", "; ")) + 1
    first = max(first, start - 120)
    last = min((place for mark in (".\n", ". ", "\n\n") if (place := page.text.find(mark, end)) >= 0), default=end)
    last = min(last + 1, end + 120, len(page.text))
    words = page.text[first:last]
    if first and not page.text[first - 1].isspace():
        words = words.partition(" ")[2] or words
    if last < len(page.text) and not page.text[last - 1].isspace() and not page.text[last].isspace():
        words = words.rpartition(" ")[0] or words
    return " ".join(words.split())


_CREDOR = ("Planilha do credor",)
_READERS: dict[str, Reader] = {
    "objeto": _read_objeto,
    "natureza": _read_natureza,
    "correcao": _read_correcao(_TITLES, r"corrigid|corre[cç]ao"),
    "juros": _read_juros(_TITLES),
    "juros_desde": _read_desde(_TITLES),
    "honorarios": lambda pages, _: _read_percentual(pages, r"honorarios de sucumbencia"),
    "multa": lambda pages, _: _read_percentual(pages, r"multa de"),
    "data_da_sentenca": _read_dia(("Sentença",), r"/ms,", is_last=True),
    "data_do_transito": _read_dia(("Certidão de trânsito em julgado",), r"transitou em julgado"),
    "periodo_inicio": _read_periodo(0),
    "periodo_fim": _read_periodo(1),
    "valor_pedido": _read_valor,
    "credor_data": _read_dia(_CREDOR, r"atualiza\w+ ate"),
    "credor_correcao": _read_correcao(_CREDOR, r"corre[cç]ao pelo"),
    "credor_juros": _read_juros(_CREDOR),
    "credor_juros_desde": _read_desde(_CREDOR),
}
