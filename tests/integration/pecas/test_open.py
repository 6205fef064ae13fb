"""What the operators see of gerações: which have not ended, and since when."""

from __future__ import annotations

from core.events import Estado
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.repository import GeracaoRepository
from tests.builders import build_numero_cnj


def ask(tipo: TipoDePeca) -> PedidoDeGeracao:
    return PedidoDeGeracao(build_numero_cnj(), tipo, "ps")


def test_open_geracoes_are_told_with_their_state_and_its_start(repository: GeracaoRepository, usuario_id: int) -> None:
    waiting = repository.add(ask(TipoDePeca.CONTESTACAO), usuario_id)
    running = repository.begin_attempt(repository.add(ask(TipoDePeca.PARECER), usuario_id).id)
    ended = repository.begin_attempt(repository.add(ask(TipoDePeca.APELACAO), usuario_id).id)
    assert running is not None
    assert ended is not None
    repository.save_end(ended, Estado.CANCELADO, erro=("", ""))
    found = {operation.id: (operation.estado, operation.desde) for operation in repository.list_open()}
    assert found == {
        waiting.id: (Estado.NA_FILA, waiting.criada_em),
        running.id: (Estado.EM_ANDAMENTO, running.iniciada_em),
    }
