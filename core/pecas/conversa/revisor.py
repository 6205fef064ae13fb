"""The model rewrites one section, asks back, or finds a module of the library; nothing is changed by that."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.clients.gemini import GeminiClient, PedidoAoModelo
from core.conferencia.autoridades import AutoridadesConhecidas
from core.conferencia.domain import Cor
from core.events import Event, TextAppended
from core.infra.modelos import AgenteDoModelo, Modelos
from core.pecas.conversa.domain import (
    AUTOR_DO_PORTAL,
    Conteudo,
    Fontes,
    Mensagem,
    ModuloProposto,
    PedidoDeAjuste,
    TipoDeMensagem,
    Troca,
)
from core.pecas.conversa.lugar import list_fechadas, place_topico
from core.pecas.conversa.pedido import Material, render_pedido_do_revisor
from core.pecas.conversa.resposta import (
    Ajuste,
    Busca,
    Indicacao,
    Pergunta,
    check_ajuste,
    parse_resposta,
    read_visivel,
)
from core.pecas.edicao.domain import Secao
from core.pecas.service import PecaService
from core.processos.domain import Processo
from core.processos.service import ProcessoService
from core.prompts.autoridades.service import AutoridadeService
from core.prompts.busca.service import BuscaDeModulosService
from core.prompts.comparacao import normalize
from core.prompts.domain import Modulo
from core.prompts.service import PromptService

INSTRUCAO = "revisar_secao"
_OFERECIDOS = 5
"""Modules of the library that the model chooses from; each comes with its whole text."""

_PROCURADOS = 12
_SHORT_NAME = 3
_INSTITUICOES = ("juridica", "autoridade", "orgaorepresentacao")
"""Kinds of party, in the court's schema, that are no person."""

_NADA = (
    "Procurei “{palavras}” na biblioteca e não há módulo que ainda possa entrar nesta peça. "
    "Que outro assunto devo procurar?"
)
_AUTORIDADE = "Cita {trecho}, que não está nos módulos, nos documentos nem na base aprovada."


@dataclass(frozen=True)
class Estante:
    """The office's knowledge that a proposal may stand on."""

    prompts: PromptService
    busca: BuscaDeModulosService
    autoridades: AutoridadeService


class Revisor:
    def __init__(
        self,
        pecas: PecaService,
        processos: ProcessoService,
        estante: Estante,
        gemini: GeminiClient,
        modelos: Modelos,
    ) -> None:
        self._pecas = pecas
        self._processos = processos
        self._estante = estante
        self._gemini = gemini
        self._modelos = modelos

    def revise(
        self, pedido: PedidoDeAjuste, conversa: Sequence[Mensagem], secoes: Sequence[Secao]
    ) -> Generator[Event, None, Mensagem]:
        """The text as it comes, and at the end the line that answers the request.

        Raises AjusteInvalidoError for an answer that cannot be used, and the errors of the model.
        """
        material = self._load(pedido)
        texto = yield from self._stream(pedido, material, conversa, ())
        resposta = parse_resposta(texto)
        if isinstance(resposta, Pergunta):
            return self._answer(pedido, TipoDeMensagem.PERGUNTA, resposta.texto, Conteudo())
        if isinstance(resposta, Ajuste):
            return self._propose(pedido, material, resposta)
        assert isinstance(resposta, Busca), "a module is refused where none was offered"
        achados = self._search(resposta, material, secoes)
        if not achados:
            words = _NADA.format(palavras=resposta.palavras)
            return self._answer(pedido, TipoDeMensagem.PERGUNTA, words, Conteudo())
        texto = yield from self._stream(pedido, material, conversa, achados)
        escolha = parse_resposta(texto, achados=len(achados))
        if isinstance(escolha, Indicacao):
            return self._propose_modulo(pedido, material, (escolha, achados[escolha.indice - 1]), secoes)
        if isinstance(escolha, Ajuste):
            return self._propose(pedido, material, escolha)
        assert isinstance(escolha, Pergunta), "a second search is refused"
        return self._answer(pedido, TipoDeMensagem.PERGUNTA, escolha.texto, Conteudo())

    def _stream(
        self, pedido: PedidoDeAjuste, material: Material, conversa: Sequence[Mensagem], achados: Sequence[Modulo]
    ) -> Generator[Event, None, str]:
        parametros = self._modelos.get(AgenteDoModelo.REVISOR)
        request = PedidoAoModelo(
            modelo=parametros.modelo,
            instrucao=self._estante.prompts.get_prompt(INSTRUCAO).texto,
            turnos=(render_pedido_do_revisor(pedido, material, conversa, achados),),
            temperatura=parametros.temperatura,
        )
        whole = shown = ""
        for piece in self._gemini.stream_text(request, operation="revisor"):
            whole += piece
            visible = read_visivel(whole)
            if len(visible) > len(shown):
                yield TextAppended(len(shown), visible[len(shown) :])
                shown = visible
        return whole

    def _load(self, pedido: PedidoDeAjuste) -> Material:
        peca = self._pecas.get_peca(pedido.peca_id, pedido.usuario_id)
        geracao = self._pecas.get_geracao(peca.geracao_id, pedido.usuario_id)
        modulos = self._pecas.list_modulos(geracao.id)
        return Material(
            geracao=geracao,
            processo=self._processos.get_processo(geracao.pedido.numero_cnj),
            modulos=tuple((one, self._estante.prompts.get_modulo(one.slug, one.versao).texto) for one in modulos),
            fatos=self._pecas.list_fatos(geracao.id),
            documentos=self._pecas.list_documentos(geracao.id),
            variaveis=self._estante.prompts.list_variaveis(),
        )

    def _search(self, busca: Busca, material: Material, secoes: Sequence[Secao]) -> tuple[Modulo, ...]:
        """The nearest modules that are not in the peça and can still get a place in it."""
        palavras = drop_dados(busca.palavras, material.processo)
        pedido = material.geracao.pedido
        found = self._estante.busca.search(palavras, pedido.grupo, pedido.tipo_de_peca, limit=_PROCURADOS)
        inside = {modulo.slug for modulo, _ in material.modulos}
        closed = list_fechadas(secoes)
        fitting = [
            achado.modulo
            for achado in found.achados
            if achado.modulo.slug not in inside and achado.modulo.secao and normalize(achado.modulo.secao) not in closed
        ]
        return tuple(fitting[:_OFERECIDOS])

    def _propose(self, pedido: PedidoDeAjuste, material: Material, ajuste: Ajuste) -> Mensagem:
        antes = pedido.antes.rstrip()
        troca = Troca(pedido.secao, antes, check_ajuste(antes, ajuste.texto))
        avisos = self._list_estranhas(material, antes, troca.depois)
        return self._answer(pedido, TipoDeMensagem.PROPOSTA, ajuste.resumo, Conteudo(troca, avisos=avisos))

    def _propose_modulo(
        self,
        pedido: PedidoDeAjuste,
        material: Material,
        escolha: tuple[Indicacao, Modulo],
        secoes: Sequence[Secao],
    ) -> Mensagem:
        indicacao, modulo = escolha
        proposto = ModuloProposto(modulo.slug, modulo.versao, modulo.titulo, modulo.secao)
        ordem = self._estante.prompts.list_secoes(material.geracao.pedido.grupo)
        troca = place_topico(secoes, proposto, indicacao.texto, ordem)
        if troca is None:
            words = _NADA.format(palavras=modulo.titulo)
            return self._answer(pedido, TipoDeMensagem.PERGUNTA, words, Conteudo())
        avisos = self._list_estranhas(material, f"{troca.antes}\n\n{modulo.texto}", troca.depois)
        return self._answer(
            pedido, TipoDeMensagem.MODULO, indicacao.resumo, Conteudo(troca, modulo=proposto, avisos=avisos)
        )

    def _list_estranhas(self, material: Material, base: str, depois: str) -> tuple[str, ...]:
        """A warning for each authority that nothing the portal knows of cites."""
        fontes = {"seção": base} | {modulo.titulo: texto for modulo, texto in material.modulos}
        fontes |= {documento.rotulo: documento.resumo for documento in material.documentos}
        known = AutoridadesConhecidas(self._estante.autoridades.list_autoridades(), fontes)
        found = [exame.citacao.trecho for exame in known.check(depois) if exame.cor is Cor.VERMELHO]
        return tuple(_AUTORIDADE.format(trecho=trecho) for trecho in dict.fromkeys(found))

    def _answer(self, pedido: PedidoDeAjuste, tipo: TipoDeMensagem, texto: str, conteudo: Conteudo) -> Mensagem:
        modelo = self._modelos.get(AgenteDoModelo.REVISOR).modelo
        fontes = Fontes(self._estante.prompts.get_prompt(INSTRUCAO).versao, modelo)
        return sign(pedido, tipo, texto, Conteudo(conteudo.troca, conteudo.modulo, conteudo.avisos, fontes))


def sign(pedido: PedidoDeAjuste, tipo: TipoDeMensagem, texto: str, conteudo: Conteudo) -> Mensagem:
    """A line of the portal; its number is given where it is kept."""
    return Mensagem(
        numero=0,
        pedido_id=pedido.id,
        tipo=tipo,
        secao=pedido.secao,
        titulo=pedido.titulo,
        texto=texto,
        versao=pedido.versao,
        autor=AUTOR_DO_PORTAL,
        criada_em=datetime.now(UTC),
        conteudo=conteudo,
    )


def drop_dados(palavras: str, processo: Processo) -> str:
    """Words to look for, without numbers and without people's names: nothing of a case may stand in them.

    The words of institutions ("município", "saúde") are what modules are about, and stay.
    """
    people = (parte.nome for parte in processo.partes if parte.tipo_pessoa not in _INSTITUICOES)
    names = {normalize(part) for nome in people for part in nome.split() if len(part) > _SHORT_NAME}
    kept = [word for word in palavras.split() if not any(char.isdigit() for char in word)]
    return " ".join(word for word in kept if normalize(word) not in names)
