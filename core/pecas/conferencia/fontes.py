"""What a peça was written from, loaded for its check: documents as they were read, modules, data of the court."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.conferencia.ancoras import DocumentoCitavel
from core.conferencia.caso import Caso, Trecho
from core.conferencia.cobertura import NIVEL
from core.conferencia.domain import Evidencia
from core.conferencia.fontes import Fonte, Fontes
from core.conferencia.minuta import MODULO
from core.conferencia.pedidos import Pedido, merge_pedidos, name_pedido, split_pedidos
from core.pecas.apresentacao import describe_lugar, describe_valor, format_moeda
from core.pecas.domain import TIPOS_PREPARADOS, DocumentoDaGeracao, Fato, Geracao, ModuloEscolhido, TipoDePeca
from core.pecas.versoes import Biblioteca
from core.processos.chave import NUMERO, format_numero_do_processo, is_envio
from core.processos.citacao import cite_documento, number_documentos
from core.processos.domain import Processo
from core.processos.service import ProcessoService
from core.prompts.autoridades.domain import Autoridade
from core.prompts.domain import TipoDeModulo, Variavel
from core.prompts.service import PromptService

CABECALHO = "Dados do processo no tribunal"
CALCULADO = "Memória de cálculo"
RESPOSTAS = "Respostas do procurador"
TITULOS = "Títulos dos módulos"
FORA = "{rotulo}: a conferência não usou este documento, porque o portal não pode mais abri-lo ou não o leu."

_REQUERIMENTOS = "peticao_inicial_requerimentos"
_PEDIDO = "peticao_inicial_pedido_"
_PRESTACOES = "peticao_inicial_outras_prestacoes"
"""Variables of the petition's requests: their list, those asked one by one, and the services asked for."""

_COM_PEDIDOS = frozenset({TipoDePeca.CONTESTACAO, TipoDePeca.ALEGACOES_FINAIS})
"""Peças that answer the initial petition; the others answer a decision or an appeal."""

_NIVEIS = {TipoDePeca.PEDIDO_DE_CALCULO: 2, TipoDePeca.RELATORIO_DO_PROCESSO: 2}
"""Level of the headings that stand for modules, where it is not that of a peça."""

_CPF_DIGITS = 11


@dataclass(frozen=True)
class Material:
    """What the sources depend on, without the texts: while it is the same, so are they."""

    geracao: Geracao
    processo: Processo
    origens: tuple[Processo, ...]
    documentos: tuple[DocumentoDaGeracao, ...]
    fatos: tuple[Fato, ...]
    modulos: tuple[ModuloEscolhido, ...]
    base: tuple[Autoridade, ...]

    @property
    def visto(self) -> tuple[object, ...]:
        """To be compared, which costs a fraction of writing it out and hashing that."""
        geracao = (self.geracao.id, self.geracao.versoes)
        return (geracao, self.processo, self.origens, self.documentos, self.fatos, self.modulos, self.base)

    def find_processo(self, numero_cnj: str) -> Processo | None:
        """The case itself, or the one of its origins that holds a document."""
        known = (processo for processo in (self.processo, *self.origens) if processo.numero_cnj == numero_cnj)
        return next(known, None)


def load_caso(material: Material, processos: ProcessoService, prompts: PromptService) -> Caso:
    """The sources of a peça with their texts, ready to be checked against."""
    geracao, numero = material.geracao, material.geracao.pedido.numero_cnj
    biblioteca = Biblioteca(prompts, geracao.versoes)
    variaveis = biblioteca.list_variaveis()
    cabecalho = _render_cabecalho(material.processo)
    autos, fora = _read_documentos(material, processos)
    calculados = tuple(_list_calculados(material))
    fontes = [
        *_list_modulos(material, biblioteca, prompts),
        Fonte(CABECALHO, (cabecalho,), numero),
        Fonte(RESPOSTAS, (_render_respostas(material.fatos, variaveis),), numero),
        *calculados,
        *autos,
    ]
    named = material.processo.outros.get(NUMERO, "") if is_envio(numero) else numero
    do_caso = frozenset(documento.id_documento for documento in autos)
    return Caso(
        fontes=Fontes(named, fontes, material.base),
        modulos=tuple(modulo.titulo for modulo in material.modulos),
        pedidos=_list_pedidos(material, variaveis),
        documentos=tuple(_list_citaveis(material, do_caso)),
        trechos=tuple(Trecho(fato.id_documento, fato.pagina, fato.trecho) for fato in material.fatos if fato.trecho),
        cabecalho="\n\n".join([cabecalho, *(pagina for fonte in calculados for pagina in fonte.paginas)]),
        nivel_dos_topicos=_NIVEIS.get(geracao.pedido.tipo_de_peca, NIVEL),
        avisos=fora,
        instrucao=_read_instrucao(geracao.pedido.tipo_de_peca, biblioteca),
    )


def _read_instrucao(tipo: TipoDePeca, biblioteca: Biblioteca) -> str:
    """What the writer of a peça was told; prepared types are told words that stand in the text on purpose."""
    return "" if tipo in TIPOS_PREPARADOS else biblioteca.get_prompt("redator").texto


def _list_calculados(material: Material) -> Iterator[Fonte]:
    """What the portal itself computed and put after the text, and what it told the model of that."""
    anexo = material.geracao.anexo
    if anexo:
        told = [str(fato.valor) for fato in material.fatos if fato.documento_rotulo and not fato.id_documento]
        yield Fonte(CALCULADO, ("\n\n".join([anexo, *told]),), material.geracao.pedido.numero_cnj)


def _read_documentos(material: Material, processos: ProcessoService) -> tuple[list[Fonte], tuple[str, ...]]:
    """The documents that the geração read and that are open now, by page; hidden text is in none of them."""
    numero = material.geracao.pedido.numero_cnj
    fontes: list[Fonte] = []
    fora: list[str] = []
    for case in dict.fromkeys(documento.numero_cnj or numero for documento in material.documentos):
        own = [d for d in material.documentos if (d.numero_cnj or numero) == case and d.sha256]
        processo = material.find_processo(case)
        lidos = processos.find_lidos(processo, {d.id_documento: d.sha256 for d in own}) if processo else {}
        for documento in own:
            lido = lidos.get(documento.id_documento)
            if lido is None:
                fora.append(FORA.format(rotulo=documento.rotulo))
                continue
            paginas = tuple(pagina.texto for pagina in lido.paginas)
            fontes.append(Fonte(documento.rotulo, paginas, case, documento.id_documento))
    return fontes, tuple(fora)


def _list_modulos(material: Material, biblioteca: Biblioteca, prompts: PromptService) -> Iterator[Fonte]:
    """The active modules in the versions used, the base and the structure of the peça, and the titles."""
    for escolhido in material.modulos:
        texto = prompts.get_modulo(escolhido.slug, escolhido.versao).texto
        yield Fonte(MODULO.format(titulo=escolhido.titulo), (texto,))
    pedido = material.geracao.pedido
    for modulo in biblioteca.list_modulos(pedido.grupo, pedido.tipo_de_peca):
        if modulo.tipo in (TipoDeModulo.BASE, TipoDeModulo.PECA):
            yield Fonte(MODULO.format(titulo=modulo.titulo), (modulo.texto,))
    yield Fonte(TITULOS, ("\n\n".join(escolhido.titulo for escolhido in material.modulos),))


def _render_cabecalho(processo: Processo) -> str:
    """The court's data as a draft may tell them: numbers, names, amounts and dates."""
    lines = [format_numero_do_processo(processo), processo.orgao_julgador]
    if processo.valor_causa_centavos is not None:
        lines.append(f"Valor da causa: {format_moeda(processo.valor_causa_centavos / 100)}")
    if processo.ajuizado_em is not None:
        lines.append(f"Ajuizamento: {processo.ajuizado_em:%d/%m/%Y}")
    for parte in processo.partes:
        lines.append(" – ".join(filter(None, (parte.nome, _format_cpf(parte.documento), *parte.advogados))))
    lines += [vinculo.numero_cnj for vinculo in processo.vinculados]
    for movimento in processo.movimentos:
        when = f"{movimento.data_hora:%d/%m/%Y} " if movimento.data_hora else ""
        lines.append(f"{when}{movimento.descricao} {' '.join(movimento.complementos)}".strip())
    for documento in processo.documentos:
        when = f"{documento.data_hora:%d/%m/%Y} " if documento.data_hora else ""
        lines.append(f"{when}{documento.descricao}")
    return "\n".join(lines)


def _format_cpf(documento: str) -> str:
    if len(documento) == _CPF_DIGITS and documento.isdigit():
        return f"CPF {documento[:3]}.{documento[3:6]}.{documento[6:9]}-{documento[9:]}"
    return documento


def _render_respostas(fatos: Sequence[Fato], variaveis: Mapping[str, Variavel]) -> str:
    """What a person answered. What the model answered is no source: the documents that it read are."""
    answered = [fato for fato in fatos if fato.informado_por and fato.valor is not None]
    return "\n\n".join(describe_valor(fato, variaveis.get(fato.variavel)) for fato in answered)


def _list_pedidos(material: Material, variaveis: Mapping[str, Variavel]) -> tuple[Pedido, ...]:
    if material.geracao.pedido.tipo_de_peca not in _COM_PEDIDOS:
        return ()
    cases = {documento.id_documento: documento.numero_cnj for documento in material.documentos}
    escritos: list[Pedido] = []
    respondidos: list[Pedido] = []
    for fato in material.fatos:
        rotulo = describe_lugar(fato)
        numero = cases.get(fato.id_documento) or material.geracao.pedido.numero_cnj
        evidencia = Evidencia(rotulo, fato.trecho, numero, fato.id_documento, fato.pagina) if rotulo else None
        if fato.variavel == _REQUERIMENTOS and isinstance(fato.valor, str):
            escritos += [Pedido(texto, evidencia) for texto in split_pedidos(fato.valor)]
        elif fato.variavel == _PRESTACOES and isinstance(fato.valor, list):
            respondidos += [Pedido(texto, evidencia) for texto in fato.valor]
        elif fato.variavel.startswith(_PEDIDO) and fato.valor is True and fato.variavel in variaveis:
            texto = name_pedido(variaveis[fato.variavel].pergunta)
            respondidos += [Pedido(texto, evidencia)] if texto else []
    return merge_pedidos(escritos, respondidos)


def _list_citaveis(material: Material, lidos: frozenset[str]) -> Iterator[DocumentoCitavel]:
    """What was read, with its pages; then what stands in the case and was not, by the court's list."""
    numero = material.geracao.pedido.numero_cnj
    for documento in material.documentos:
        paginas = documento.paginas if documento.id_documento in lidos else 0
        yield DocumentoCitavel(documento.rotulo, documento.numero_cnj or numero, documento.id_documento, paginas)
    known = {documento.id_documento for documento in material.documentos}
    for processo in (material.processo, *material.origens):
        places = number_documentos(processo.documentos)
        for outro in processo.documentos:
            if outro.id_documento not in known:
                is_da_origem = processo is not material.processo
                rotulo = cite_documento(outro, places[outro.id_documento], is_da_origem=is_da_origem)
                yield DocumentoCitavel(rotulo, processo.numero_cnj, outro.id_documento, 0)
