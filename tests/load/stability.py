"""How often the same case gets the same modules when the model is asked ten times.

Each simulated case is read by the stand-in of the model; another sample of it leaves some answers out and turns a few
round (``simulators.gemini.variation``), each sample otherwise. Three ways to choose modules from the answers:

- before: every answer is asked anew, and what is missing counts as false;
- four states, asked anew: what is missing stays unknown, and a module that hangs on it becomes a question;
- after: the four states, and the answers of the first sample are kept by text, category and model, as the portal does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.pecas.domain import Resumo
from core.pecas.escolha import choose_documentos
from core.pecas.fatos import Leitura, list_fatos, to_valores
from core.pecas.pedidos import render_pedido_do_coletor
from core.pecas.variaveis_do_processo import read_dados_do_processo
from core.processos.domain import (
    Documento,
    DocumentoLido,
    EstadoDaPagina,
    EstadoDoDocumento,
    FormatoDeArquivo,
    Pagina,
    Parte,
    PecaDosAutos,
    Processo,
)
from core.prompts.constantes.domain import Constantes
from core.prompts.constantes.formato import load_constantes
from core.prompts.decisao import decide_modulo
from core.prompts.domain import GRUPO_GERAL, CategoriaDeDocumento, ModoDeAtivacao, Modulo, OrigemDaCategoria, Seeds
from core.prompts.regras import Decisao, SemValor, ValorDoFato
from core.prompts.seeds import load_seeds
from simulators.gemini.coletor import read_document
from simulators.gemini.tags import find_request
from simulators.gemini.variation import vary_answer
from simulators.tribunal.casos import CasoSimulado, Formato, list_casos
from simulators.tribunal.casos.texto import render_texto
from tests.load.report import Options

Row = tuple[str, object, str]

_SAMPLES = 10
_VARIATION = 0.05
_TIPO = "contestacao"
_GRUPOS = {"saude": "ps", "tributario": "tributario", "transito": "detran"}
_PAGE_CHARS = 3000
_UNREADABLE = (Formato.VAZIO, Formato.ILEGIVEL)


@dataclass(frozen=True)
class Lido:
    """A document with the whole answer of the model about it."""

    peca: PecaDosAutos
    categoria: CategoriaDeDocumento
    answer: dict[str, Any]


@dataclass(frozen=True)
class Caso:
    processo: Processo
    modulos: tuple[Modulo, ...]
    lidos: tuple[Lido, ...]


@dataclass
class Count:
    """Cases with one set of modules in all samples, and modules that a sample lost without a word."""

    same: int = 0
    lost: int = 0


def measure_stability(options: Options) -> tuple[Sequence[Row], Mapping[str, object]]:
    """The share of cases with the same modules in ten samples, before and after."""
    seeds = load_seeds()
    constantes = Constantes({constante.slug: constante for constante in load_constantes()})
    simulated = [caso for caso in list_casos() if caso.materia in _GRUPOS and not caso.nivel_sigilo]
    chosen = simulated[::4] if options.is_quick else simulated
    casos = [_read(caso, seeds) for caso in chosen]
    before, fresh, after = Count(), Count(), Count()
    for caso in casos:
        samples = [_vary(caso, f"{options.seed}|{sample}") for sample in range(_SAMPLES)]
        valores = [_to_valores(caso, answers, seeds, constantes) for answers in samples]
        whole = _decide(caso, _to_valores(caso, [lido.answer for lido in caso.lidos], seeds, constantes))
        _count(before, whole, [_decide(caso, _two_valued(values)) for values in valores])
        _count(fresh, whole, [_decide(caso, values) for values in valores])
        _count(after, whole, [_decide(caso, valores[0]) for _ in valores])
    return _describe(casos, before, fresh, after)


def _describe(
    casos: Sequence[Caso], before: Count, fresh: Count, after: Count
) -> tuple[Sequence[Row], Mapping[str, object]]:
    def share(count: Count) -> float:
        return round(100 * count.same / len(casos), 1)

    changed = f"{len(casos)} cases, {_SAMPLES} samples, {_VARIATION:.0%} of answers differ"
    rows = [
        ("% of cases with the same modules, before", share(before), f"two values, asked anew; {changed}"),
        ("  four states, asked anew", share(fresh), ""),
        ("  after: four states, answers kept", share(after), "target >= 95"),
        ("modules lost in silence, before", before.lost, f"over {len(casos) * _SAMPLES} choices"),
        ("  four states, asked anew", fresh.lost, "the others became questions"),
        ("  after", after.lost, "answers of one sample, the same for all"),
    ]
    return rows, {
        "same_modules_pct": share(after),
        "same_modules_pct_two_valued": share(before),
        "same_modules_pct_four_states_anew": share(fresh),
        "lost_in_silence_two_valued": before.lost,
        "lost_in_silence_four_states_anew": fresh.lost,
        "lost_in_silence": after.lost,
        "stability_cases": len(casos),
    }


def _count(count: Count, whole: Mapping[str, Decisao], decididos: Sequence[Mapping[str, Decisao]]) -> None:
    """``whole`` are the decisions over all the answers that the text gives."""
    sets = {frozenset(slug for slug, decisao in one.items() if decisao is Decisao.SIM) for one in decididos}
    count.same += len(sets) == 1
    wanted = [slug for slug, decisao in whole.items() if decisao is Decisao.SIM]
    count.lost += sum(one[slug] is Decisao.NAO for one in decididos for slug in wanted)


def _decide(caso: Caso, valores: Mapping[str, ValorDoFato]) -> dict[str, Decisao]:
    return {modulo.slug: decide_modulo(modulo, _TIPO, valores).decisao for modulo in caso.modulos}


def _two_valued(valores: Mapping[str, ValorDoFato]) -> dict[str, ValorDoFato]:
    return {slug: False if isinstance(valor, SemValor) else valor for slug, valor in valores.items()}


def _to_valores(
    caso: Caso, answers: Sequence[dict[str, Any]], seeds: Seeds, constantes: Constantes
) -> dict[str, ValorDoFato]:
    leituras = [
        Leitura(lido.peca, lido.categoria, Resumo(answer["resumo"], answer["fatos"]))
        for lido, answer in zip(caso.lidos, answers, strict=True)
    ]
    do_processo = read_dados_do_processo(caso.processo, constantes, datetime.now(UTC)).fatos
    return to_valores((*do_processo, *list_fatos(seeds.categorias, leituras)))


def _vary(caso: Caso, sample: str) -> list[dict[str, Any]]:
    """The answers of one sample of the model to all documents."""
    seeds = random.Random(f"{caso.processo.numero_cnj}|{sample}")
    return [vary_answer(lido.answer, _VARIATION, str(seeds.random())) for lido in caso.lidos]


def _read(simulated: CasoSimulado, seeds: Seeds) -> Caso:
    """The case as the court has it, with the model's whole answer to each document that is read."""
    whole = {d.id_documento: d for d in simulated.documentos if d.parte[0] == 1 and not d.nivel_sigilo}
    documentos = tuple(Documento(d.id_documento, d.tipo, d.descricao, d.data_hora) for d in whole.values())
    processo = Processo(
        numero_cnj=simulated.numero_cnj,
        classe=simulated.classe,
        competencia=simulated.competencia,
        data_ajuizamento=simulated.ajuizamento,
        nivel_sigilo=0,
        valor_causa_centavos=simulated.valor_centavos,
        orgao_julgador=simulated.orgao.nome,
        partes=tuple(
            Parte(
                p.polo,
                p.pessoa.nome,
                has_justica_gratuita=p.has_gratuidade,
                advogados=tuple(a.nome for a in p.advogados),
            )
            for p in simulated.partes
        ),
        documentos=documentos,
    )
    categorias = [c for c in seeds.categorias if c.origem is OrigemDaCategoria.DOCUMENTO]
    lidos = []
    for ordem, escolhido in enumerate(choose_documentos(processo, categorias).lidos, start=1):
        documento = whole[escolhido.documento.id_documento]
        if documento.formato in _UNREADABLE:
            continue
        lido = _build_lido(render_texto(simulated, documento))
        peca = PecaDosAutos(
            processo.numero_cnj, escolhido.documento, ordem, f"doc. {ordem}", EstadoDoDocumento.LIDO, lido
        )
        request = find_request(render_pedido_do_coletor(escolhido.categoria, peca, lido.paginas).texto)
        assert request is not None, "the request of the coletor has lost its tag"
        lidos.append(Lido(peca, escolhido.categoria, read_document(request)))
    grupos = (_GRUPOS[simulated.materia], GRUPO_GERAL)
    modulos = tuple(
        modulo
        for modulo in seeds.modulos
        if modulo.grupo in grupos
        and modulo.modo is ModoDeAtivacao.DETERMINISTICO
        and (not modulo.tipos_de_peca or _TIPO in modulo.tipos_de_peca)
    )
    return Caso(processo, modulos, tuple(lidos))


def _build_lido(texto: str) -> DocumentoLido:
    pieces = [texto[start : start + _PAGE_CHARS] for start in range(0, len(texto), _PAGE_CHARS)]
    paginas = tuple(Pagina(numero, EstadoDaPagina.LIDA, piece) for numero, piece in enumerate(pieces, start=1))
    return DocumentoLido("f" * 64, FormatoDeArquivo.PDF, paginas)
