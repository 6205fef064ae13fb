"""A peça in memory, with a person who edits it and a check whose findings change, for the tests of the review."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia, TipoDeItem
from core.errors import ForbiddenChangeError
from core.pecas.domain import OrigemDaVersao
from core.pecas.minutas.domain import SituacaoDaPeca
from core.pecas.revisao.domain import AtoDaRevisao, EstadoDaPeca, TipoDeAto, hash_texto
from core.pecas.revisao.repository import Registro
from core.pecas.revisao.service import RevisaoService
from core.usuarios.domain import Papel, Usuario

RITA = Usuario(7, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")
MOTIVO = "Conferi nos autos e está certo."
PECA = UUID(int=1)


def build_item(chave: str, cor: Cor = Cor.AMARELO, *, admite_aceite: bool = True) -> ItemDaConferencia:
    return ItemDaConferencia(chave, TipoDeItem.DADO, cor, f"trecho {chave}", "motivo", admite_aceite=admite_aceite)


@dataclass
class World:
    """Stands for edition, check and storage. ``edits_after_check`` and ``edits_after_fix`` come from another tab."""

    texto: str = "A"
    versoes: list[str] = field(default_factory=lambda: ["A"])
    origens: list[OrigemDaVersao] = field(default_factory=lambda: [OrigemDaVersao.GERACAO])
    has_edits: bool = False
    is_writing: bool = False
    itens: dict[str, tuple[ItemDaConferencia, ...]] = field(default_factory=dict)
    atos: list[AtoDaRevisao] = field(default_factory=list)
    versao_final: int | None = None
    edits_after_check: list[str] = field(default_factory=list)
    edits_after_fix: list[str] = field(default_factory=list)
    checks: int = 0
    avisos: tuple[str, ...] = ()
    criada_em: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    def build_service(self) -> RevisaoService:
        edicao = SimpleNamespace(get=self.get_edicao, fix_versao=self.fix_versao)
        repository = SimpleNamespace(get=self.get_registro, add_ato=self.add_ato)
        parts: Any = (repository, edicao, self)
        return RevisaoService(*parts)

    def edit(self, texto: str) -> None:
        if self.versao_final is None:
            self.texto, self.has_edits = texto, texto != self.versoes[-1]

    @property
    def situacao(self) -> SituacaoDaPeca:
        return SituacaoDaPeca(self.versao_final, frozenset(self.origens), self.has_edits)

    def resume_redacao(self) -> None:
        self.is_writing = self.is_writing or not self.situacao.is_touched

    def end_redacao(self, texto: str) -> None:
        """As storage does it: a text that is nobody's goes on with what the machine wrote."""
        is_nobodys = self.origens[-1] is OrigemDaVersao.GERACAO and not self.has_edits
        if self.is_writing and self.situacao.takes_minuta and self.versoes[-1] != texto:
            self.versoes.append(texto)
            self.origens.append(OrigemDaVersao.GERACAO)
            self.texto = texto if is_nobodys else self.texto
            self.has_edits = not is_nobodys
        self.is_writing = False

    def get_edicao(self, peca_id: UUID, usuario_id: int) -> SimpleNamespace:
        return SimpleNamespace(texto=self.texto, versao_base=len(self.versoes))

    def fix_versao(self, peca_id: UUID, usuario: Usuario) -> SimpleNamespace:
        if self.versao_final is not None:
            raise ForbiddenChangeError("final")
        if self.versoes[-1] != self.texto:
            self.versoes.append(self.texto)
            self.origens.append(OrigemDaVersao.EDICAO)
        self.has_edits = False
        fixed = SimpleNamespace(texto=self.texto, numero=len(self.versoes))
        while self.edits_after_fix:
            self.edit(self.edits_after_fix.pop())
        return fixed

    def check(self, peca_id: UUID, usuario_id: int, texto: str) -> Conferencia:
        self.checks += 1
        found = Conferencia(self.itens.get(texto, ()), avisos=self.avisos)
        while self.edits_after_check:
            self.edit(self.edits_after_check.pop())
        return found

    def get_registro(self, peca_id: UUID) -> Registro:
        return Registro(tuple(self.atos), self.versao_final, self.criada_em)

    def add_ato(self, peca_id: UUID, ato: AtoDaRevisao) -> None:
        if ato.numero != len(self.atos) + 1 or ato.texto_sha256 != hash_texto(self.texto):
            raise ForbiddenChangeError("another tab")
        self.atos.append(ato)
        if ato.tipo is TipoDeAto.FINALIZOU:
            self.versao_final = ato.versao
        elif ato.tipo is TipoDeAto.REABRIU:
            self.versao_final = None


def lead_to(service: RevisaoService, estado: EstadoDaPeca) -> None:
    """Take the steps, for a text on which nothing is undecided."""
    revisao = service.get(PECA, RITA.id)
    if EstadoDaPeca.CONFERIDA.is_reached_by(estado):
        revisao = service.finish_conferencia(revisao, RITA)
    if EstadoDaPeca.APROVADA.is_reached_by(estado):
        revisao = service.approve(revisao, RITA, declaracao=True)
    if EstadoDaPeca.FINAL.is_reached_by(estado):
        service.finalize(revisao, RITA)
