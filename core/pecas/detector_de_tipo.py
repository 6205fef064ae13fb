"""Which type of peça, when the person asks the portal to find out: the court's data first, then the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.clients.gemini import PedidoAoModelo, Procedencia, Turno
from core.clients.respostas import Respostas
from core.events import Agente
from core.pecas.apresentacao import describe_valor
from core.pecas.domain import TIPOS_DE_PECA, Coleta, Geracao, TipoDePeca
from core.pecas.tipo_de_peca import TipoDecidido, decide_tipo
from core.pecas.versoes import Biblioteca
from core.processos.service import ProcessoService
from core.prompts.service import PromptService
from core.settings import GeminiSettings

INSTRUCAO = "detectar_tipo"
_CONFIANCAS = ("alta", "media", "baixa")
_ACEITAS = _CONFIANCAS[:2]
_PADRAO = TipoDecidido(
    TipoDePeca.CONTESTACAO,
    "Nem os dados do processo nem os documentos mostram que peça falta; a contestação é a escolha padrão. Confira.",
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "indice": {"type": "integer"},
        "confianca": {"type": "string", "enum": list(_CONFIANCAS)},
        "motivo": {"type": "string"},
    },
    "required": ["indice", "confianca", "motivo"],
}


class DetectorDeTipo:
    def __init__(
        self, processos: ProcessoService, prompts: PromptService, respostas: Respostas, settings: GeminiSettings
    ) -> None:
        self._processos = processos
        self._prompts = prompts
        self._respostas = respostas
        self._settings = settings

    def detect(self, geracao: Geracao, coleta: Coleta) -> TipoDecidido:
        """The type with its reason. Raises the errors of the model that concern more than this answer."""
        decided = decide_tipo(self._processos.get_processo(geracao.pedido.numero_cnj))
        return decided or self._ask_model(geracao, coleta)

    def _ask_model(self, geracao: Geracao, coleta: Coleta) -> TipoDecidido:
        biblioteca = Biblioteca(self._prompts, geracao.versoes)
        pedido = PedidoAoModelo(
            modelo=biblioteca.get_modelo(Agente.DETECTOR, self._settings.modelo_detector),
            instrucao=biblioteca.get_prompt(INSTRUCAO).texto,
            turnos=(self._render(geracao, coleta, biblioteca),),
        )
        answer = self._respostas.generate_json(pedido, _SCHEMA, operation="tipo").valor
        return read_tipo(answer, TIPOS_DE_PECA) or _PADRAO

    @staticmethod
    def _render(geracao: Geracao, coleta: Coleta, biblioteca: Biblioteca) -> Turno:
        variaveis, numero = biblioteca.list_variaveis(), geracao.pedido.numero_cnj
        lines = ['<pedido agente="tipo">', "<tipos>"]
        lines += [f'<tipo indice="{n}" nome={quoteattr(tipo.label)}/>' for n, tipo in enumerate(TIPOS_DE_PECA, start=1)]
        lines.append("</tipos>\n<fatos>")
        for fato in coleta.fatos:
            valor = escape(describe_valor(fato, variaveis.get(fato.variavel)))
            lines.append(f'<fato variavel="{fato.variavel}" estado="{fato.estado}">{valor}</fato>')
        lines.append("</fatos>\n<resumos>")
        told = [documento for documento in coleta.documentos if documento.resumo]
        for documento in told:
            categoria = f" categoria={quoteattr(documento.categoria)}" if documento.categoria else ""
            lines.append(f"<resumo rotulo={quoteattr(documento.rotulo)}{categoria}>{escape(documento.resumo)}</resumo>")
        lines.append("</resumos>\n</pedido>")
        cases = {documento.id_documento: documento.numero_cnj or numero for documento in coleta.documentos}
        ids = {documento.id_documento for documento in told}
        ids |= {fato.id_documento for fato in coleta.fatos if fato.id_documento}
        places = {Procedencia(numero), *(Procedencia(cases.get(ident, numero), ident) for ident in ids)}
        return Turno("\n".join(lines), frozenset(places))


def read_tipo(answer: Mapping[str, Any], offered: Sequence[TipoDePeca]) -> TipoDecidido | None:
    """The model's choice; None when it is unsure, or answered what was not offered."""
    indice = answer.get("indice")
    if isinstance(indice, bool) or not isinstance(indice, int) or not 1 <= indice <= len(offered):
        return None
    if answer.get("confianca") not in _ACEITAS:
        return None
    motivo = " ".join(str(answer.get("motivo") or "").split()) or "Indicado pelo modelo."
    return TipoDecidido(offered[indice - 1], motivo)
