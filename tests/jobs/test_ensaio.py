"""A quick test of a prompt over real workers and the simulator: answered, stopped, and not repeated after a death."""

from __future__ import annotations

import io

from core.classificador.ensaio import Ensaio, Lado
from core.classificador.parcial import read_parcial
from core.events import Estado, TextAppended
from tests.jobs.stage import Stage, wait_until

LADO = Lado("triagem_de_peticoes", 1, "gemini-2.5-flash")
TEXTO = "Requer o fornecimento do medicamento insulina pelo SUS, com tratamento de saúde custeado pelo Estado."


def wait_end(stage: Stage, ensaio: Ensaio) -> None:
    wait_until(lambda: not stage.services.ensaios.is_at_work(ensaio.id), 90, "the end of a test")


def ask_slowly(stage: Stage, usuario_id: int) -> Ensaio:
    """A test whose answer has begun and takes long."""
    ensaios = stage.services.ensaios
    stage.gemini.fail(options={"chars_per_s": 20})
    (ensaio,) = ensaios.request(usuario_id, [LADO], ensaios.keep_texto(usuario_id, TEXTO))
    replay = stage.services.machinery.channel.replay_events
    wait_until(lambda: any(isinstance(event, TextAppended) for event in replay(ensaio.id)), 90, "some text")
    return ensaio


def test_a_file_is_read_and_both_sides_answer(stage: Stage) -> None:
    ensaios, usuario_id = stage.services.ensaios, next(stage.usuarios)
    sides = [LADO, Lado(LADO.slug, LADO.versao, "gemini-2.5-pro")]
    amostra = ensaios.keep_arquivo(usuario_id, "peticao.txt", io.BytesIO(TEXTO.encode()))
    for ensaio in ensaios.request(usuario_id, sides, amostra):
        wait_end(stage, ensaio)
        found = ensaios.find_resultado(ensaio.id)
        assert found is not None
        assert (found.estado, read_parcial(found.texto)["categoria"]) == (Estado.PRONTO, "saude")
        assert min(found.entrada, found.saida, found.custo_brl) > 0


def test_what_is_stopped_ends_and_what_died_is_not_paid_for_again(stage: Stage) -> None:
    ensaios, usuario_id = stage.services.ensaios, next(stage.usuarios)
    stopped = ask_slowly(stage, usuario_id)
    ensaios.stop(stopped.id, usuario_id)
    wait_end(stage, stopped)
    found = ensaios.find_resultado(stopped.id)
    assert found is not None
    assert found.estado is Estado.CANCELADO

    died = ask_slowly(stage, usuario_id)
    stage.pool.find_horse(f"ensaio-{died.id}").kill()
    stage.gemini.fail(options={})
    wait_end(stage, died)
    assert ensaios.find_resultado(died.id) is None
