"""What the portal does now, in words and numbers: limits, outside services, queues, connections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape

import streamlit as st

from core.events import Estado
from core.infra.breaker import BreakerReport
from core.infra.metrics import OpenOperation, QueueReport, Snapshot
from core.infra.queue import QueueName
from core.infra.slots import SlotReport
from pages.ui.dates import CAMPO_GRANDE, format_duration

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
_QUEUES = {
    QueueName.PECAS: "Peças",
    QueueName.OCR: "Leitura de imagens (OCR)",
    QueueName.DOCX: "Arquivos de Word",
    QueueName.AUTOS: "Autos do TJMS",
    QueueName.IMAGENS: "Imagens de páginas",
}
_PROGRAMS = {
    "portal-web": "Páginas",
    "portal-worker": "Trabalhos",
    "portal-schedule": "Tarefas de rotina",
}
_AWAY = "Não foi possível ler agora; estes números voltam sozinhos."
_TABLE = """
<div class="portal-rolagem"><table class="portal-tabela">
<caption class="portal-so-leitor">{caption}</caption>
<thead><tr>{head}</tr></thead><tbody>{body}</tbody>
</table></div>
"""


def show_operacao(found: Snapshot) -> None:
    """The whole section; a part that could not be read says so in its place."""
    st.header("Operação", anchor=False)
    _show_summary(found)
    st.subheader("Limites", anchor=False)
    _show_rows("Limites de uso", ("Recurso", "Em uso", "Esperando"), found.slots and list_slots(found.slots))
    st.subheader("Serviços de fora", anchor=False)
    rows = found.breakers and [describe_breaker(*item, found.taken_at) for item in found.breakers.items()]
    _show_rows("Serviços de fora", ("Serviço", "Situação"), rows)
    st.subheader("Filas de trabalho", anchor=False)
    head = ("Fila", "Esperando", "Em trabalho", "Com falha")
    _show_rows("Filas de trabalho", head, found.queues and map(describe_queue, found.queues))
    if found.operations is not None:
        st.caption(describe_operations(found.operations, found))
    st.subheader("Banco de dados", anchor=False)
    _show_rows("Conexões com o banco", ("Programa", "Conexões"), found.database and list_connections(found))


def list_slots(reports: Iterable[SlotReport]) -> list[tuple[str, str, str]]:
    """The limits that something took or waits for; one that nothing uses tells an administrator nothing."""
    return [describe_slot(report) for report in reports if report.granted or sum(report.waiting.values())]


def describe_slot(report: SlotReport) -> tuple[str, str, str]:
    """``Gemini``, ``7 de 10``, ``3, a mais antiga há 12 s``."""
    waiting = sum(report.waiting.values())
    wait = f"{waiting}, há até {_last(report.oldest_wait_s)}" if waiting else "ninguém"
    return _RESOURCES.get(report.resource, report.resource), f"{report.in_use} de {report.limit}", wait


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


def describe_queue(report: QueueReport) -> tuple[str, str, str, str]:
    """Numbers with the age of the oldest one."""
    return (
        _QUEUES[report.name],
        _with_age(report.waiting, report.oldest_wait_s),
        _with_age(report.running, report.oldest_run_s),
        str(report.failed),
    )


def describe_operations(operations: Sequence[OpenOperation], found: Snapshot) -> str:
    """How many gerações people wait for, and the longest silence of one that runs."""
    running = sum(operation.estado is Estado.EM_ANDAMENTO for operation in operations)
    text = f"Gerações abertas: {running} em andamento e {len(operations) - running} na fila."
    if found.silence_s is None:
        return text
    return f"{text} A que está há mais tempo sem novidade parou de escrever há {_last(found.silence_s)}."


def list_connections(found: Snapshot) -> Iterable[tuple[str, str]]:
    """Programs with the most connections first, then all together, then this process's pool."""
    report = found.database
    if report is None:
        return
    known = sorted(report.connections.items(), key=lambda item: -item[1])
    yield from ((_PROGRAMS.get(name, name or "Outro programa"), str(count)) for name, count in known)
    yield "Todos os programas", str(sum(report.connections.values()))
    yield "Em uso pelas páginas agora", f"{report.pool_in_use} de {report.pool_limit}"


def list_troubles(found: Snapshot) -> list[str]:
    """What an administrator should look at, in words; empty when all is well."""
    troubles = [
        f"{_RESOURCES.get(name, name)} fora do ar"
        for name, report in (found.breakers or {}).items()
        if report.state != "closed"
    ]
    if found.dead_letters:
        troubles.append(_count(found.dead_letters, "trabalho parado", "trabalhos parados"))
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


def _with_age(count: int, age_s: float | None) -> str:
    return str(count) if age_s is None else f"{count}, há até {_last(age_s)}"


def _last(seconds: float) -> str:
    return format_duration(timedelta(seconds=seconds))


def _clock(now: datetime, shift_s: float) -> str:
    return f"{(now + timedelta(seconds=shift_s)).astimezone(CAMPO_GRANDE):%H:%M:%S}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
