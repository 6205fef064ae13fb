"""What a report is asked for and what it answers. Days are those of Campo Grande."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from core.errors import InvalidInputError, PermissionDeniedError
from core.usuarios.domain import Usuario

VER_PESSOAS = "relatorios.pessoas"
"""Who has it sees numbers of people by name; the others see units, types and subjects."""

VER_PROCESSOS = "processos.ver"
"""Who has it sees numbers of cases."""

_SEM_DIAS = "O período termina antes de começar. Corrija as datas: a primeira não pode vir depois da última."


@dataclass(frozen=True)
class FiltroDoRelatorio:
    """``ate`` is the last day that counts; empty fields count everything. ``grupo`` is the subject of the peça.

    Calls of the model know neither ``tipo_de_peca`` nor ``grupo``: reports of cost leave the two aside.
    Raises InvalidInputError when the period is turned round.
    """

    desde: date
    ate: date
    unidade: str = ""
    usuario_id: int | None = None
    tipo_de_peca: str = ""
    grupo: str = ""

    def __post_init__(self) -> None:
        if self.ate < self.desde:
            raise InvalidInputError("period ends before it begins", user_message=_SEM_DIAS)

    @property
    def anterior(self) -> FiltroDoRelatorio:
        """The same question for as many days that end where this period begins."""
        ate = self.desde - timedelta(days=1)
        return replace(self, desde=ate - (self.ate - self.desde), ate=ate)


def require_leitor(leitor: Usuario, filtro: FiltroDoRelatorio, *, is_by_person: bool) -> None:
    """Refuse numbers of people to who may not see them. Raises PermissionDeniedError."""
    is_about_people = is_by_person or filtro.usuario_id is not None
    if is_about_people and not leitor.has_permission(VER_PESSOAS):
        raise PermissionDeniedError("numbers of people")


class Divisao(StrEnum):
    """What the lines of a report of volume stand for. ``label`` is what people read."""

    TOTAL = "total"
    UNIDADE = "unidade"
    PESSOA = "usuario_id"
    TIPO = "tipo_de_peca"
    GRUPO = "grupo"
    DIA = "dia"
    MES = "mes"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


class DivisaoDoCusto(StrEnum):
    """The same for what calls of the model took."""

    TOTAL = "total"
    UNIDADE = "unidade"
    PESSOA = "pessoa"
    MODELO = "modelo"
    OPERACAO = "operation"
    VERSAO = "versao"
    PROCESSO = "numero_cnj"
    DIA = "dia"
    MES = "mes"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


DEMAIS, OCULTO = "demais", "oculto"
"""The keys of the line for all cases after the dearest ones, and of a case whose number the reader may not see."""

_LABELS = {
    "total": "Tudo",
    "unidade": "Unidade",
    "usuario_id": "Pessoa",
    "pessoa": "Pessoa",
    "tipo_de_peca": "Tipo de peça",
    "grupo": "Assunto",
    "modelo": "Modelo",
    "operation": "Trabalho",
    "versao": "Instrução e versão",
    "numero_cnj": "Processo",
    "dia": "Dia",
    "mes": "Mês",
}


@dataclass(frozen=True)
class Volume:
    """Gerações asked for in the period, with what became of them since.

    ``espera_s`` and ``trabalho_s`` are sums over the ``medidas`` that ended well without asking a person in between;
    ``estrelas`` is the sum over ``avaliacoes``, the newest opinion on each peça.
    """

    chave: str
    geracoes: int = 0
    prontas: int = 0
    com_ressalvas: int = 0
    com_erro: int = 0
    canceladas: int = 0
    finais: int = 0
    medidas: int = 0
    espera_s: float = 0
    trabalho_s: float = 0
    avaliacoes: int = 0
    estrelas: int = 0
    corretas: int = 0

    @property
    def espera_media_s(self) -> float | None:
        return self.espera_s / self.medidas if self.medidas else None

    @property
    def trabalho_medio_s(self) -> float | None:
        return self.trabalho_s / self.medidas if self.medidas else None

    @property
    def estrelas_media(self) -> float | None:
        return self.estrelas / self.avaliacoes if self.avaliacoes else None


@dataclass(frozen=True)
class Custo:
    """Calls of the model made in the period; ``falhas`` are those that did not end well."""

    chave: str
    chamadas: int = 0
    falhas: int = 0
    entrada: int = 0
    saida: int = 0
    custo_brl: Decimal = Decimal(0)
    segundos: float = 0

    @property
    def media_s(self) -> float | None:
        """Seconds of one call."""
        return self.segundos / self.chamadas if self.chamadas else None


@dataclass(frozen=True)
class Tempos:
    """Seconds that gerações took, summed by stage.

    ``espera_s`` is over the ``medidas`` (Volume); the court, the reading, the choice of modules and the writing over
    the ``cronometradas``, which ended well; in all of these they waited ``vez_s`` for their turn at the model or the
    court. ``exame_s`` is what people worked on the ``finais``.
    """

    chave: str
    medidas: int = 0
    espera_s: float = 0
    cronometradas: int = 0
    tribunal_s: float = 0
    leitura_s: float = 0
    escolha_s: float = 0
    redacao_s: float = 0
    vez_s: float = 0
    finais: int = 0
    exame_s: float = 0

    def list_etapas(self) -> tuple[tuple[str, float | None], ...]:
        """What people call each stage, in their order, with its mean in seconds."""
        done = self.cronometradas
        parts = (
            ("Na fila", self.espera_s, self.medidas),
            ("Consulta ao TJMS", self.tribunal_s, done),
            ("Leitura e resumo dos autos", self.leitura_s, done),
            ("Escolha dos módulos", self.escolha_s, done),
            ("Redação da minuta", self.redacao_s, done),
            ("Dentro destas, à espera da vez", self.vez_s, done),
            ("Conferência pela pessoa", self.exame_s, self.finais),
        )
        return tuple((nome, seconds / count if count else None) for nome, seconds, count in parts)


@dataclass(frozen=True)
class Registro:
    """One geração behind a number. ``pessoa`` and ``numero_cnj`` are empty for who may not see them.

    ``peca_id`` is what came of it; ``can_open`` says whether the reader may open it, by the rule of records.
    """

    id: UUID
    criada_em: datetime
    unidade: str
    pessoa: str
    numero_cnj: str
    tipo_de_peca: str
    grupo: str
    estado: str
    trabalho_s: float | None
    is_final: bool
    estrelas: int | None
    usuario_id: int = 0
    peca_id: UUID | None = None
    can_open: bool = False


class TipoDeMonitor(StrEnum):
    """What should not be. ``label`` is what people read."""

    SEM_PECA = "sem_peca"
    LOTE_PARADO = "lote_parado"
    MODELO_SEM_COMPARACAO = "modelo_sem_comparacao"

    @property
    def label(self) -> str:
        return _MONITORES[self]


_MONITORES = {
    TipoDeMonitor.SEM_PECA: "Pedidos sem peça há mais de 30 minutos",
    TipoDeMonitor.LOTE_PARADO: "Lotes em andamento sem nenhuma resposta há mais de 30 minutos",
    TipoDeMonitor.MODELO_SEM_COMPARACAO: "Modelos treinados há mais de 24 horas, ainda sem comparação",
}


@dataclass(frozen=True)
class Monitor:
    """``desde`` is when the oldest of them was asked for; None while there are none."""

    tipo: TipoDeMonitor
    quantos: int
    desde: datetime | None
