"""The steps from a case to the exported peça, and how far a geração is in each of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.events import Agente, Estado
from core.pecas.domain import TIPOS_PREPARADOS, Geracao
from core.pecas.revisao.domain import EstadoDaPeca


class NomeDaEtapa(StrEnum):
    """In their order. The value stands in the address, ``label`` is what people read."""

    PROCESSO = "processo"
    DOCUMENTOS = "documentos"
    FATOS = "fatos"
    MODULOS = "modulos"
    MINUTA = "minuta"
    CONFERENCIA = "conferencia"
    EXPORTAR = "exportar"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.capitalize())


_LABELS = {NomeDaEtapa.MODULOS: "Módulos", NomeDaEtapa.CONFERENCIA: "Conferência"}


class SituacaoDaEtapa(StrEnum):
    FEITA = "feita"
    EM_ANDAMENTO = "em_andamento"
    COM_VOCE = "com_voce"
    A_FAZER = "a_fazer"
    FECHADA = "fechada"

    @property
    def label(self) -> str:
        return _SITUACAO_LABELS[self]


_SITUACAO_LABELS = {
    SituacaoDaEtapa.FEITA: "Feita",
    SituacaoDaEtapa.EM_ANDAMENTO: "Em andamento",
    SituacaoDaEtapa.COM_VOCE: "Com você",
    SituacaoDaEtapa.A_FAZER: "A fazer",
    SituacaoDaEtapa.FECHADA: "A seguir",
}

_DO_TEXTO = (NomeDaEtapa.MINUTA, NomeDaEtapa.CONFERENCIA, NomeDaEtapa.EXPORTAR)
_DO_AGENTE = {
    Agente.COLETOR: (NomeDaEtapa.PROCESSO, NomeDaEtapa.DOCUMENTOS, NomeDaEtapa.FATOS),
    Agente.DETECTOR: (NomeDaEtapa.MODULOS,),
    Agente.REDATOR: (NomeDaEtapa.MINUTA,),
}
_PAROU = "A geração parou antes desta etapa."
_AGORA = "O portal está nesta etapa; ela abre quando ele terminar."
_ESPERA = "A geração ainda não chegou a esta etapa."
_ESCOLHA = "Escolha os módulos e peça a minuta primeiro."
_SEM_MINUTA = "Ainda não há minuta pronta."


@dataclass(frozen=True)
class EtapaDaGeracao:
    """``motivo`` says why a step cannot be opened; empty for the others."""

    nome: NomeDaEtapa
    situacao: SituacaoDaEtapa
    motivo: str = ""

    @property
    def is_open(self) -> bool:
        return not self.motivo


def list_etapas(geracao: Geracao, estado_da_peca: EstadoDaPeca | None = None) -> tuple[EtapaDaGeracao, ...]:
    """Every step with its state. ``estado_da_peca`` is None where there is no peça yet.

    A text whose material was prepared elsewhere has the steps of the text only.
    """
    nomes = _DO_TEXTO if geracao.pedido.tipo_de_peca in TIPOS_PREPARADOS else tuple(NomeDaEtapa)
    return tuple(_find_situacao(nome, geracao, estado_da_peca) for nome in nomes)


def choose_etapa(geracao: Geracao) -> NomeDaEtapa:
    """The step that is shown when the address names none that is open."""
    return NomeDaEtapa.MODULOS if geracao.estado is Estado.AGUARDANDO_VOCE else NomeDaEtapa.MINUTA


def _find_situacao(nome: NomeDaEtapa, geracao: Geracao, estado_da_peca: EstadoDaPeca | None) -> EtapaDaGeracao:
    if nome in (NomeDaEtapa.CONFERENCIA, NomeDaEtapa.EXPORTAR):
        return _find_final(nome, geracao, estado_da_peca)
    reached = list(_DO_AGENTE).index(geracao.agente)
    place = next(index for index, nomes in enumerate(_DO_AGENTE.values()) if nome in nomes)
    if geracao.peca_id is not None or place < reached:
        return EtapaDaGeracao(nome, SituacaoDaEtapa.FEITA)
    if geracao.estado is Estado.AGUARDANDO_VOCE:
        if nome is NomeDaEtapa.MODULOS:
            return EtapaDaGeracao(nome, SituacaoDaEtapa.COM_VOCE)
        return EtapaDaGeracao(nome, SituacaoDaEtapa.FECHADA, _ESCOLHA)
    is_now = geracao.estado is Estado.EM_ANDAMENTO and place == reached
    if nome is NomeDaEtapa.MINUTA:  # the way of the work and its end are shown there
        return EtapaDaGeracao(nome, SituacaoDaEtapa.EM_ANDAMENTO if is_now else SituacaoDaEtapa.A_FAZER)
    if is_now:
        return EtapaDaGeracao(nome, SituacaoDaEtapa.EM_ANDAMENTO, _AGORA)
    return EtapaDaGeracao(nome, SituacaoDaEtapa.FECHADA, _ESPERA if geracao.estado.is_at_work else _PAROU)


def _find_final(nome: NomeDaEtapa, geracao: Geracao, estado_da_peca: EstadoDaPeca | None) -> EtapaDaGeracao:
    if geracao.peca_id is None or not geracao.estado.is_final:
        return EtapaDaGeracao(nome, SituacaoDaEtapa.FECHADA, _SEM_MINUTA)
    done = {
        NomeDaEtapa.CONFERENCIA: (EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA, EstadoDaPeca.FINAL),
        NomeDaEtapa.EXPORTAR: (EstadoDaPeca.FINAL,),
    }
    is_done = estado_da_peca in done[nome]
    return EtapaDaGeracao(nome, SituacaoDaEtapa.FEITA if is_done else SituacaoDaEtapa.A_FAZER)
