"""What the portal does now, in words and numbers: limits, outside services, kept answers, queues, connections."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape

import streamlit as st

from core.events import Estado
from core.infra.breaker import BreakerReport
from core.infra.cache import CacheReport
from core.infra.metrics import CallReport, OpenOperation, QueueReport, Snapshot
from core.infra.processes import ProcessReport
from core.infra.prometheus import PAINT_DELAY, find_delay_s
from core.infra.queue import QueueName
from core.infra.rate import Action, RateLimits
from core.infra.slots import ServiceClass, SlotReport
from pages.ui.dates import CAMPO_GRANDE, format_duration, format_when

_RESOURCES = {
    "gemini": "Gemini",
    "tjms": "TJMS",
    "tjms_saj": "TJMS (SAJ)",
    "tjms_eproc": "TJMS (eproc)",
    "classificacao": "Classificação",
    "streams": "Textos ao vivo",
    "geracao": "Gerações",
    "ocr": "Leitura de imagens (OCR)",
    "docx": "Arquivos de Word",
    "bert": "Treinamento",
}
_CLASSES = {
    ServiceClass.INTERACTIVE: "na tela",
    ServiceClass.GENERATION: "de gerações",
    ServiceClass.BATCH: "de lotes",
}
_ACTIONS = {
    Action.PAGE: "Páginas",
    Action.LOGIN: "Entradas com a mesma conta",
    Action.LOGIN_ADDRESS: "Entradas do mesmo local",
    Action.AI: "Pedidos ao Gemini",
    Action.HEAVY: "Consultas demoradas",
    Action.EXPORT: "Arquivos de Word",
    Action.GENERATION: "Gerações",
    Action.GENERATION_TOTAL: "Gerações de todas as pessoas",
    Action.COURT: "Consultas ao TJMS",
    Action.SEARCH: "Buscas nos autos",
    Action.PICTURE: "Imagens de páginas",
    Action.UPLOAD: "Arquivos de lotes",
    Action.SAVE: "Gravações de minutas",
}
_CACHES = {"resumos": "Resumos de documentos", "respostas": "Respostas do Gemini"}
_QUEUES = {
    QueueName.PECAS: "Peças",
    QueueName.OCR: "Leitura de imagens (OCR)",
    QueueName.DOCX: "Arquivos de Word",
    QueueName.AUTOS: "Autos do TJMS",
    QueueName.IMAGENS: "Imagens de páginas",
    QueueName.CONVERSA: "Assistente de redação",
    QueueName.LOTES: "Lotes do classificador",
    QueueName.CALCULO: "Pedidos de cálculo",
    QueueName.ENSAIOS: "Testes rápidos de instruções",
    QueueName.ROTINAS: "Exame de planilhas",
    QueueName.BERT: "Treinamento",
    QueueName.INFERENCIA: "Respostas de modelos treinados",
}
_PROGRAMS = {
    "portal-web": "Páginas",
    "portal-worker": "Trabalhos",
    "portal-schedule": "Tarefas de rotina",
}
_KINDS = {"web": "Páginas", "pool": "Chefe dos trabalhadores", "schedule": "Tarefas de rotina"}
_NOTHING = "—"
_AWAY = "Não foi possível ler agora; estes números voltam sozinhos."
_TABLE = """
<div class="portal-rolagem" role="group" aria-label="{caption}" tabindex="0"><table class="portal-tabela">
<caption class="portal-so-leitor">{caption}</caption>
<thead><tr>{head}</tr></thead><tbody>{body}</tbody>
</table></div>
"""


def show_operacao(found: Snapshot, rates: RateLimits) -> None:
    """The whole section; a part that could not be read says so in its place."""
    st.header("Operação", anchor=False)
    _show_summary(found)
    st.subheader("Limites", anchor=False)
    head: tuple[str, ...] = (
        "Recurso",
        "Em uso",
        "Esperando",
        "Entrega da vez",
        "Recuperadas",
        "Chamadas por pedido",
    )
    _show_rows("Limites de uso", head, found.slots and list_slots(found.slots, found))
    _show_rates(rates)
    st.subheader("Serviços de fora", anchor=False)
    rows = found.breakers and [describe_breaker(*item, found.taken_at) for item in found.breakers.items()]
    _show_rows("Serviços de fora", ("Serviço", "Situação"), rows)
    st.subheader("Respostas guardadas", anchor=False)
    head = ("Tipo", "Guardadas", "Aproveitadas")
    _show_rows("Respostas guardadas", head, found.caches and [describe_cache(*item) for item in found.caches.items()])
    st.subheader("Filas de trabalho", anchor=False)
    head = ("Fila", "Esperando", "Em trabalho", "Com falha", "Trabalhadores")
    _show_rows("Filas de trabalho", head, found.queues and map(describe_queue, found.queues))
    if found.operations is not None:
        st.caption(describe_operations(found.operations, found))
    st.subheader("Banco de dados", anchor=False)
    _show_rows("Conexões com o banco", ("Programa", "Conexões"), found.database and list_connections(found))
    st.subheader("Processos", anchor=False)
    head = ("Processo", "Máquina", "Memória", "Tempo de processador", "Arquivos e conexões", "Desde")
    _show_rows("Processos do portal", head, found.processes and list_processes(found.processes))


def list_slots(reports: Iterable[SlotReport], found: Snapshot) -> list[tuple[str, ...]]:
    """The limits that something took or waits for; one that nothing uses tells an administrator nothing."""
    calls, used = found.calls, [report for report in reports if report.granted or sum(report.waiting.values())]
    return [describe_slot(report, calls.get(report.resource)) for report in used]


def describe_slot(report: SlotReport, calls: CallReport | None) -> tuple[str, ...]:
    """``Gemini``, ``7 de 10``, ``3 de gerações, há até 12 s``, ``1,7 ms``, ``1``, ``1,05 (42 chamadas)``."""
    waiting = ", ".join(f"{count} {_CLASSES[name]}" for name, count in report.waiting.items() if count)
    hand_off = report.hand_off_ms_p50
    return (
        _RESOURCES.get(report.resource, report.resource),
        f"{report.in_use} de {report.limit}",
        f"{waiting}, há até {_last(report.oldest_wait_s)}" if waiting else "ninguém",
        _NOTHING if hand_off is None else f"{_format(hand_off, 1)} ms",
        _format(report.reclaimed),
        f"{_format(calls.attempts_per_request, 2)} ({_format(calls.attempts)} chamadas)" if calls else _NOTHING,
    )


def describe_cache(name: str, report: CacheReport) -> tuple[str, str, str]:
    """``Resumos de documentos``, ``1.204 de 10.000``, ``87% de 1.000``."""
    asked = report.hits + report.misses
    share = f"{_format(100 * report.hits / asked)}% de {_format(asked)}" if asked else _NOTHING
    return _CACHES.get(name, name), f"{_format(report.entries)} de {_format(report.max_entries)}", share


def list_rates(rates: RateLimits) -> list[tuple[str, str, str]]:
    """What was refused by a limit per minute, or let in uncounted while Redis was away."""
    actions = [action for action in Action if rates.refused[action] or rates.uncounted[action]]
    return [(_ACTIONS[name], _format(rates.refused[name]), _format(rates.uncounted[name])) for name in actions]


def describe_breaker(resource: str, report: BreakerReport, now: datetime) -> tuple[str, str]:
    """Whether the service answers; while it does not, since when and when it is tried again."""
    name = _RESOURCES.get(resource, resource)
    if report.state == "closed":
        if report.seconds_paused:
            until = _clock(now, report.seconds_paused)
            return name, f"Pausa pedida pelo serviço até as {until}"
        fails = f" ({_count(report.failures, 'falha seguida', 'falhas seguidas')})" if report.failures else ""
        return name, f"Respondendo{fails}"
    since = f"Fora do ar desde as {_clock(now, -report.seconds_open)}"
    if report.state == "probing":
        return name, f"{since}; uma tentativa está em andamento"
    if report.seconds_to_probe:
        return name, f"{since}; próxima tentativa às {_clock(now, report.seconds_to_probe)}"
    return name, f"{since}; o próximo pedido será a tentativa"


def describe_queue(report: QueueReport) -> tuple[str, ...]:
    """Numbers with the age of the oldest one."""
    return (
        _QUEUES[report.name],
        _with_age(report.waiting, report.oldest_wait_s),
        _with_age(report.running, report.oldest_run_s),
        str(report.failed),
        str(report.workers),
    )


def describe_operations(operations: Sequence[OpenOperation], found: Snapshot) -> str:
    """How many gerações people wait for and for how long, the longest silence, and how late the live text comes."""
    sentences = [f"Gerações abertas: {_describe_ages(operations, found.taken_at) or 'nenhuma'}."]
    if found.silence_s is not None:
        sentences.append(f"A que está há mais tempo sem novidade parou de escrever há {_last(found.silence_s)}.")
    half_s, most_s = find_delay_s(PAINT_DELAY, 0.5), find_delay_s(PAINT_DELAY, 0.95)
    if half_s is not None and most_s is not None:
        sentences.append(f"Texto ao vivo: metade chega à tela em {_name_delay(half_s)} e 95% em {_name_delay(most_s)}.")
    return " ".join(sentences)


def _describe_ages(operations: Sequence[OpenOperation], now: datetime) -> str:
    """``1 em andamento, há até 1 min 1 s; 2 na fila, há até 2 min 10 s``."""
    ages: dict[Estado, list[float]] = {}
    for operation in operations:
        ages.setdefault(operation.estado, []).append((now - operation.desde).total_seconds())
    return "; ".join(f"{_with_age(len(ages[e]), max(ages[e]), e.label.lower())}" for e in Estado if e in ages)


def _name_delay(seconds: float) -> str:
    return "mais de 10 s" if math.isinf(seconds) else f"até {_format(seconds * 1000)} ms"


def list_connections(found: Snapshot) -> Iterable[tuple[str, str]]:
    """Programs with the most connections first, then all together, then this process's pool."""
    report = found.database
    if report is None:
        return
    known = sorted(report.connections.items(), key=lambda item: -item[1])
    yield from ((_PROGRAMS.get(name, name or "Outro programa"), str(count)) for name, count in known)
    yield "Todos os programas", str(sum(report.connections.values()))
    yield "Em uso pelas páginas agora", f"{report.pool_in_use} de {report.pool_limit}"


def list_processes(reports: Iterable[ProcessReport]) -> list[tuple[str, ...]]:
    """``Trabalhador: Peças``, ``servidor1``, ``182 MB``, ``1 min 5 s``, ``31``, ``23/11/2026 09:12``."""
    return [
        (
            name_process(report.kind),
            report.host,
            _NOTHING if report.memory_bytes is None else f"{_format(report.memory_bytes / 1e6)} MB",
            _NOTHING if report.cpu_s is None else format_duration(timedelta(seconds=report.cpu_s)),
            _NOTHING if report.open_files is None else _format(report.open_files),
            _NOTHING if report.started_at is None else format_when(datetime.fromtimestamp(report.started_at, UTC)),
        )
        for report in reports
    ]


def name_process(kind: str) -> str:
    """What people call it."""
    return _KINDS.get(kind) or f"Trabalhador: {_QUEUES[QueueName(kind)]}"


def list_troubles(found: Snapshot) -> list[str]:
    """What an administrator should look at, in words; empty when all is well."""
    troubles = [
        f"{_RESOURCES.get(name, name)} fora do ar"
        for name, report in (found.breakers or {}).items()
        if report.state != "closed"
    ]
    if found.dead_letters:
        troubles.append(_count(found.dead_letters, "trabalho parado", "trabalhos parados"))
    troubles += [
        f"ninguém atende a fila {_QUEUES[report.name]}"
        for report in found.queues or ()
        if report.waiting and not report.workers
    ]
    if not all(found.up.values()):
        troubles.append("parte dos números não pôde ser lida")
    return troubles


def _show_summary(found: Snapshot) -> None:
    troubles = list_troubles(found)
    estado = "pronto_com_ressalvas" if troubles else "pronto"
    text = "; ".join(troubles) or "tudo em ordem"
    when = f"Números das {_clock(found.taken_at, 0)}, renovados a cada 2 segundos"
    st.html(
        f'<p class="portal-resumo"><span class="portal-estado portal-estado-{estado}" role="status">'
        f'{escape(text[0].upper() + text[1:])}</span> <span class="quando">{when}</span></p>'
    )


def _show_rates(rates: RateLimits) -> None:
    rows = list_rates(rates)
    if rows:
        _show_rows("Limites por minuto", ("Limite por minuto", "Recusados", "Aceitos sem contar"), rows)
        st.caption("Desde que as páginas do portal foram iniciadas. Sem contar: enquanto a fila de trabalho faltava.")
    else:
        st.caption("Nenhum pedido foi recusado pelos limites por minuto desde que o portal foi iniciado.")


def _show_rows(caption: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]] | None) -> None:
    """A table whose first column names the row, or what stands there when it could not be read."""
    if rows is None:
        st.html(f'<p class="portal-estado portal-estado-com_erro">{_AWAY}</p>')
        return
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    st.html(_TABLE.format(caption=caption, head=titles, body=body))


def _with_age(count: int, age_s: float | None, words: str = "") -> str:
    counted = f"{count} {words}".strip()
    return counted if age_s is None else f"{counted}, há até {_last(age_s)}"


def _format(number: float, decimals: int = 0) -> str:
    """As numbers are written in Brazil: ``1.204`` and ``1,05``."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _last(seconds: float) -> str:
    return format_duration(timedelta(seconds=seconds))


def _clock(now: datetime, shift_s: float) -> str:
    return f"{(now + timedelta(seconds=shift_s)).astimezone(CAMPO_GRANDE):%H:%M:%S}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
