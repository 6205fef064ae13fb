"""What became of the creditor's spreadsheet: text that can be read, an image, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import (
    Achado,
    CodigoDoAchado,
    PapelDoDocumento,
    PlanilhaDoCredor,
    SituacaoDaPlanilha,
)
from core.calculo.pedido.leitura import PecaLida
from core.processos.domain import EstadoDaPagina

_QUANTIA = re.compile(r"\d,\d{2}\b")
_MINIMO = 2
"""Amounts that the text of a spreadsheet has at least."""

_IMAGEM = (
    "A planilha do credor ({rotulo}) é uma imagem. Números lidos de imagem não são confiáveis, e o portal não tirou "
    "parcela nenhuma dela; copie as parcelas da planilha, ou peça o arquivo ao credor."
)
_AUSENTE = "{motivo} As parcelas não foram encontradas; informe-as para calcular."


def build_planilha(lidas: Sequence[PecaLida], regra: str) -> tuple[PlanilhaDoCredor, tuple[Achado, ...]]:
    """The spreadsheet with the rule by which it was chosen, and what is wrong with it."""
    lida = next((one for one in lidas if one.papel is PapelDoDocumento.PLANILHA), None)
    if lida is None:
        achado = Achado(CodigoDoAchado.PLANILHA_AUSENTE, _AUSENTE.format(motivo=regra), NomeDoCampo.PARCELAS)
        return PlanilhaDoCredor(SituacaoDaPlanilha.AUSENTE, regra), (achado,)
    peca = lida.peca
    place = (peca.documento.id_documento, peca.rotulo)
    if peca.lido is not None and _is_texto(lida):
        return PlanilhaDoCredor(SituacaoDaPlanilha.TEXTO, regra, *place), ()
    if peca.lido is not None and peca.lido.paginas:
        achado = Achado(CodigoDoAchado.PLANILHA_IMAGEM, _IMAGEM.format(rotulo=peca.rotulo), NomeDoCampo.PARCELAS)
        return PlanilhaDoCredor(SituacaoDaPlanilha.IMAGEM, regra, *place), (achado,)
    motivo = f"{peca.rotulo}: {peca.motivo}"
    achado = Achado(CodigoDoAchado.PLANILHA_AUSENTE, _AUSENTE.format(motivo=motivo), NomeDoCampo.PARCELAS)
    return PlanilhaDoCredor(SituacaoDaPlanilha.AUSENTE, motivo, *place), (achado,)


def _is_texto(lida: PecaLida) -> bool:
    """Every page that holds anything has a text of its own, and there are amounts in it."""
    assert lida.peca.lido is not None
    paginas = [pagina for pagina in lida.peca.lido.paginas if pagina.estado is not EstadoDaPagina.VAZIA]
    if not paginas or any(pagina.estado is not EstadoDaPagina.LIDA for pagina in paginas):
        return False
    return sum(len(_QUANTIA.findall(pagina.texto)) for pagina in paginas) >= _MINIMO
