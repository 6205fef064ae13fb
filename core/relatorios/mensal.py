"""The report of a month that has ended: made once by a worker, kept for download, without the name of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import ConversorUnavailableError, RecordNotFoundError
from core.exportacao.docx import render_docx
from core.exportacao.domain import DOCX_MIMETYPE, Arquivo, PecaParaExportar
from core.exportacao.pdf import convert_to_pdf
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.relatorios.domain import Custo, Divisao, DivisaoDoCusto, FiltroDoRelatorio, Volume
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resumos.repository import ResumoRepository
from core.relatorios.texto import write_brl, write_tabela
from core.settings import ExportacaoSettings

_ZONE = ZoneInfo("America/Campo_Grande")
_FUNCTION = "jobs.make_relatorio_mensal.run"
_TIMEOUT_S = 180
_MESES = 12
"""Months that are offered; the files of older ones stay."""


@dataclass(frozen=True)
class RelatorioMensal:
    """``mes`` is ``2026-10``, ``arquivo`` the name of its file."""

    mes: str
    arquivo: str

    @property
    def titulo(self) -> str:
        return name_relatorio(self.mes)


class RelatorioMensalService:
    def __init__(
        self,
        relatorios: RelatorioRepository,
        resumos: ResumoRepository,
        arquivos: ArquivoRepository,
        queue: WorkQueue,
        settings: ExportacaoSettings,
    ) -> None:
        self._relatorios = relatorios
        self._resumos = resumos
        self._arquivos = arquivos
        self._queue = queue
        self._settings = settings

    def list_prontos(self) -> tuple[RelatorioMensal, ...]:
        """The last months whose file there is, newest first."""
        meses = list_meses(datetime.now(_ZONE).date())
        found = self._arquivos.list_nomes([_key(mes) for mes in meses])
        return tuple(RelatorioMensal(mes, found[_key(mes)]) for mes in meses if _key(mes) in found)

    def get(self, mes: str) -> Arquivo:
        """The file of a month. Raises RecordNotFoundError."""
        found = self._arquivos.find(_key(mes))
        if found is None or found.erro_codigo:
            raise RecordNotFoundError(f"report of {mes}")
        return found

    def request_missing(self) -> int:
        """Queue the report of the last month once the summaries hold all of it. Answers how many were queued."""
        mes = list_meses(datetime.now(_ZONE).date())[0]
        if _key(mes) in self._arquivos.find_erros([_key(mes)]):
            return 0
        _, after = find_days(mes)
        if self._resumos.get_atualizado_em() < datetime.combine(after + timedelta(days=1), time.min, _ZONE):
            return 0
        work = Work(_FUNCTION, _key(mes).replace("/", "-"), (mes,), _TIMEOUT_S, is_lot=True)
        return int(self._queue.enqueue(QueueName.DOCX, work))

    def make(self, mes: str) -> None:
        """Make and keep the file; without LibreOffice it is the Word file. Safe to run twice. Raises ConversaoError."""
        filtro = FiltroDoRelatorio(*find_days(mes))
        titulo = name_relatorio(mes)
        now = datetime.now(UTC)
        docx = render_docx(PecaParaExportar(titulo, "Portal", self._write(filtro), "", is_minuta=False, criada_em=now))
        nome = f"relatorio-{mes}"
        try:
            arquivo = Arquivo(_key(mes), f"{nome}.pdf", "application/pdf", convert_to_pdf(docx, self._settings))
        except ConversorUnavailableError:
            arquivo = Arquivo(_key(mes), f"{nome}.docx", DOCX_MIMETYPE, docx)
        self._arquivos.save(arquivo)

    def _write(self, filtro: FiltroDoRelatorio) -> str:
        volume, custo = self._relatorios.list_volume, self._relatorios.list_custo
        parts = [
            f"De {filtro.desde:%d/%m/%Y} a {filtro.ate:%d/%m/%Y}, ao lado do mês anterior.",
            "## Em números",
            _write_resumo(*(_first(volume(one, Divisao.TOTAL), Volume("")) for one in (filtro, _before(filtro)))),
            "## Peças por unidade",
            _write_volumes("Unidade", volume(filtro, Divisao.UNIDADE)),
            "## Peças por assunto",
            _write_volumes("Assunto", volume(filtro, Divisao.GRUPO)),
            "## Custo do Gemini por unidade",
            _write_custos("Unidade", custo(filtro, DivisaoDoCusto.UNIDADE)),
            "## Custo do Gemini por modelo",
            _write_custos("Modelo", custo(filtro, DivisaoDoCusto.MODELO)),
        ]
        return "\n\n".join(parts)


def name_relatorio(mes: str) -> str:
    """``Relatório de 10/2026``."""
    return f"Relatório de {mes[5:]}/{mes[:4]}"


def list_meses(today: date) -> tuple[str, ...]:
    """The months that have ended, newest first."""
    found, last = [], today.replace(day=1) - timedelta(days=1)
    for _ in range(_MESES):
        found.append(f"{last:%Y-%m}")
        last = last.replace(day=1) - timedelta(days=1)
    return tuple(found)


def find_days(mes: str) -> tuple[date, date]:
    """First and last day of ``2026-10``."""
    first = date.fromisoformat(f"{mes}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _before(filtro: FiltroDoRelatorio) -> FiltroDoRelatorio:
    """The whole month before, however many days it has."""
    last = filtro.desde - timedelta(days=1)
    return FiltroDoRelatorio(last.replace(day=1), last)


def _first(found: Sequence[Volume], nothing: Volume) -> Volume:
    return found[0] if found else nothing


def _write_resumo(agora: Volume, antes: Volume) -> str:
    rows = [
        ("Peças pedidas", agora.geracoes, antes.geracoes),
        ("Prontas", agora.prontas + agora.com_ressalvas, antes.prontas + antes.com_ressalvas),
        ("Com erro", agora.com_erro, antes.com_erro),
        ("Tornadas finais", agora.finais, antes.finais),
    ]
    return write_tabela(("", "No mês", "No mês anterior"), [(nome, str(one), str(other)) for nome, one, other in rows])


def _write_volumes(titulo: str, found: Iterable[Volume]) -> str:
    rows = [
        (one.chave or "—", str(one.geracoes), str(one.prontas + one.com_ressalvas), str(one.finais)) for one in found
    ]
    return write_tabela((titulo, "Pedidas", "Prontas", "Finais"), rows)


def _write_custos(titulo: str, found: Iterable[Custo]) -> str:
    rows = [(one.chave or "Portal", str(one.chamadas), write_brl(one.custo_brl)) for one in found]
    return write_tabela((titulo, "Chamadas", "Custo"), rows)


def _key(mes: str) -> str:
    return f"relatorio/{mes}"
