"""Peças of other people: read and downloaded by those of the owner's unit and those they were shared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.auditoria.domain import Acao
from core.auditoria.service import AuditoriaService
from core.errors import RecordNotFoundError
from core.pecas.domain import Geracao, Peca
from core.pecas.minutas.domain import CapaDaPeca
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.processos.chave import describe_autos
from core.usuarios.acesso import Especie, Relacao, require_dono
from core.usuarios.compartilhamento.domain import Alvo, Compartilhamento, Registro
from core.usuarios.compartilhamento.service import PERMISSOES, CompartilhamentoService
from core.usuarios.domain import Usuario
from core.usuarios.repository import UsuarioRepository


@dataclass(frozen=True)
class PecaAlheia:
    """Another person's peça as a reader sees it: its newest kept version, which is the final one where there is one."""

    peca: Peca
    relacao: Relacao
    dono: str

    @property
    def titulo(self) -> str:
        return name_peca(self.peca)


@dataclass(frozen=True)
class PecaRecebida:
    """One line of what a person may open of others: ``recebida_em`` is when it was shared, or made in the unit."""

    geracao_id: UUID
    titulo: str
    dono: str
    recebida_em: datetime


@dataclass(frozen=True)
class Partilha:
    """Services that know who may open what, and who opened it."""

    compartilhamentos: CompartilhamentoService
    usuarios: UsuarioRepository
    auditoria: AuditoriaService


class LeituraDePecasService:
    def __init__(self, geracoes: GeracaoRepository, minutas: MinutaRepository, partilha: Partilha) -> None:
        self._geracoes = geracoes
        self._minutas = minutas
        self._compartilhamentos = partilha.compartilhamentos
        self._usuarios = partilha.usuarios
        self._auditoria = partilha.auditoria

    # Who reads

    def find_alheia(self, geracao_id: UUID, usuario: Usuario) -> PecaAlheia | None:
        """None for the person's own. Raises RecordNotFoundError for what the person may not open."""
        geracao = self._geracoes.get(geracao_id)
        if geracao.usuario_id == usuario.id:
            return None
        if geracao.peca_id is None:
            raise RecordNotFoundError(f"geracao {geracao_id} of another person")
        relacao = self.require_open(geracao.peca_id, geracao.usuario_id, usuario)
        return PecaAlheia(self._get_peca(geracao.peca_id), relacao, self._usuarios.get(geracao.usuario_id).nome)

    def _get_peca(self, peca_id: UUID) -> Peca:
        """With the text that its files have: the final one, else the newest."""
        peca, final = self._minutas.get(peca_id), self._minutas.find_atual(peca_id).versao_final
        versao = next((one for one in self._minutas.list_versoes(peca_id) if one.numero == final), peca.versao)
        return replace(peca, versao=versao)

    def require_open(self, peca_id: UUID, dono_id: int, usuario: Usuario) -> Relacao:
        """What the person is to the peça. Raises RecordNotFoundError for what the person may not open."""
        return self._compartilhamentos.require_open(usuario, Especie.PECA, peca_id, dono_id)

    def get_unidade(self, dono_id: int) -> str:
        """The owner's unit, whose letterhead the files of a peça have, whoever takes them away."""
        return self._usuarios.get_unidade(dono_id)

    def note_leitura(self, alheia: PecaAlheia, usuario: Usuario) -> None:
        """Another person's peça was shown."""
        detalhe = f"de {alheia.dono} · {alheia.relacao.label.lower()}"
        self._auditoria.record(Acao.PECA_ABERTA, autor=usuario.login, objeto=alheia.titulo, detalhe=detalhe)

    def list_recebidas(self, usuario: Usuario) -> Sequence[PecaRecebida]:
        """What others shared with the person and may still be opened, the newest first."""
        found = self._compartilhamentos.list_recebidos(Especie.PECA, usuario)
        capas = self._minutas.find_capas([one.registro_id for one in found])
        known = ((capas[one.registro_id], one.criado_em) for one in found if one.registro_id in capas)
        return tuple(PecaRecebida(capa.geracao_id, name_peca(capa), capa.dono, when) for capa, when in known)

    def list_da_unidade(self, usuario: Usuario, *, limit: int) -> Sequence[PecaRecebida]:
        """Peças of the other people of the person's unit, which the person may open, the newest first."""
        unidade = usuario.unidade.strip()
        if not unidade or not usuario.has_permission(PERMISSOES[Especie.PECA]):
            return ()
        found = self._minutas.list_da_unidade(unidade, usuario.id, limit=limit)
        return tuple(PecaRecebida(capa.geracao_id, name_peca(capa), capa.dono, when) for capa, when in found)

    # Who shares

    def list_alvos(self, usuario: Usuario) -> tuple[Alvo, ...]:
        """With whom the person may share a peça."""
        return self._compartilhamentos.list_alvos(usuario, Especie.PECA)

    def list_acessos(self, geracao: Geracao, usuario: Usuario) -> tuple[Compartilhamento, ...]:
        """Whom the peça was given to. Raises RecordNotFoundError for another person's."""
        return self._compartilhamentos.list(self._build_registro(geracao, usuario), usuario)

    def share(self, geracao: Geracao, alvo: Alvo, usuario: Usuario) -> bool:
        """False when it was shared already. Raises RecordNotFoundError, InvalidInputError."""
        return self._compartilhamentos.share(self._build_registro(geracao, usuario), alvo, usuario)

    def withdraw(self, geracao: Geracao, compartilhamento_id: UUID, usuario: Usuario) -> bool:
        """Take an access back, at once. Raises RecordNotFoundError."""
        return self._compartilhamentos.withdraw(self._build_registro(geracao, usuario), compartilhamento_id, usuario)

    def _build_registro(self, geracao: Geracao, usuario: Usuario) -> Registro:
        stored = self._geracoes.get(geracao.id)
        require_dono(stored.usuario_id, usuario.id, "geracao", stored.id)
        if stored.peca_id is None:
            raise RecordNotFoundError(f"geracao {stored.id} has no peca")
        return Registro(Especie.PECA, stored.peca_id, stored.usuario_id, name_peca(self._minutas.get(stored.peca_id)))


def name_peca(peca: Peca | CapaDaPeca) -> str:
    """What people read for it."""
    return f"{peca.tipo_de_peca.label} · {describe_autos(peca.numero_cnj)}"
