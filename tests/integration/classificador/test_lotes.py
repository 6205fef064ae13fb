"""Lots on real PostgreSQL and Redis: what is refused before it is paid, who may do what, and whose word counts."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from core.bootstrap import Services, build_services
from core.classificador.domain import (
    Confianca,
    Consumido,
    Corte,
    Emenda,
    EstadoDoItem,
    EstadoDoLote,
    FiltroDeItens,
    FiltroDeLotes,
    Fonte,
    FonteAAbrir,
    FonteDeArquivos,
    FonteDeProcessos,
    FonteDeTextos,
    FormatoDeExportacao,
    ItemDoLote,
    Lote,
    ModoDoCorte,
    NovoItem,
    PedidoDeLote,
    RespostaDaClassificacao,
    TextoDoLote,
)
from core.classificador.remessas.repository import Ocupado, RemessaRepository
from core.classificador.remessas.service import RemessaService
from core.classificador.repository import LoteRepository
from core.classificador.trabalho.classificador import Resultado
from core.classificador.trabalho.service import Partes, TrabalhoService
from core.errors import (
    ArquivoRecusadoError,
    CorrecaoConflictError,
    DocumentoNotFoundError,
    ForbiddenChangeError,
    InvalidInputError,
    InvalidNumeroCnjError,
    LoteRecusadoError,
    PermissionDeniedError,
    RateLimitError,
    RecordNotFoundError,
    SemCategoriasError,
    SpendingCapError,
    TribunalResponseError,
)
from core.infra.channel import AttemptReplacedError
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.processos.repository import ProcessoRepository
from core.prompts.domain import Subsistema
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.settings import (
    ClassificadorSettings,
    DatabaseSettings,
    GeminiSettings,
    RedisSettings,
    Settings,
    TribunalSettings,
)
from core.usuarios.domain import Papel, Usuario
from tests.builders import build_numero_cnj
from tests.unit.classificador.lotes import PROMPT, build_lote

PEDIDO = PedidoDeLote("Iniciais", "triagem", 1, "gemini-2.5-flash")
TEXTOS = FonteDeTextos(tuple(TextoDoLote(f"doc-{n}.txt", f"Pede medicamento nº {n}.") for n in range(4)))
SURE = RespostaDaClassificacao("saude", "Remédio", Confianca.ALTA, "Pede medicamento.", "")
UNSURE = replace(SURE, confianca=Confianca.BAIXA)
COST = Consumido(100, 20, segundos=0.5)


@pytest.fixture
def portal(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
        classificador=ClassificadorSettings(max_documentos=5, max_arquivo_bytes=1_000, max_pacote_bytes=2_000),
    )
    built = build_services(settings, process="web")
    repository = InstrucaoRepository(built._scope)
    for prompt in (PROMPT, replace(PROMPT, slug="vazia", categorias=(), subsistema=Subsistema.GERADOR)):
        repository.add(prompt, autor="teste", motivo="teste", check=lambda *_: None)
    yield built
    built.close()


def add_usuario(portal: Services, login: str, unidade: str = "Dados") -> Usuario:
    return portal.usuarios.add_usuario(
        login, f"{login} x", papel=Papel.PROCURADOR, unidade=unidade, senha="Senha.Longa-987"
    )


@pytest.fixture
def ana(portal: Services) -> Usuario:
    return add_usuario(portal, "ana")


def test_cases_are_for_people_who_may_see_them(portal: Services, ana: Usuario) -> None:
    with pytest.raises(PermissionDeniedError):
        create(portal, replace(ana, papel=Papel.DADOS), FonteDeProcessos((build_numero_cnj(1),)))
    assert portal.lotes.list_lotes(ana).lotes == ()


def create(portal: Services, usuario: Usuario, fonte: Fonte = TEXTOS) -> Lote:
    return portal.lotes.create_lote(PEDIDO, usuario, fonte)


def begin(portal: Services, lote: Lote) -> tuple[LoteRepository, Lote]:
    repository = LoteRepository(portal._scope)
    started = repository.begin_attempt(lote.id)
    assert started is not None
    return repository, started


def answer_all(portal: Services, lote: Lote, resposta: RespostaDaClassificacao = SURE) -> list[ItemDoLote]:
    repository, started = begin(portal, lote)
    for item in repository.take_itens(started, 100):
        assert repository.save_resposta(started, item.id, resposta, COST)
    repository.finish(started)
    return list(portal.itens.iterate(lote.id))


REFUSED: tuple[tuple[dict[str, Any], Fonte, type[Exception]], ...] = (
    ({"prompt_slug": "vazia"}, TEXTOS, SemCategoriasError),
    ({"prompt_versao": 9}, TEXTOS, RecordNotFoundError),
    ({"modelo": "outro-modelo"}, TEXTOS, LoteRecusadoError),
    ({"nome": "  "}, TEXTOS, LoteRecusadoError),
    ({"corte": Corte(ModoDoCorte.PRIMEIROS, 0)}, TEXTOS, LoteRecusadoError),
    ({}, FonteDeTextos(()), LoteRecusadoError),
    ({}, FonteDeTextos(tuple(TextoDoLote(str(n), str(n)) for n in range(6))), LoteRecusadoError),
    ({}, FonteDeProcessos(("123",)), InvalidNumeroCnjError),
    ({}, FonteDeArquivos("E" + "0" * 19), RecordNotFoundError),
)


def test_a_lot_that_cannot_be_is_refused_before_it_exists(portal: Services, ana: Usuario) -> None:
    for changes, fonte, error in REFUSED:
        with pytest.raises(error):
            portal.lotes.create_lote(replace(PEDIDO, **changes), ana, fonte)
    assert portal.lotes.list_lotes(ana).lotes == ()
    assert portal.machinery.queue.list_waiting(QueueName.LOTES) == ()


def test_files_are_refused_by_name_and_what_is_good_becomes_a_lot(portal: Services, ana: Usuario) -> None:
    remessas = portal.remessas
    chave = remessas.begin(ana.id).chave
    bad = {"vazio.txt": b"", "grande.txt": b"x" * 1_001, "programa.exe": b"MZ\x00\x01" * 9, "b.zip": b"PK\x03\x04" * 99}
    for nome, data in {**bad, "imenso.zip": b"PK\x03\x04" + b"x" * 2_000}.items():
        with pytest.raises(ArquivoRecusadoError) as caught:
            remessas.receive(chave, ana.id, nome, io.BytesIO(data))
        assert f"“{nome}”" in caught.value.user_message
    remessas.receive(chave, ana.id, "a.txt", io.BytesIO(b"Pede medicamento."))
    with pytest.raises(ArquivoRecusadoError) as same:
        remessas.receive(chave, ana.id, "de novo.txt", io.BytesIO(b"Pede medicamento."))
    assert "“a.txt”" in same.value.user_message
    with pytest.raises(RecordNotFoundError):
        remessas.receive(chave, ana.id + 1, "b.txt", io.BytesIO(b"De outra pessoa."))
    lote = create(portal, ana, FonteDeArquivos(chave))
    assert [item.nome for item in portal.itens.iterate(lote.id)] == ["a.txt"]
    with pytest.raises(ForbiddenChangeError):
        remessas.receive(chave, ana.id, "c.txt", io.BytesIO(b"Tarde demais."))


def test_files_that_never_became_a_lot_are_forgotten_after_a_day(portal: Services, ana: Usuario) -> None:
    chave = portal.remessas.begin(ana.id).chave
    arquivo = portal.remessas.receive(chave, ana.id, "a.txt", io.BytesIO(b"Pede medicamento."))
    assert RemessaRepository(portal._scope).delete_old(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert RemessaRepository(portal._scope).delete_old(datetime.now(UTC)) == 1
    with pytest.raises(RecordNotFoundError):
        portal.remessas.get(chave, ana.id)
    with portal.machinery.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM conteudo WHERE sha256 = %s", (arquivo.sha256,))
        assert found.scalar_one() == 0


def test_equal_contents_are_skipped_and_say_which_they_repeat(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana, FonteDeTextos((*TEXTOS.textos, replace(TEXTOS.textos[1], nome="igual.txt"))))
    itens = {item.nome: item for item in portal.itens.iterate(lote.id)}
    assert itens["igual.txt"].estado is EstadoDoItem.PULADO
    assert "“doc-1.txt”" in itens["igual.txt"].erro_mensagem
    assert portal.lotes.inspect(lote.id).contagem.pendentes == 4


def test_a_unit_sees_its_lots_and_only_who_made_one_stops_it(portal: Services, ana: Usuario) -> None:
    rui, eva = add_usuario(portal, "rui"), add_usuario(portal, "eva", "Outra")
    lote = create(portal, ana)
    assert [one.id for one in portal.lotes.list_lotes(rui).lotes] == [lote.id]
    assert portal.lotes.list_lotes(eva).lotes == ()
    with pytest.raises(RecordNotFoundError):
        portal.itens.list_itens(lote.id, eva)
    with pytest.raises(ForbiddenChangeError, match="colleague"):
        portal.lotes.pause(lote.id, rui)
    with pytest.raises(ForbiddenChangeError):
        portal.lotes.archive(lote.id, ana)
    assert portal.lotes.pause(lote.id, ana).estado is EstadoDoLote.PAUSADO
    cancelled = portal.lotes.cancel(lote.id, ana)
    assert cancelled.contagem.pulados == 4
    portal.lotes.archive(lote.id, ana)
    assert portal.lotes.list_lotes(ana).lotes == ()
    assert [one.id for one in portal.lotes.list_lotes(ana, FiltroDeLotes(is_arquivado=True)).lotes] == [lote.id]


def test_whoever_asks_twice_for_the_same_gets_one_lot(portal: Services, ana: Usuario) -> None:
    chave = portal.remessas.begin(ana.id).chave
    portal.remessas.receive(chave, ana.id, "a.txt", io.BytesIO(b"Pede medicamento."))
    numeros = (build_numero_cnj(1), build_numero_cnj(2))
    for fonte in (FonteDeArquivos(chave), FonteDeProcessos(numeros, (500,))):
        lote = create(portal, ana, fonte)
        assert create(portal, ana, fonte).id == lote.id
        assert portal.lotes.create_lote(replace(PEDIDO, nome="De novo"), ana, fonte).id == lote.id
    assert len(portal.lotes.list_lotes(ana).lotes) == 2
    with pytest.raises(ForbiddenChangeError):
        portal.lotes.create_lote(replace(PEDIDO, modelo="gemini-2.5-pro"), ana, FonteDeArquivos(chave))
    assert create(portal, ana, FonteDeProcessos(numeros, (9500,))).id != lote.id
    portal.lotes.cancel(lote.id, ana)
    assert create(portal, ana, FonteDeProcessos(numeros, (500,))).id != lote.id


def test_lots_count_among_a_persons_requests_to_the_model(portal: Services, ana: Usuario) -> None:
    for _ in range(portal.settings.limits.ia_por_minuto):
        portal.rates.require(Action.AI, str(ana.id))
    with pytest.raises(RateLimitError):
        create(portal, ana)
    assert portal.lotes.list_lotes(ana).lotes == ()


class Stale(RemessaRepository):
    """Looked at before others added their files."""

    def sum_up(self, chave: str) -> Ocupado:
        return replace(super().sum_up(chave), documentos=0, size_bytes=0, da_pessoa_bytes=0)


def test_files_that_come_at_the_same_time_do_not_pass_the_limits_together(portal: Services, ana: Usuario) -> None:
    classificador = portal.settings.classificador.model_copy(update={"max_total_bytes": 50})
    settings = (classificador, portal.settings.leitura)
    remessas = RemessaService(Stale(portal._scope), ProcessoRepository(portal._scope), settings)
    first = remessas.begin(ana.id).chave
    for n in range(5):
        remessas.receive(first, ana.id, f"{n}.txt", io.BytesIO(b"Texto %d." % n))
    with pytest.raises(ArquivoRecusadoError, match="too many") as caught:
        remessas.receive(first, ana.id, "seis.txt", io.BytesIO(b"Sobra."))
    assert "até 5 documentos" in caught.value.user_message
    with portal.machinery.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM conteudo").scalar_one() == 5
    for n in range(2):
        remessas.receive(remessas.begin(ana.id).chave, ana.id, "a.txt", io.BytesIO(b"%d" % n * 45))
    with pytest.raises(ArquivoRecusadoError, match="of a person"):
        remessas.receive(remessas.begin(ana.id).chave, ana.id, "b.txt", io.BytesIO(b"2" * 45))


ATOS = ("pause", "resume", "cancel")


def test_nothing_is_left_behind_in_a_lot_that_ended_whatever_was_asked_in_between(
    portal: Services, ana: Usuario
) -> None:
    orders = [(*order, "finish") for order in itertools.permutations(ATOS, 2)]
    for order in (*orders, ("finish", "cancel", "retry_errors", "finish")):
        repository = LoteRepository(portal._scope)
        lote = build_lote(id=uuid4(), usuario_id=ana.id, chave="", estado=EstadoDoLote.NA_FILA)
        repository.add(lote, [NovoItem(f"{n}.txt") for n in range(3)], [FonteAAbrir(1, str(lote.id), "f" * 64)])
        _, started = begin(portal, lote)
        item, other, _ = repository.take_itens(started, 3)
        assert repository.save_resposta(started, item.id, SURE, COST)
        assert repository.save_erro(started, other.id, ("E500", "Fora do ar."), COST)
        repository.give_back(started)
        for ato in order:
            with suppress(ForbiddenChangeError):
                getattr(portal.lotes, ato)(lote.id, ana) if ato != "finish" else repository.finish(started)
        found = portal.lotes.inspect(lote.id)
        left = (found.contagem.pendentes, found.fontes_a_abrir)
        assert not found.estado.is_final or left == (0, 0), order
        assert found.estado is not EstadoDoLote.CONCLUIDO, order


def test_what_failed_is_tried_again_but_not_what_cannot_be_used_or_a_person_answered(
    portal: Services, ana: Usuario
) -> None:
    lote = create(portal, ana, FonteDeProcessos((build_numero_cnj(1), build_numero_cnj(2))))
    repository, started = begin(portal, lote)
    one, two = repository.list_fontes(lote.id)
    nomes = ("baixa", "dito" + "o" * 300)
    fetched = [NovoItem(nome, numero_cnj=one.numero_cnj, id_documento=nome[:4]) for nome in nomes]
    repository.open_fonte(started, one.ordem, [*fetched, NovoItem("secreto", id_documento="s", recusa="Sigiloso.")])
    closed = NovoItem(two.nome, numero_cnj=two.numero_cnj, recusa="Ilegível.", codigo=TribunalResponseError.code)
    repository.open_fonte(started, two.ordem, [closed])
    failed, said = repository.take_itens(started, 9)
    for item in (failed, said):
        repository.save_erro(started, item.id, (DocumentoNotFoundError.code, "Não veio."), COST)
    assert repository.finish(started) is EstadoDoLote.COM_ERRO
    portal.itens.correct_item(said.id, ana, Emenda("transito"))
    again = portal.lotes.retry_errors(lote.id, ana)
    estados = {item.nome[:4]: item.estado for item in portal.itens.iterate(lote.id)}
    assert estados == {"baix": EstadoDoItem.PENDENTE, "dito": EstadoDoItem.ERRO, "secr": EstadoDoItem.ERRO}
    assert again.fontes_a_abrir == 1
    assert repository.list_fontes(lote.id) == (two,)


def test_a_worker_that_was_replaced_keeps_nothing(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    repository, first = begin(portal, lote)
    taken = repository.take_itens(first, 2)
    _, second = begin(portal, lote)
    assert not repository.save_resposta(first, taken[0].id, SURE, COST)
    with pytest.raises(AttemptReplacedError):
        repository.take_itens(first, 2)
    again = repository.take_itens(second, 2)
    assert [item.id for item in again] == [item.id for item in taken]
    assert repository.save_resposta(second, again[0].id, SURE, COST)
    assert not repository.is_going_on(first)


def test_the_second_of_two_people_is_shown_the_firsts_correction(portal: Services, ana: Usuario) -> None:
    rui = add_usuario(portal, "rui")
    item = answer_all(portal, create(portal, ana), UNSURE)[0]
    assert portal.itens.list_revisao(rui).total == 4
    corrected = portal.itens.correct_item(item.id, rui, Emenda("transito", numero_processo_cnj=build_numero_cnj(3)))
    assert (corrected.categoria, corrected.revisao, corrected.needs_revisao) == ("transito", 1, False)
    with pytest.raises(CorrecaoConflictError) as conflict:
        portal.itens.correct_item(item.id, ana, Emenda("saude", "Leito"))
    assert (conflict.value.autor, conflict.value.categoria, conflict.value.revisao) == (rui.nome, "transito", 1)
    assert portal.itens.correct_item(item.id, ana, Emenda("saude", "Leito", revisao=1)).subcategoria == "Leito"
    last = portal.itens.list_revisao(rui, 9)
    assert (last.total, last.numero, len(last.itens)) == (3, 1, 3)
    for wrong in (Emenda("penal", revisao=2), Emenda("transito", "Leito", revisao=2), Emenda("saude", "", "12", 2)):
        with pytest.raises(InvalidInputError):
            portal.itens.correct_item(item.id, ana, wrong)
    assert [one.corrigidos for one in portal.itens.list_lotes_corrigidos("triagem")] == [1]


def test_documents_are_narrowed_by_what_counts_of_them(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    itens = answer_all(portal, lote)
    portal.itens.correct_item(itens[2].id, ana, Emenda("transito"))

    def find(**parts: Any) -> list[int]:
        return [item.ordem for item in portal.itens.list_itens(lote.id, ana, FiltroDeItens(**parts)).itens]

    assert find(categoria="transito") == [3]
    assert find(categoria="saude") == [1, 2, 4]
    assert find(texto="DOC-1") == [2]
    assert find(texto="%") == []
    assert find(estados=(EstadoDoItem.ERRO,)) == []
    assert find(confianca=Confianca.ALTA) == [1, 2, 3, 4]
    assert find(is_a_revisar=True) == []
    assert portal.lotes.inspect(lote.id).consumido.entrada == 400


def test_a_file_of_answers_is_made_once_until_something_changes(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    itens = answer_all(portal, lote)
    first = make_file(portal, lote, ana)
    assert b"doc-0.txt" in portal.downloads.find_arquivo(first).conteudo
    assert portal.arquivos_de_lotes.request(lote.id, ana, FormatoDeExportacao.CSV) == first
    assert portal.machinery.queue.list_waiting(QueueName.DOCX) == ()
    portal.itens.correct_item(itens[0].id, ana, Emenda("transito"))
    second = make_file(portal, lote, ana)
    assert "Trânsito" in portal.downloads.find_arquivo(second).conteudo.decode()
    portal.arquivos_de_lotes.export(lote.id, first.rpartition("/")[2], FormatoDeExportacao.CSV)  # begun earlier
    assert portal.downloads.find_arquivo(second) is not None
    with portal.machinery.engine.begin() as connection:
        connection.execute(text("UPDATE arquivo SET created_at = created_at - interval '11 minutes'"))
    portal.itens.correct_item(itens[1].id, ana, Emenda("transito"))
    make_file(portal, lote, ana)
    assert portal.downloads.find_arquivo(second) is None
    with pytest.raises(RecordNotFoundError):
        portal.arquivos_de_lotes.request(lote.id, add_usuario(portal, "eva", "Outra"), FormatoDeExportacao.CSV)


def make_file(portal: Services, lote: Lote, usuario: Usuario) -> str:
    """What the job of the only work in the queue does. Answers the key of the file."""
    chave = portal.arquivos_de_lotes.request(lote.id, usuario, FormatoDeExportacao.CSV)
    queue = portal.machinery.queue
    (key,) = queue.list_waiting(QueueName.DOCX)
    marca = key.split("-")[-2]
    portal.arquivos_de_lotes.export(lote.id, marca, FormatoDeExportacao.CSV)
    queue.stop(QueueName.DOCX, key)
    return chave


def test_texts_of_cases_are_for_people_who_may_see_cases(portal: Services, ana: Usuario) -> None:
    dados = replace(add_usuario(portal, "caio"), papel=Papel.DADOS)
    lote = create(portal, ana, FonteDeProcessos((build_numero_cnj(1),)))
    repository, started = begin(portal, lote)
    repository.open_fonte(started, 1, [NovoItem("Petição", "a" * 64, build_numero_cnj(1), "7")])
    (item,) = portal.itens.iterate(lote.id)
    with pytest.raises(PermissionDeniedError):
        portal.itens.find_lido(item.id, dados)
    of_files = next(iter(portal.itens.iterate(create(portal, ana).id)))
    assert portal.itens.find_lido(of_files.id, dados) is not None


class Spent:
    """A model for which there is no money left after the first document."""

    def __init__(self) -> None:
        self.asked = 0

    def classify(self, *_: object) -> Any:
        self.asked += 1
        raise SpendingCapError("brl")


def test_money_that_is_spent_ends_the_lot_and_leaves_the_rest_to_be_asked(portal: Services, ana: Usuario) -> None:
    spent: Any = Spent()
    trabalhos = portal.trabalhos
    partes = Partes(trabalhos._partes.fontes, trabalhos._partes.leitor, spent)
    permissoes = replace(trabalhos._permissoes, limits=portal.settings.limits.model_copy(update={"classificacao": 1}))
    work = TrabalhoService(LoteRepository(portal._scope), portal.prompts, partes, portal.machinery.queue, permissoes)
    lote = work.begin(create(portal, ana).id)
    assert lote is not None
    assert work.work(lote, lambda: None) is EstadoDoLote.COM_ERRO
    ended = portal.lotes.inspect(lote.id)
    assert (ended.erro_codigo, ended.contagem.processando) == (SpendingCapError.code, 0)
    assert 1 <= ended.contagem.erros == spent.asked
    assert ended.contagem.pendentes == 4 - spent.asked
    portal.lotes.retry_errors(lote.id, ana)
    assert portal.lotes.inspect(lote.id).contagem.pendentes == 4


class Sure:
    """A model that answers everything."""

    def classify(self, *_: object) -> Resultado:
        return Resultado(SURE, COST)


def test_a_long_lot_lets_that_of_another_person_pass(
    portal: Services, ana: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.classificador.trabalho.service.VEZ_S", 0.0)
    sure: Any = Sure()
    trabalhos = portal.trabalhos
    partes = Partes(trabalhos._partes.fontes, trabalhos._partes.leitor, sure)
    parts = (portal.prompts, partes, portal.machinery.queue, trabalhos._permissoes)
    work = TrabalhoService(LoteRepository(portal._scope), *parts)
    lote, de_rui = create(portal, ana), create(portal, add_usuario(portal, "rui"))
    create(portal, ana)
    begun = work.begin(lote.id)
    assert begun is not None
    assert work.work(begun, lambda: None) is None
    waiting = portal.lotes.inspect(lote.id)
    assert (waiting.estado, waiting.contagem.pendentes) == (EstadoDoLote.NA_FILA, 4)
    portal.machinery.queue.stop(QueueName.LOTES, f"lote-{de_rui.id}")
    begun = work.begin(lote.id)
    assert begun is not None
    assert work.work(begun, lambda: None) is EstadoDoLote.CONCLUIDO


def test_a_lot_that_the_queue_lost_is_queued_again_and_one_that_died_ends(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    queue, key = portal.machinery.queue, f"lote-{lote.id}"
    assert portal.lotes.requeue_lost() == 0
    queue.forget(key)
    assert portal.lotes.requeue_lost() == 1
    assert queue.list_waiting(QueueName.LOTES) == (key,)
    assert not portal.lotes.end_lost(Work("jobs.classify_lote.run", key, (str(lote.id),), 60))
    assert portal.lotes.inspect(lote.id).estado is EstadoDoLote.NA_FILA
