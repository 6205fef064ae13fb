"""The review's use cases: decide on findings, finish the check, approve, make final, and the ways back.

Every act takes the review that the person had before their eyes (``vista``): it is refused when another tab changed
the text or acted since. Only the owner of a peça gets there; another person's is answered as not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.errors import ForbiddenChangeError
from core.pecas.conferencia.service import ConferenciaService
from core.pecas.edicao.service import EdicaoService
from core.pecas.revisao.domain import AtoDaRevisao, EstadoDaPeca, Revisao, TipoDeAto, hash_texto, keep_conferencia
from core.pecas.revisao.regras import (
    OUTRA_ABA,
    require_accept,
    require_approve,
    require_finalize,
    require_finish,
    require_give_back,
    require_motivo,
    require_reopen,
    require_withdraw,
)
from core.pecas.revisao.repository import RevisaoRepository
from core.usuarios.domain import Usuario


class RevisaoService:
    def __init__(self, repository: RevisaoRepository, edicao: EdicaoService, conferencia: ConferenciaService) -> None:
        self._repository = repository
        self._edicao = edicao
        self._conferencia = conferencia

    def get(self, peca_id: UUID, usuario_id: int, *, known: Revisao | None = None) -> Revisao:
        """The working text with its findings and acts. The findings of ``known`` serve while the text is the same.

        Raises RecordNotFoundError, for another person's too.
        """
        edicao, registro = self._edicao.get(peca_id, usuario_id), self._repository.get(peca_id)
        is_known = known is not None and (known.peca_id, known.texto) == (peca_id, edicao.texto)
        if known is not None and is_known:
            conferencia = known.conferencia
        else:
            conferencia = self._conferencia.check(peca_id, usuario_id, edicao.texto)
        return Revisao(
            peca_id=peca_id,
            atos=registro.atos,
            texto=edicao.texto,
            versao=edicao.versao_base,
            versao_final=registro.versao_final,
            conferencia=conferencia,
        )

    def list_estados(self, geracoes: Iterable[UUID]) -> Mapping[UUID, EstadoDaPeca]:
        """The states of the peças of these gerações for a list, by acts and text; findings are not looked for."""
        return self._repository.list_estados(geracoes)

    def accept(self, vista: Revisao, usuario: Usuario, chave: str, motivo: str) -> Revisao:
        """Answer for a finding with a written reason; it follows the finding through the versions.

        Raises InvalidInputError for a reason too short, ForbiddenChangeError for what only the text can put right.
        """
        clean = require_motivo(motivo)
        revisao = self._look(vista, usuario, known=vista)
        item = require_accept(revisao, chave)
        valor = {"motivo": clean, "cor": int(item.cor), "tipo": item.tipo.value, "trecho": item.trecho}
        return self._add(revisao, usuario, TipoDeAto.ACEITOU, valor, alvo=chave)

    def withdraw(self, vista: Revisao, usuario: Usuario, chave: str) -> Revisao:
        """Take an acceptance back; the peça is a draft again. Raises ForbiddenChangeError."""
        revisao = self._look(vista, usuario, known=vista)
        require_withdraw(revisao, chave)
        return self._add(revisao, usuario, TipoDeAto.RETIROU, {}, alvo=chave)

    def finish_conferencia(self, vista: Revisao, usuario: Usuario, *, tempo_s: int = 0) -> Revisao:
        """The text becomes a version, and every finding on it is decided. ``tempo_s`` as in ``approve``.

        Raises ForbiddenChangeError while one is not, with the count in words.
        """
        revisao = self._look(vista, usuario)
        require_finish(revisao)
        valor = {"tempo_s": self._limit_tempo(revisao, tempo_s), "itens": revisao.count_decididos()}
        return self._add(self._fix(revisao, usuario), usuario, TipoDeAto.CONFERIU, valor)

    def approve(self, vista: Revisao, usuario: Usuario, *, declaracao: bool, tempo_s: int = 0) -> Revisao:
        """The person declares to have read all of it and answers for it (OAB, Recomendação 001/2024).

        ``tempo_s`` are the seconds at work on it that the person's browser measured, in all its visits: never more
        than the peça is old. Raises ForbiddenChangeError for a text that was not checked, InvalidInputError without
        the declaration.
        """
        revisao = self._look(vista, usuario)
        require_approve(revisao, declaracao=declaracao)
        tempo = self._limit_tempo(revisao, tempo_s)
        valor = {"declaracao": True, "tempo_s": tempo, "itens": revisao.count_decididos()}
        return self._add(self._fix(revisao, usuario), usuario, TipoDeAto.APROVOU, valor)

    def give_back(self, vista: Revisao, usuario: Usuario, motivo: str) -> Revisao:
        """From checked or approved back to the draft, with the reason. Raises as ``accept``."""
        clean = require_motivo(motivo)
        revisao = self._look(vista, usuario, known=vista)
        require_give_back(revisao)
        return self._add(revisao, usuario, TipoDeAto.DEVOLVEU, {"motivo": clean})

    def finalize(self, vista: Revisao, usuario: Usuario) -> Revisao:
        """No text changes from here on. The portal never files it. Raises ForbiddenChangeError.

        The act keeps the findings: the record of the peça says what the person saw, whatever the library becomes.
        """
        revisao = self._look(vista, usuario)
        require_finalize(revisao)
        fixed = self._fix(revisao, usuario)
        valor = {"itens": revisao.count_decididos(), "conferencia": keep_conferencia(revisao.conferencia)}
        return self._add(replace(fixed, versao_final=fixed.versao), usuario, TipoDeAto.FINALIZOU, valor)

    def reopen(self, vista: Revisao, usuario: Usuario, motivo: str) -> Revisao:
        """From final back to the draft, with the reason. Raises as ``accept``."""
        clean = require_motivo(motivo)
        revisao = self._look(vista, usuario, known=vista)
        require_reopen(revisao)
        return self._add(replace(revisao, versao_final=None), usuario, TipoDeAto.REABRIU, {"motivo": clean})

    def _look(self, vista: Revisao, usuario: Usuario, *, known: Revisao | None = None) -> Revisao:
        """As it is now, checked anew unless ``known``. Raises ForbiddenChangeError when it is not what was seen."""
        now = self.get(vista.peca_id, usuario.id, known=known)
        if (len(now.atos), now.texto) != (len(vista.atos), vista.texto):
            raise ForbiddenChangeError("another tab was faster", user_message=OUTRA_ABA)
        return now

    def _fix(self, revisao: Revisao, usuario: Usuario) -> Revisao:
        """The text as an immutable version. Raises ForbiddenChangeError when it changed at this very moment."""
        versao = self._edicao.fix_versao(revisao.peca_id, usuario)
        if hash_texto(versao.texto) != revisao.texto_sha256:
            raise ForbiddenChangeError("the text changed", user_message=OUTRA_ABA)
        return replace(revisao, versao=versao.numero)

    def _limit_tempo(self, revisao: Revisao, tempo_s: int) -> int:
        """A browser says how long a person worked; it cannot be longer than the peça exists."""
        age = datetime.now(UTC) - self._repository.get(revisao.peca_id).criada_em
        return max(0, min(tempo_s, int(age.total_seconds())))

    def _add(
        self, revisao: Revisao, usuario: Usuario, tipo: TipoDeAto, valor: Mapping[str, Any], *, alvo: str = ""
    ) -> Revisao:
        ato = AtoDaRevisao(
            numero=len(revisao.atos) + 1,
            tipo=tipo,
            alvo=alvo,
            versao=revisao.versao,
            texto_sha256=revisao.texto_sha256,
            valor=valor,
            usuario_id=usuario.id,
            autor=usuario.nome,
            feito_em=datetime.now(UTC),
        )
        self._repository.add_ato(revisao.peca_id, ato)
        return replace(revisao, atos=(*revisao.atos, ato))
