"""Cases as the keepers of the library use them: values to try a rule on, and a saved scenario made of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from core.errors import ProcessoSigilosoError, RecordNotFoundError
from core.pecas.curadoria.service import CuradoriaService
from core.pecas.domain import EstadoDoFato, Fato
from core.pecas.fatos import to_valores
from core.pecas.repository import GeracaoRepository
from core.pecas.variaveis_do_processo import read_dados_do_processo
from core.processos.service import ProcessoService
from core.prompts.cenarios.domain import Cenario
from core.prompts.constantes.service import ConstanteService
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.regras import ValorDoFato
from core.prompts.service import PromptService
from core.usuarios.acesso import require_dono

_RECENTES = 20
_SIGILOSO = (
    "Este processo é sigiloso no TJMS e o portal não usa os dados dele para testar regras. "
    "Escolha outro processo ou um cenário, ou digite os valores."
)


@dataclass(frozen=True)
class ValoresDoCaso:
    """``gerada_em`` is when the geração that gave them was asked for; None for the court's data alone."""

    valores: Mapping[str, ValorDoFato]
    tipo_de_peca: str = ""
    gerada_em: datetime | None = None


class CasoService:
    """For people with ``processos.ver``; of gerações only the person's own are read."""

    def __init__(
        self,
        repository: GeracaoRepository,
        curadoria: CuradoriaService,
        processos: ProcessoService,
        prompts: PromptService,
        constantes: ConstanteService,
        *,
        max_nivel_sigilo: int,
    ) -> None:
        self._repository = repository
        self._curadoria = curadoria
        self._processos = processos
        self._prompts = prompts
        self._constantes = constantes
        self._max_nivel_sigilo = max_nivel_sigilo

    def find_valores(self, numero_cnj: str, usuario_id: int) -> ValoresDoCaso | None:
        """The facts of the person's newest geração of the case or, when there is none, what the court's data say.

        None while the portal has not seen the case: it asks the court, and the next call may know more. Raises
        ProcessoSigilosoError.
        """
        try:
            processo = self._processos.get_processo(numero_cnj)
        except RecordNotFoundError:
            self._processos.request_prefetch(numero_cnj)
            return None
        if processo.nivel_sigilo > self._max_nivel_sigilo:
            raise ProcessoSigilosoError(f"case of level {processo.nivel_sigilo}", user_message=_SIGILOSO)
        for item in self._repository.list_historico(usuario_id, busca=numero_cnj, limit=_RECENTES):
            is_same = item.numero_cnj == numero_cnj
            fatos = self._curadoria.list_fatos(item.geracao_id, usuario_id) if is_same else ()
            if fatos:
                return ValoresDoCaso(to_valores(fatos), item.tipo_de_peca.value, item.criada_em)
        dados = read_dados_do_processo(processo, self._constantes.load(), datetime.now(UTC))
        return ValoresDoCaso(to_valores(dados.fatos))

    def build_cenario(self, geracao_id: UUID, usuario_id: int) -> Cenario:
        """A new scenario, without a name, of the person's own geração; nothing in it tells whose case it is.

        It holds what was read and what the person answered. Raises RecordNotFoundError for a geração of somebody else.
        """
        geracao = self._repository.get(geracao_id)
        require_dono(geracao.usuario_id, usuario_id, "geracao", geracao_id)
        fatos = keep_anonymous(self._curadoria.list_fatos(geracao_id, usuario_id), self._prompts.list_variaveis())
        return Cenario("", 0, "", geracao.pedido.grupo, geracao.pedido.tipo_de_peca.value, to_valores(fatos))


def keep_anonymous(fatos: Iterable[Fato], variaveis: Mapping[str, Variavel]) -> tuple[Fato, ...]:
    """Those that many cases share: yes or no, an option of a list, does not apply.

    Free texts, amounts and dates tell one case from all others, so they stay out (LGPD, art. 12); so does what is
    unknown.
    """
    return tuple(fato for fato in fatos if _is_anonymous(fato, variaveis.get(fato.variavel)))


def _is_anonymous(fato: Fato, variavel: Variavel | None) -> bool:
    if variavel is None or fato.estado is EstadoDoFato.DESCONHECIDO:
        return False
    if fato.estado is EstadoDoFato.NAO_SE_APLICA or variavel.tipo is TipoDeVariavel.BOOLEANO:
        return True
    values: Collection[object] = fato.valor if isinstance(fato.valor, list | tuple) else [fato.valor]
    return bool(variavel.opcoes) and all(value in variavel.opcoes for value in values)
