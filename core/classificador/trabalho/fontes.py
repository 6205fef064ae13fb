"""What a lot was made of, opened: the files of packages and the documents of cases become items."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from core.classificador.domain import FonteAAbrir, Lote, NovoItem
from core.classificador.remessas.service import RemessaService
from core.classificador.repository import LoteRepository
from core.errors import (
    LimitReachedError,
    NotFoundError,
    OperationCancelledError,
    PortalError,
    ServiceUnavailableError,
    TribunalCredentialsError,
)
from core.processos.domain import Documento
from core.processos.service import ProcessoService
from core.settings import ClassificadorSettings, LeituraSettings

_OF_ALL = (ServiceUnavailableError, LimitReachedError, TribunalCredentialsError, OperationCancelledError)
"""What is no fault of one case or package."""

_AQUI = ZoneInfo("America/Campo_Grande")
_NENHUM = (
    "O processo {nome} não tem documento destes tipos e deste período no TJMS. "
    "Nada dele foi enviado ao modelo; confira o filtro do lote."
)
_SIGILOSO = (
    "O TJMS marca este documento como sigiloso. O portal não o enviou ao modelo; trabalhe diretamente nos autos."
)
_DEMAIS = "O lote passa de {limit} documentos. {quantos} ao modelo; faça outro lote com o que faltou."


class AbridorDeFontes:
    """Opens packages and cases, each once."""

    def __init__(
        self,
        repository: LoteRepository,
        remessas: RemessaService,
        processos: ProcessoService,
        settings: tuple[ClassificadorSettings, LeituraSettings],
    ) -> None:
        self._repository = repository
        self._remessas = remessas
        self._processos = processos
        self._settings, self._leitura = settings

    def open_next(self, lote: Lote) -> bool:
        """Open one more; False when all are. What is wrong with one stands in the list, and the others go on.

        Raises ServiceUnavailableError and LimitReachedError while the court is away, TribunalCredentialsError,
        AttemptReplacedError.
        """
        fonte = next(iter(self._repository.list_fontes(lote.id)), None)
        if fonte is None:
            return False
        room = self._settings.max_documentos - self._repository.count_itens(lote.id)
        itens = self._list_itens(lote, fonte, room) if room > 0 else [self._refuse(fonte)]
        self._repository.open_fonte(lote, fonte.ordem, itens)
        return True

    def _list_itens(self, lote: Lote, fonte: FonteAAbrir, room: int) -> list[NovoItem]:
        """As many as there is room for, then one line about the rest; or one line about why it does not open."""
        try:
            itens = self._open(lote, fonte)
        except _OF_ALL:
            raise
        except PortalError as error:
            return [NovoItem(fonte.nome, fonte.sha256, fonte.numero_cnj, recusa=error.user_message, codigo=error.code)]
        rest = len(itens) - room
        return itens if rest <= 0 else [*itens[:room], self._refuse(fonte, rest)]

    def _refuse(self, fonte: FonteAAbrir, rest: int = 0) -> NovoItem:
        """One line for what the lot has no room for: so many documents, or all of it."""
        quantos = f"O portal não enviou “{fonte.nome}”"
        if rest:
            quantos = f"De “{fonte.nome}”, o portal não enviou {rest} documento{'s' if rest > 1 else ''}"
        limit = self._settings.max_documentos
        return NovoItem(fonte.nome, recusa=_DEMAIS.format(limit=limit, quantos=quantos))

    def _open(self, lote: Lote, fonte: FonteAAbrir) -> list[NovoItem]:
        if fonte.sha256:
            return list(self._remessas.open_pacote(lote.chave, fonte))
        numero, limit = fonte.numero_cnj, self._leitura.max_nivel_sigilo
        processo = self._processos.fetch_processo(numero)
        chosen = [documento for documento in processo.documentos if is_wanted(documento, fonte)]
        if not chosen:
            raise NotFoundError("no such documents", user_message=_NENHUM.format(nome=fonte.nome))
        return [
            NovoItem(
                nome=documento.descricao,
                numero_cnj=numero,
                id_documento=documento.id_documento,
                recusa=_SIGILOSO if documento.nivel_sigilo > limit else "",
            )
            for documento in chosen
        ]


def is_wanted(documento: Documento, fonte: FonteAAbrir) -> bool:
    """Whether the court's code and the day of filing are among those asked for; no day is no filing in a period."""
    if fonte.codigos and documento.tipo not in fonte.codigos:
        return False
    if fonte.desde is None and fonte.ate is None:
        return True
    if documento.data_hora is None:
        return False
    day = documento.data_hora.astimezone(_AQUI).date() if documento.data_hora.tzinfo else documento.data_hora.date()
    return (fonte.desde is None or day >= fonte.desde) and (fonte.ate is None or day <= fonte.ate)
