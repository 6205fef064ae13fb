"""The facts of a case: each question with its answer, where it stands in the documents, and who answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from core.pecas.apresentacao import describe_origem, describe_valor
from core.pecas.domain import Contradicao, EstadoDoFato, Fato, Geracao
from core.prompts.domain import CategoriaDeDocumento, Variavel
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.evidencias import link_fato, list_casos
from pages.ui.pecas.tabela import Coluna, Filtro, show_tabela
from pages.ui.runtime import services
from pages.ui.work import show_empty

_DO_TRIBUNAL = "Dados do processo"


@dataclass(frozen=True)
class _Linha:
    """``ordem`` is the place of the question in the library; ``outras`` what other pages answer."""

    fato: Fato
    variavel: Variavel | None
    assunto: str
    ordem: int
    lugar: str
    outras: tuple[tuple[str, str], ...]

    @property
    def pergunta(self) -> str:
        return self.variavel.pergunta if self.variavel else self.fato.variavel.replace("_", " ").capitalize()

    @property
    def resposta(self) -> str:
        if self.fato.estado is EstadoDoFato.DESCONHECIDO:
            return "Não consta"
        if self.fato.estado is EstadoDoFato.NAO_SE_APLICA:
            return "Não se aplica"
        said = describe_valor(self.fato, self.variavel)
        return said[:1].upper() + said[1:]


def show_fatos(usuario: Usuario, geracao: Geracao) -> None:
    """Those of the case first; a contradiction shows every answer with its page."""
    fatos = services().pecas.list_fatos(geracao.id)
    if not fatos:
        show_empty("Nenhum fato foi levantado.", "A geração parou antes de ler os autos.")
        return
    links = list_casos(geracao, services().pecas.list_documentos(geracao.id))
    contradicoes = {one.variavel: one for one in services().curadoria.list_contradicoes(geracao.id, usuario.id)}
    perguntas = _list_perguntas(services().prompts.list_categorias(), services().prompts.list_variaveis_do_processo())
    linhas = sorted((_build(fato, perguntas, contradicoes, links) for fato in fatos), key=lambda one: one.ordem)
    show_tabela(
        "fatos",
        linhas,
        _COLUNAS,
        filtros=_FILTROS,
        palavras=lambda linha: f"{linha.pergunta} {linha.resposta} {linha.assunto} {linha.fato.trecho}",
    )


_Perguntas = Mapping[str, tuple[int, str, Variavel]]
"""By variable: its place in the library, the name of its category, and itself."""


def _list_perguntas(categorias: tuple[CategoriaDeDocumento, ...], do_tribunal: tuple[Variavel, ...]) -> _Perguntas:
    named = [(_DO_TRIBUNAL, variavel) for variavel in do_tribunal]
    named += [(categoria.nome, variavel) for categoria in categorias for variavel in categoria.variaveis]
    return {variavel.slug: (place, nome, variavel) for place, (nome, variavel) in enumerate(named)}


def _build(
    fato: Fato, perguntas: _Perguntas, contradicoes: Mapping[str, Contradicao], links: Mapping[str, str]
) -> _Linha:
    ordem, assunto, variavel = perguntas.get(fato.variavel, (len(perguntas), "", None))
    outras: tuple[tuple[str, str], ...] = ()
    if fato.variavel in contradicoes:
        respostas = contradicoes[fato.variavel].respostas
        outras = tuple((describe_valor(one, variavel), _render_lugar(one, links)) for one in respostas)
    return _Linha(fato, variavel, assunto, ordem, _render_lugar(fato, links), outras)


def _render_lugar(fato: Fato, links: Mapping[str, str]) -> str:
    quote = f"<q>{escape(fato.trecho)}</q>" if fato.trecho else ""
    when = f' <span class="lugar">{format_when(fato.informado_em)}</span>' if fato.informado_em else ""
    place = link_fato(fato, links) or escape(describe_origem(fato))
    return f"{place}{when}{quote}"


def _render_resposta(linha: _Linha) -> str:
    is_unknown = linha.fato.estado is EstadoDoFato.DESCONHECIDO
    said = escape(linha.resposta)
    if is_unknown:
        said = f'<span class="portal-estado portal-estado-pronto_com_ressalvas">{said}</span>'
    if linha.outras:
        said += '<span class="portal-estado portal-estado-pronto_com_ressalvas lugar">Os documentos divergem</span>'
    return f'<span class="nome">{said}</span>'


def _render_onde(linha: _Linha) -> str:
    if linha.fato.estado is EstadoDoFato.DESCONHECIDO:
        return "Confira nos autos antes de usar."
    if not linha.outras:
        return linha.lugar
    items = "".join(f"<li><strong>{escape(valor)}</strong>: {lugar}</li>" for valor, lugar in linha.outras)
    return f'<ul class="etapa-divergem">{items}</ul>'


_COLUNAS = (
    Coluna[_Linha]("pergunta", "Pergunta", 32, lambda one: escape(one.pergunta), lambda one: one.pergunta.casefold()),
    Coluna[_Linha]("resposta", "Resposta", 22, _render_resposta, lambda one: one.resposta.casefold()),
    Coluna[_Linha]("onde", "Onde está", 32, _render_onde),
    Coluna[_Linha](
        "assunto", "Assunto", 14, lambda one: escape(one.assunto), lambda one: (one.assunto.casefold(), one.ordem)
    ),
)
_FORA = EstadoDoFato.NAO_SE_APLICA
_FILTROS = (
    Filtro[_Linha]("", "Do caso", lambda one: one.fato.estado is not _FORA),
    Filtro[_Linha]("respondidos", "Respondidos", lambda one: one.fato.estado not in (_FORA, EstadoDoFato.DESCONHECIDO)),
    Filtro[_Linha]("sem_resposta", "Não constam", lambda one: one.fato.estado is EstadoDoFato.DESCONHECIDO),
    Filtro[_Linha]("divergem", "Divergentes", lambda one: bool(one.outras)),
    Filtro[_Linha]("nao_se_aplicam", "Não se aplicam", lambda one: one.fato.estado is _FORA),
)
