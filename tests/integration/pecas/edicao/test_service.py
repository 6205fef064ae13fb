"""The working text over a real database: saves that merge, conflicts that lose nothing, versions, going back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import update

from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError, SecaoConflictError
from core.events import Estado
from core.infra.db import SessionScope
from core.pecas.domain import OrigemDaVersao, PedidoDeGeracao, TipoDePeca
from core.pecas.edicao.repository import FIX_AFTER, EdicaoRepository
from core.pecas.edicao.secoes import hash_secao
from core.pecas.edicao.service import EdicaoService
from core.pecas.edicao.tables import EdicaoDaPecaRow
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.pecas.tables import PecaRow
from core.prompts.modulos.diferenca import Sinal
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from tests.builders import build_numero_cnj

TEXTO = "# Dos fatos\n\nO autor pede.\n\n# Do direito\n\nA lei diz.\n"
FATOS, DIREITO = "dos-fatos", "do-direito"


@pytest.fixture
def rita(session_scope: SessionScope) -> Usuario:
    rita = Usuario(0, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")
    added = UsuarioRepository(session_scope).add(rita, senha_hash="nenhuma", autor="teste")
    assert added is not None
    return added


@pytest.fixture
def peca_id(repository: GeracaoRepository, minutas: MinutaRepository, rita: Usuario) -> UUID:
    pedido = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps")
    running = repository.begin_attempt(repository.add(pedido, rita.id).id)
    assert running is not None
    return minutas.save_minuta(running, TEXTO, "Portal", estado=Estado.PRONTO)


@pytest.fixture
def service(session_scope: SessionScope) -> EdicaoService:
    return EdicaoService(EdicaoRepository(session_scope))


def base_of(service: EdicaoService, peca_id: UUID, rita: Usuario, chave: str) -> str:
    secao = service.get(peca_id, rita.id).find_secao(chave)
    assert secao is not None
    return secao.base


def save(service: EdicaoService, peca_id: UUID, rita: Usuario, chave: str, texto: str) -> None:
    base = base_of(service, peca_id, rita, chave)
    service.save_secao(peca_id, rita, secao=chave, base=base, texto=texto)


def test_a_peca_is_read_as_its_newest_version_until_somebody_edits(
    service: EdicaoService, peca_id: UUID, rita: Usuario
) -> None:
    edicao = service.get(peca_id, rita.id)
    assert (edicao.texto, edicao.revisao, edicao.versao_base, edicao.has_changes) == (TEXTO, 0, 1, False)
    with pytest.raises(RecordNotFoundError):
        service.get(peca_id, rita.id + 1000)


def test_tabs_in_different_sections_merge_and_in_the_same_one_conflict(
    service: EdicaoService, peca_id: UUID, rita: Usuario
) -> None:
    seen = service.get(peca_id, rita.id)
    bases = {secao.chave: secao.base for secao in seen.secoes}
    service.save_secao(peca_id, rita, secao=FATOS, base=bases[FATOS], texto="# Dos fatos\n\nA ré nega.")
    other = service.save_secao(peca_id, rita, secao=DIREITO, base=bases[DIREITO], texto="# Do direito\n\nA súmula diz.")
    assert other.texto == "# Dos fatos\n\nA ré nega.\n\n# Do direito\n\nA súmula diz.\n"
    with pytest.raises(SecaoConflictError) as met:
        service.save_secao(peca_id, rita, secao=FATOS, base=bases[FATOS], texto="# Dos fatos\n\nOutra.")
    assert (met.value.atual.strip(), met.value.minha) == ("# Dos fatos\n\nA ré nega.", "# Dos fatos\n\nOutra.")
    assert service.get(peca_id, rita.id).texto == other.texto
    chosen = service.save_secao(peca_id, rita, secao=FATOS, base=met.value.base, texto=met.value.minha)
    assert "Outra." in chosen.texto
    assert "A ré nega." not in chosen.texto


def test_the_same_save_twice_is_one_change(service: EdicaoService, peca_id: UUID, rita: Usuario) -> None:
    base = base_of(service, peca_id, rita, FATOS)
    first = service.save_secao(peca_id, rita, secao=FATOS, base=base, texto="# Dos fatos\n\nNovo.")
    again = service.save_secao(peca_id, rita, secao=FATOS, base=base, texto="# Dos fatos\n\nNovo.\n")
    assert (again.texto, again.revisao) == (first.texto, first.revisao)


def test_two_savers_at_once_lose_no_word(service: EdicaoService, peca_id: UUID, rita: Usuario) -> None:
    start = Barrier(2)

    def type_on(chave: str) -> None:
        heading = "# Dos fatos" if chave == FATOS else "# Do direito"
        base = base_of(service, peca_id, rita, chave)
        start.wait(10)
        for number in range(8):
            texto = f"{heading}\n\n{'palavra ' * number}{chave}"
            service.save_secao(peca_id, rita, secao=chave, base=base, texto=texto)
            base = hash_secao(texto)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(type_on, (FATOS, DIREITO)))
    edicao = service.get(peca_id, rita.id)
    assert edicao.revisao == 16
    assert edicao.texto.count("palavra") == 14
    assert len(service.list_versoes(peca_id, rita.id)) == 1


def test_a_version_is_fixed_once_and_restored_as_a_new_one(
    service: EdicaoService, peca_id: UUID, rita: Usuario
) -> None:
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nO autor não pede.")
    fixed = service.fix_versao(peca_id, rita)
    assert (fixed.numero, fixed.origem, fixed.autor) == (2, OrigemDaVersao.EDICAO, "Rita Inventada")
    assert service.fix_versao(peca_id, rita, OrigemDaVersao.CONVERSA).numero == 2
    save(service, peca_id, rita, DIREITO, "# Do direito\n\nNada.")
    restored = service.restore(peca_id, rita, 1)
    assert (restored.texto, restored.has_changes) == (TEXTO, False)
    found = [(one.numero, one.origem) for one in service.list_versoes(peca_id, rita.id)]
    assert found == [
        (4, OrigemDaVersao.RESTAURACAO),
        (3, OrigemDaVersao.EDICAO),
        (2, OrigemDaVersao.EDICAO),
        (1, OrigemDaVersao.GERACAO),
    ]
    assert "Nada." in service.restore(peca_id, rita, 3).texto
    changes = [(t.sinal, t.texto) for t in service.compare(peca_id, rita.id, 1, 2) if t.sinal is not Sinal.IGUAL]
    assert changes == [(Sinal.ENTROU, "não ")]


def test_old_changes_become_a_version_before_the_next_one(
    service: EdicaoService, peca_id: UUID, rita: Usuario, session_scope: SessionScope
) -> None:
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nDe manhã.")
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nAinda de manhã.")
    assert len(service.list_versoes(peca_id, rita.id)) == 1
    with session_scope() as session:
        past = EdicaoDaPecaRow.updated_at - FIX_AFTER - timedelta(seconds=1)
        session.execute(update(EdicaoDaPecaRow).values(mudou_em=past))
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nÀ tarde.")
    assert "Ainda de manhã." in service._repository.get_versao(peca_id, rita.id, 2).texto
    assert service.get(peca_id, rita.id).has_changes


def test_a_final_peca_is_not_edited(
    service: EdicaoService, peca_id: UUID, rita: Usuario, session_scope: SessionScope
) -> None:
    base = base_of(service, peca_id, rita, FATOS)
    with session_scope() as session:
        session.execute(update(PecaRow).values(versao_final=1))
    assert service.get(peca_id, rita.id).is_final
    assert service.fix_versao(peca_id, rita).numero == 1
    with pytest.raises(ForbiddenChangeError):
        service.save_secao(peca_id, rita, secao=FATOS, base=base, texto="# Dos fatos\n\nTarde demais.")
    assert service.get(peca_id, rita.id).texto == TEXTO


def test_sections_are_put_in_moved_and_taken_out(service: EdicaoService, peca_id: UUID, rita: Usuario) -> None:
    service.insert_secao(peca_id, rita, depois_de=FATOS, texto="# Do pedido\n\nPede.\x00")
    service.move_secao(peca_id, rita, secao="do-pedido", passo=1)
    titles = [secao.titulo for secao in service.get(peca_id, rita.id).secoes]
    assert titles == ["Dos fatos", "Do direito", "Do pedido"]
    with pytest.raises(SecaoConflictError):
        service.remove_secao(peca_id, rita, secao=FATOS, base="3.abc")
    gone = service.remove_secao(peca_id, rita, secao=FATOS, base=base_of(service, peca_id, rita, FATOS))
    assert gone.find_secao(FATOS) is None
    assert "O autor pede." in service.restore(peca_id, rita, 2).texto
    with pytest.raises(InvalidInputError):
        service.save_secao(peca_id, rita, secao=DIREITO, base="1.x", texto=" \n")


def test_an_untouched_text_follows_a_version_made_elsewhere(
    service: EdicaoService,
    peca_id: UUID,
    rita: Usuario,
    repository: GeracaoRepository,
    minutas: MinutaRepository,
) -> None:
    for texto in ("# Dos fatos\n\nMeu.", "# Dos fatos\n\nO autor pede."):  # written and taken back
        save(service, peca_id, rita, FATOS, texto)
    geracao = repository.get(minutas.get(peca_id).geracao_id)
    minutas.save_minuta(geracao, TEXTO + "Continuado.", "Portal", estado=Estado.PRONTO)
    assert service.get(peca_id, rita.id).texto.endswith("Continuado.")


def test_a_text_cut_in_one_tab_and_edited_in_another_is_a_conflict(
    service: EdicaoService, peca_id: UUID, rita: Usuario
) -> None:
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nUm.\n\nDois.\n\nTrês.")
    base = base_of(service, peca_id, rita, FATOS)
    save(service, peca_id, rita, FATOS, "# Dos fatos\n\nUm.\n\nDois.\n\nTrês, mudado.")
    mine = "# Dos fatos\n\nUm.\n\nDois."
    with pytest.raises(SecaoConflictError) as met:
        service.save_secao(peca_id, rita, secao=FATOS, base=base, texto=mine)
    assert (met.value.atual.rstrip(), met.value.minha) == (f"{mine}\n\nTrês, mudado.", mine)
    saved = service.save_secao(peca_id, rita, secao=FATOS, base=met.value.base, texto=mine)
    again = service.save_secao(peca_id, rita, secao=FATOS, base=base, texto=mine)  # its answer never came
    assert (again.texto, again.revisao) == (saved.texto, saved.revisao)
