"""From the compact specification of a case to the case: number, people, documents and movements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from simulators.tribunal.casos.catalogo import DOCUMENTOS, TipoDeDocumento, build_orgao
from simulators.tribunal.casos.domain import (
    SAJ,
    CasoSimulado,
    DocumentoSimulado,
    Formato,
    MovimentoSimulado,
    Orgao,
    ParteSimulada,
    Pessoa,
)
from simulators.tribunal.casos.pessoas import Sorteio, body

MODELOS = Path(__file__).parent / "modelos"

Spec = dict[str, Any]

_RESULTADOS = {
    ("decisao", "deferida"): (332, "Antecipação de tutela"),
    ("decisao", "indeferida"): (785, "Não-concessão de antecipação de tutela"),
    ("sentenca", "procedente"): (219, "Procedência"),
    ("sentenca", "parcial"): (221, "Procedência em parte"),
    ("sentenca", "improcedente"): (220, "Improcedência"),
    ("acordao", "provido"): (237, "Provimento"),
    ("acordao", "desprovido"): (239, "Não-Provimento"),
}
_LOCAL = 50002
"""A movement that has no national code."""

_OWN_FIELDS = frozenset({"formato", "dia", "tipo", "descricao", "modelo", "partes", "sigilo"})


def build_numero(sequencial: int, ano: int, foro: str) -> str:
    """20 digits with the check digits of Resolução CNJ 65/2008, for TJMS (J=8, TR=12)."""
    base = f"{sequencial:07d}{ano}812{foro}"
    return f"{base[:7]}{98 - int(base + '00') % 97:02d}{base[7:]}"


def numero_of(spec: Spec) -> str:
    ano = spec.get("ano", spec["data"].year)
    return build_numero(spec["numero"], ano, build_orgao(spec["foro"]).foro)


def build_caso(spec: Spec, specs: dict[int, Spec], seed: int) -> CasoSimulado:
    """``specs`` holds every specification by sequential number, for the links between cases."""
    numero = numero_of(spec)
    sorteio = Sorteio(f"{seed}:{spec.get('pessoas_de', spec['numero'])}")
    orgao = build_orgao(spec["foro"])
    ajuizamento = datetime.combine(spec["data"], time(sorteio.random.randint(8, 18), sorteio.random.randint(0, 59)))
    contexto = _build_contexto(spec, specs.get(spec.get("pessoas_de", 0), spec), sorteio, orgao)
    contexto |= {"numero": numero, "ajuizamento": ajuizamento}
    documentos = tuple(_iter_documentos(spec, contexto, sorteio))
    vinculos = tuple((numero_of(specs[int(n)]), tipo) for tipo, n in spec.get("vinculados", {}).items())
    contexto["vinculados"] = [n for n, _ in vinculos]
    return CasoSimulado(
        numero_cnj=numero,
        titulo=spec["titulo"],
        materia=spec["materia"],
        classe=spec.get("classe", 7),
        competencia=str(spec.get("competencia", 8)),
        ajuizamento=ajuizamento,
        orgao=orgao,
        valor_centavos=contexto["valor_centavos"],
        partes=tuple(_iter_partes(spec, contexto)),
        assuntos=tuple(spec["assuntos"]),
        movimentos=tuple(sorted(_iter_movimentos(spec, documentos, ajuizamento), key=lambda m: m.data_hora)),
        documentos=documentos,
        vinculados=vinculos,
        nivel_sigilo=spec.get("nivel_sigilo", 0),
        sistema=spec.get("sistema", SAJ),
        contexto=contexto,
    )


def change_caso(caso: CasoSimulado, mudou: Mapping[str, Any]) -> CasoSimulado:
    """The case some days later: ``{"documentos": ["laudo@digitalizado"], "movimentos": ["Remessa"], "valor": 900.0}``.

    Documents come with their movement, each kind with an id of its own that stays whatever else is added.
    """
    if not mudou:
        return caso
    kinds = list(DOCUMENTOS)
    documentos, movimentos = list(caso.documentos), list(caso.movimentos)
    quando = max(movimento.data_hora for movimento in movimentos)
    for item in mudou.get("documentos", ()):
        nome, campos = _read_item(item)
        tipo = DOCUMENTOS[nome]
        quando += timedelta(days=3)
        novo = DocumentoSimulado(
            id_documento=f"{caso.numero_cnj[:7]}9{kinds.index(nome):02d}",
            tipo=tipo.tipo,
            descricao=tipo.descricao,
            data_hora=quando,
            formato=Formato(campos.get("formato", "pdf")),
            modelo=_find_modelo(caso.materia, nome),
            signatario=_signatario(tipo, caso.contexto),
        )
        documentos.append(novo)
        movimentos.append(MovimentoSimulado(*tipo.movimento, quando, novo.id_documento))
    for descricao in mudou.get("movimentos", ()):
        quando += timedelta(hours=1)
        movimentos.append(MovimentoSimulado(_LOCAL, descricao, quando, is_local=True))
    return replace(
        caso,
        documentos=tuple(documentos),
        movimentos=tuple(movimentos),
        valor_centavos=round(mudou["valor"] * 100) if "valor" in mudou else caso.valor_centavos,
    )


def _build_contexto(spec: Spec, pessoas: Spec, sorteio: Sorteio, orgao: Orgao) -> dict[str, Any]:
    """Everything the templates may name. The order of the draws must not change: it fixes who is who.

    ``pessoas`` is the specification that people come from: another case's when two cases share their people.
    """
    quem: Spec = pessoas["autor"]
    em: date = pessoas["data"]
    if "empresa" in quem:
        autor = sorteio.empresa(quem["empresa"])
    else:
        autor = sorteio.pessoa(sexo=quem["sexo"], idade=quem["idade"], em=em, profissao=quem.get("profissao", ""))
    return {
        "titulo": spec["titulo"],
        "autor": autor,
        "representante": sorteio.pessoa(sexo="F", idade=36, em=em, profissao="do lar"),
        "tem_representante": quem.get("idade", 99) < 16,
        "advogado": sorteio.advogado(tipo="D" if spec.get("defensoria") else "A"),
        "defensoria": bool(spec.get("defensoria")),
        "juiz": sorteio.nome("F"),
        "relator": sorteio.nome("M"),
        "promotor": sorteio.nome("F"),
        "procurador_municipal": sorteio.advogado(tipo="P"),
        "medico": sorteio.nome("M"),
        "crm": sorteio.random.randint(3000, 9999),
        "orgao": orgao,
        "data": spec["data"],
        "reus": [_reu_name(chave, orgao) for chave in spec.get("reus", ["estado"])],
        "tem_municipio": "municipio" in spec.get("reus", []),
        "tem_uniao": "uniao" in spec.get("reus", []),
        "gratuidade": bool(spec.get("gratuidade", True)),
        "valor_centavos": round(spec["valor"] * 100),
        "d": spec.get("dados", {}),
        "relato": spec.get("relato", []),
        "natjus": spec.get("natjus", {}),
        "tutela": spec.get("tutela", ""),
        "sentenca": spec.get("sentenca", ""),
        "acordao": spec.get("acordao", ""),
    }


def _reu_name(chave: str, orgao: Orgao) -> str:
    nomes = {
        "estado": "Estado de Mato Grosso do Sul",
        "municipio": f"Município de {orgao.comarca}",
        "uniao": "União",
        "detran": "Departamento Estadual de Trânsito de Mato Grosso do Sul - DETRAN/MS",
        "secretario": "Secretário de Estado de Saúde de Mato Grosso do Sul",
    }
    return nomes.get(chave, chave)


def _iter_partes(spec: Spec, contexto: dict[str, Any]) -> Iterator[ParteSimulada]:
    autor: Pessoa = contexto["autor"]
    if spec.get("nivel_sigilo", 0) > 0:
        autor = replace(autor, nome=" ".join(f"{palavra[0]}." for palavra in autor.nome.split()), documento="")
    is_devedor = bool(spec.get("autor_no_polo_passivo"))
    yield ParteSimulada(
        polo="PA" if is_devedor else "AT",
        pessoa=autor,
        advogados=(contexto["advogado"],),
        has_gratuidade=contexto["gratuidade"],
    )
    for nome in contexto["reus"]:
        advogados = (contexto["procurador_municipal"],) if nome.startswith("Município") else ()
        yield ParteSimulada(polo="AT" if is_devedor else "PA", pessoa=body(nome), advogados=advogados)


def _iter_documentos(spec: Spec, contexto: dict[str, Any], sorteio: Sorteio) -> Iterator[DocumentoSimulado]:
    inicio: datetime = contexto["ajuizamento"]
    ordem = 0
    for item in spec["documentos"]:
        nome, campos = _read_item(item)
        tipo = DOCUMENTOS[nome]
        dia = campos.get("dia", tipo.dia)
        minutos = sorteio.random.randint(0, 240) if dia else 0
        partes = campos.get("partes", 1)
        for parte in range(1, partes + 1):
            ordem += 1
            yield DocumentoSimulado(
                id_documento=f"{spec['numero']:07d}{ordem:02d}",
                tipo=campos.get("tipo", _default_tipo(nome, tipo, spec)),
                descricao=campos.get("descricao", tipo.descricao),
                data_hora=inicio + timedelta(days=dia, minutes=minutos, seconds=0 if partes > 1 or dia else ordem),
                formato=Formato(campos.get("formato", "pdf")),
                modelo=_find_modelo(spec["materia"], campos.get("modelo", nome)),
                extra={k: v for k, v in campos.items() if k not in _OWN_FIELDS},
                signatario=_signatario(tipo, contexto),
                nivel_sigilo=campos.get("sigilo", 0),
                parte=(parte, partes),
            )


def _read_item(item: str | dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """``laudo``, ``laudo@digitalizado`` or ``{laudo: {formato: ..., dia: ...}}``."""
    if isinstance(item, dict):
        return next(iter(item.items()))
    nome, _, formato = item.partition("@")
    return nome, {"formato": formato} if formato else {}


def _default_tipo(nome: str, tipo: TipoDeDocumento, spec: Spec) -> int:
    """The court used 500 and 207 for old cases where it uses 9500 and 8451 now."""
    em: date = spec["data"]
    antigos = {"inicial": 500, "natjus": 207} if em.year <= 2023 else {}
    return antigos.get(nome, tipo.tipo)


def _find_modelo(materia: str, nome: str) -> str:
    own = f"{materia}/{nome}.md"
    return own if (MODELOS / own).exists() else f"comum/{nome}.md"


def _signatario(tipo: TipoDeDocumento, contexto: dict[str, Any]) -> str:
    nomes = {
        "advogado": contexto["advogado"].nome,
        "municipio": contexto["procurador_municipal"].nome,
        "juiz": contexto["juiz"],
        "relator": contexto["relator"],
        "promotor": contexto["promotor"],
        "natjus": contexto["medico"],
    }
    return str(nomes.get(tipo.quem, "Sistema de Automação da Justiça"))


def _iter_movimentos(
    spec: Spec, documentos: tuple[DocumentoSimulado, ...], ajuizamento: datetime
) -> Iterator[MovimentoSimulado]:
    nomes = [nome for item in spec["documentos"] for nome, campos in [_read_item(item)] * _partes_of(item)]
    for nome, documento in zip(nomes, documentos, strict=True):
        resultado = documento.extra.get("resultado", spec.get("tutela" if nome == "decisao" else nome, ""))
        codigo, descricao = _RESULTADOS.get((nome, str(resultado)), DOCUMENTOS[nome].movimento)
        if DOCUMENTOS[nome].quem in ("juiz", "relator"):
            antes = documento.data_hora - timedelta(hours=20)
            yield MovimentoSimulado(51, "Conclusão", antes)
        yield MovimentoSimulado(codigo, descricao, documento.data_hora, documento.id_documento)
    for movimento in spec.get("movimentos", []):
        yield MovimentoSimulado(
            movimento["codigo"],
            movimento["descricao"],
            ajuizamento + timedelta(days=movimento.get("dia", 0), seconds=30),
            is_local=movimento.get("local", True),
        )


def _partes_of(item: str | dict[str, Any]) -> int:
    return int(_read_item(item)[1].get("partes", 1))
