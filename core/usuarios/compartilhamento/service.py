"""What people do with groups and with what is shared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError
from core.usuarios.acesso import Especie, Relacao, find_relacao, require_dono
from core.usuarios.compartilhamento.domain import (
    MAX_MEMBROS,
    MAX_NOME,
    Alvo,
    Compartilhamento,
    GrupoDeUsuarios,
    Recebido,
    Registro,
)
from core.usuarios.compartilhamento.repository import CompartilhamentoRepository
from core.usuarios.domain import Usuario
from core.usuarios.repository import UsuarioRepository

PERMISSOES = {Especie.PECA: "pecas.gerar"}
"""What a person needs to open a shared record of a kind at all."""

_SEM_ACESSO = (
    "Esta pessoa não pode abrir peças no portal, e nada foi compartilhado. Escolha outra pessoa ou peça à "
    "administração que mude o acesso dela."
)
_NOME_EM_USO = "Já existe um grupo com este nome no portal. Escolha outro nome."
_SEM_NOME = f"O grupo precisa de um nome de até {MAX_NOME} letras. Escreva o nome e guarde de novo."
_A_SI_MESMO = (
    "Ninguém entra por conta própria em um grupo do portal, e nada foi guardado. Peça a outra pessoa da administração "
    "que inclua você."
)
_MUITOS = f"Um grupo do portal tem até {MAX_MEMBROS} pessoas. Faça dois grupos."


class CompartilhamentoService:
    def __init__(self, repository: CompartilhamentoRepository, usuarios: UsuarioRepository) -> None:
        self._repository = repository
        self._usuarios = usuarios

    # Who may open what

    def find_relacao(self, usuario: Usuario, especie: Especie, registro_id: UUID, dono_id: int) -> Relacao:
        """What the person is to a record of another one, asked anew each time."""
        if not usuario.has_permission(PERMISSOES[especie]):
            return Relacao.NENHUMA
        if usuario.id == dono_id:
            return find_relacao(usuario, dono_id=dono_id, unidade="", is_shared=False)
        is_shared = self._repository.is_shared(especie, registro_id, usuario.id)
        unidade = self._usuarios.get_unidade(dono_id)
        return find_relacao(usuario, dono_id=dono_id, unidade=unidade, is_shared=is_shared)

    def require_open(self, usuario: Usuario, especie: Especie, registro_id: UUID, dono_id: int) -> Relacao:
        """The same for somebody who may open it. Raises RecordNotFoundError."""
        relacao = self.find_relacao(usuario, especie, registro_id, dono_id)
        if not relacao.can_open:
            raise RecordNotFoundError(f"{especie} {registro_id} of another person")
        return relacao

    # What an owner does

    def list_alvos(self, dono: Usuario, especie: Especie) -> tuple[Alvo, ...]:
        """With whom it can be shared: groups that count, then people who may open such a record, by name."""
        grupos = self._repository.list_alvos()
        permissao = PERMISSOES[especie]
        people = (one for one in self._usuarios.list() if one.id != dono.id and one.has_permission(permissao))
        return (*grupos, *(Alvo(one.nome, usuario_id=one.id) for one in people))

    def list(self, registro: Registro, dono: Usuario) -> tuple[Compartilhamento, ...]:
        """Raises RecordNotFoundError for another person's record."""
        require_dono(registro.dono_id, dono.id, registro.especie, registro.id)
        return self._repository.list(registro.especie, registro.id)

    def share(self, registro: Registro, alvo: Alvo, dono: Usuario) -> bool:
        """Let a person or a group open it; False when they could already.

        Raises RecordNotFoundError for another person's record, InvalidInputError for somebody who cannot open one.
        """
        require_dono(registro.dono_id, dono.id, registro.especie, registro.id)
        found = next(
            (
                one
                for one in self.list_alvos(dono, registro.especie)
                if (one.usuario_id, one.grupo_id) == (alvo.usuario_id, alvo.grupo_id)
            ),
            None,
        )
        if found is None:
            raise InvalidInputError("no one to share with", user_message=_SEM_ACESSO)
        return self._repository.add(registro, found, autor_id=dono.id, autor=dono.login)

    def withdraw(self, registro: Registro, compartilhamento_id: UUID, dono: Usuario) -> bool:
        """Take an access back, at once; False when it was gone. Raises RecordNotFoundError."""
        given = next((one for one in self.list(registro, dono) if one.id == compartilhamento_id), None)
        return given is not None and self._repository.delete(registro, given, autor=dono.login)

    def list_recebidos(self, especie: Especie, usuario: Usuario, limit: int = 20) -> Sequence[Recebido]:
        """What others gave the person, the newest first."""
        return self._repository.list_recebidos(especie, usuario.id, limit)

    # What the administration does

    def list_grupos(self) -> tuple[GrupoDeUsuarios, ...]:
        """By name, those that no longer count too."""
        return self._repository.list_grupos()

    def create_grupo(self, nome: str, membros: Collection[int], *, autor: Usuario) -> GrupoDeUsuarios:
        """Raises InvalidInputError naming what cannot be used, ForbiddenChangeError for a group with oneself in it."""
        grupo = _check(GrupoDeUsuarios(uuid4(), nome, frozenset(membros)))
        _require_others(grupo, frozenset(), autor)
        added = self._repository.add_grupo(grupo, autor=autor.login)
        if added is None:
            raise InvalidInputError("name of a group taken", user_message=_NOME_EM_USO)
        return added

    def change_grupo(self, grupo: GrupoDeUsuarios, *, autor: Usuario) -> GrupoDeUsuarios:
        """Raises InvalidInputError, RecordNotFoundError, VersionConflictError where somebody saved it meanwhile.

        Raises ForbiddenChangeError for putting oneself in.
        """
        checked = _check(grupo)
        stored = next((one.membros for one in self._repository.list_grupos() if one.id == grupo.id), frozenset[int]())
        _require_others(checked, stored, autor)
        saved = self._repository.save_grupo(checked, autor=autor.login)
        if saved is None:
            raise InvalidInputError("name of a group taken", user_message=_NOME_EM_USO)
        return saved


def _require_others(grupo: GrupoDeUsuarios, had: frozenset[int], autor: Usuario) -> None:
    if autor.id in grupo.membros - had:
        raise ForbiddenChangeError("oneself in a group", user_message=_A_SI_MESMO)


def _check(grupo: GrupoDeUsuarios) -> GrupoDeUsuarios:
    nome = " ".join(grupo.nome.replace("\0", "").split())
    if not nome or len(nome) > MAX_NOME:
        raise InvalidInputError("name of a group", user_message=_SEM_NOME)
    if len(grupo.membros) > MAX_MEMBROS:
        raise InvalidInputError("too many members", user_message=_MUITOS)
    return replace(grupo, nome=nome)
