"""The kinds of documents a simulated case may hold, and the units of the court where cases live.

Document codes are those of TJMS (domain.md 4); movements are CNJ's national codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulators.tribunal.casos.domain import Orgao


@dataclass(frozen=True)
class TipoDeDocumento:
    """``dia`` counts from the filing; ``quem`` signs; ``movimento`` is a national code and its description."""

    tipo: int
    descricao: str
    dia: int
    quem: str
    movimento: tuple[int, str]


_JUNTADA = (581, "Documento")
_PETICAO = (85, "Petição")

DOCUMENTOS: dict[str, TipoDeDocumento] = {
    "inicial": TipoDeDocumento(9500, "Petição Inicial", 0, "advogado", (26, "Distribuição")),
    "agravo": TipoDeDocumento(510, "Petição de Agravo de Instrumento", 0, "advogado", (26, "Distribuição")),
    "procuracao": TipoDeDocumento(9501, "Procuração", 0, "advogado", _JUNTADA),
    "declaracao": TipoDeDocumento(9509, "Declaração de Hipossuficiência", 0, "advogado", _JUNTADA),
    "laudo": TipoDeDocumento(8369, "Laudo Médico", 0, "advogado", _JUNTADA),
    "receita": TipoDeDocumento(9509, "Receituário Médico", 0, "advogado", _JUNTADA),
    "orcamento": TipoDeDocumento(9509, "Orçamentos", 0, "advogado", _JUNTADA),
    "negativa": TipoDeDocumento(9509, "Resposta da Secretaria de Saúde", 0, "advogado", _JUNTADA),
    "cda": TipoDeDocumento(9509, "Certidão de Dívida Ativa", 0, "advogado", _JUNTADA),
    "autuacao": TipoDeDocumento(9509, "Notificação de Autuação", 0, "advogado", _JUNTADA),
    "despacho": TipoDeDocumento(6, "Despacho", 2, "juiz", (11010, "Mero expediente")),
    "natjus": TipoDeDocumento(8451, "Parecer NATJus", 8, "natjus", _JUNTADA),
    "decisao": TipoDeDocumento(15, "Decisão Interlocutória", 11, "juiz", (3, "Decisão")),
    "certidao": TipoDeDocumento(9508, "Certidão de Citação", 15, "cartorio", (60, "Expedição de documento")),
    "peticao": TipoDeDocumento(9511, "Petição Intermediária", 24, "advogado", _PETICAO),
    "contestacao": TipoDeDocumento(8320, "Contestação", 41, "municipio", _PETICAO),
    "nota_fiscal": TipoDeDocumento(9870, "Nota Fiscal", 52, "advogado", _JUNTADA),
    "replica": TipoDeDocumento(8331, "Impugnação à Contestação", 66, "advogado", _PETICAO),
    "sentenca": TipoDeDocumento(8, "Sentença", 140, "juiz", (219, "Procedência")),
    "apelacao": TipoDeDocumento(8335, "Recurso de Apelação", 170, "advogado", _PETICAO),
    "acordao": TipoDeDocumento(34, "Acórdão", 320, "relator", (239, "Não-Provimento")),
    "transito": TipoDeDocumento(9644, "Certidão de Trânsito em Julgado", 365, "cartorio", (848, "Trânsito em julgado")),
    "cumprimento": TipoDeDocumento(286, "Cumprimento de Sentença contra a Fazenda Pública", 0, "advogado", _PETICAO),
    "planilha": TipoDeDocumento(9553, "Planilha de Cálculo", 0, "advogado", _JUNTADA),
    "copia_sentenca": TipoDeDocumento(9557, "Cópia da Sentença", 0, "advogado", _JUNTADA),
    "copia_acordao": TipoDeDocumento(9555, "Cópia do Acórdão", 0, "advogado", _JUNTADA),
    "manifestacao_mp": TipoDeDocumento(59, "Parecer do Ministério Público", 60, "promotor", _JUNTADA),
}

_VARA_FP = "Vara de Fazenda Pública e de Registros Públicos"
_FOROS = {
    "campo_grande": ("0001", "Campo Grande", 5002704, f"2ª {_VARA_FP}"),
    "juizado": ("0110", "Campo Grande", 5002704, "6ª Vara do Juizado Especial da Fazenda Pública"),
    "execucao_fiscal": ("0001", "Campo Grande", 5002704, "Vara de Execução Fiscal da Fazenda Pública Estadual"),
    "dourados": ("0002", "Dourados", 5003702, "6ª Vara Cível"),
    "tres_lagoas": ("0021", "Três Lagoas", 5008305, "Vara de Fazenda Pública e Registros Públicos"),
    "corumba": ("0008", "Corumbá", 5003207, f"1ª {_VARA_FP}"),
    "ponta_pora": ("0019", "Ponta Porã", 5006606, "2ª Vara Cível"),
    "aquidauana": ("0005", "Aquidauana", 5001102, "1ª Vara Cível"),
    "navirai": ("0029", "Naviraí", 5005707, "2ª Vara Cível"),
    "nova_andradina": ("0017", "Nova Andradina", 5006200, "1ª Vara Cível"),
    "coxim": ("0011", "Coxim", 5003306, "2ª Vara"),
    "paranaiba": ("0018", "Paranaíba", 5006309, "1ª Vara Cível"),
}


def build_orgao(foro: str) -> Orgao:
    """The unit of a court by its short name; ``tribunal`` is the second instance."""
    if foro == "tribunal":
        return Orgao("7301", "3ª Câmara Cível", "Campo Grande", "0000", 5002704, "REV")
    codigo, comarca, ibge, nome = _FOROS[foro]
    return Orgao(f"{int(codigo):04d}{len(nome) % 9 + 1}", nome, comarca, codigo, ibge)
