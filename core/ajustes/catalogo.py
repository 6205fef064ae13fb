"""Every value that people may set, with its bounds. A value that is not here cannot be set."""

from __future__ import annotations

from core.ajustes.domain import AreaDoAjuste, Definicao, TipoDeAjuste
from core.ajustes.retencao import CLASSES, RETENCAO
from core.infra.mascara import SWITCH
from core.infra.modelos import ESCRITORES, MODELO, SUBSISTEMAS, TEMPERATURA, SubsistemaDoModelo
from core.infra.rate import PER_MINUTE, Action
from core.infra.tariff import CAP, PRICE, REQUESTS, TOKENS

ORCAMENTO, RECURSO, PERMITS = "orcamento", "recurso", "limite"
MINUTOS = "minutos_por_peca"
TETO_DA_PESSOA, TETO_DA_UNIDADE, TETO_DE_TODOS = (f"{CAP}.{kind}" for kind in ("pessoa", "unidade", "total"))

RECURSOS = {
    "gerador_de_pecas": "Gerador de Peças",
    "processos": "Processos",
    "classificador": "Classificador",
    "pedido_de_calculo": "Pedido de Cálculo",
    "assistencia": "Assistência",
    "relatorios": "Relatórios",
    "treinamento_bert": "Treinamento BERT",
    "prompts_e_modulos": "Prompts e Módulos",
}
"""What may be switched off, named as the menu does. Hoje, Administração and Ajuda are always open."""

_AO_MESMO_TEMPO = (
    ("gemini", "Chamadas ao Gemini ao mesmo tempo", 100, "Somando todas as pessoas e todos os trabalhos."),
    ("tjms", "Consultas ao TJMS ao mesmo tempo", 20, "O tribunal pede que sejam poucas."),
    ("classificacao", "Documentos em classificação ao mesmo tempo", 60, "Somando todos os lotes."),
    ("streams", "Textos escritos ao vivo ao mesmo tempo", 200, "Cada geração acompanhada na tela ocupa um."),
    ("geracao", "Gerações ao mesmo tempo", 50, "Acima do número de processos de trabalho da fila, nada muda."),
    ("ocr", "Documentos em leitura ao mesmo tempo", 16, "Leitura de imagens (OCR): cada uma ocupa um processador."),
    ("docx", "Arquivos de Word ao mesmo tempo", 20, ""),
)


def _name(action: Action) -> str:
    return f"{PER_MINUTE}.{action.value}"


_POR_MINUTO = (
    (_name(Action.GENERATION), "Gerações de cada pessoa", 1, 60),
    (_name(Action.GENERATION_TOTAL), "Gerações de todas as pessoas", 1, 600),
    (_name(Action.AI), "Pedidos de cada pessoa ao Gemini", 1, 200),
    (_name(Action.HEAVY), "Consultas demoradas de cada pessoa", 1, 100),
    (_name(Action.EXPORT), "Novos arquivos de cada pessoa", 1, 100),
    (_name(Action.COURT), "Consultas de cada pessoa ao TJMS", 1, 300),
    (_name(Action.SEARCH), "Buscas de cada pessoa nos autos", 1, 600),
    (_name(Action.PICTURE), "Imagens de página de cada pessoa", 20, 3_000),
    (_name(Action.UPLOAD), "Arquivos enviados por cada pessoa para lotes", 50, 6_000),
    (_name(Action.SAVE), "Gravações de minuta de cada pessoa", 20, 2_000),
    (_name(Action.PAGE), "Páginas pedidas por cada pessoa", 30, 2_000),
    (_name(Action.LOGIN), "Tentativas de entrar com a mesma conta", 3, 60),
    (_name(Action.LOGIN_ADDRESS), "Tentativas de entrar do mesmo local", 10, 1_000),
    (REQUESTS, "Pedidos ao Gemini, somando tudo (0: sem limite)", 0, 100_000),
    (TOKENS, "Tamanho dos pedidos ao Gemini, somando tudo (0: sem limite)", 0, 1_000_000_000),
)
_TETOS = (
    (TETO_DA_PESSOA, "Gasto de cada pessoa com o Gemini em 24 horas (0: sem teto)", None),
    (TETO_DA_UNIDADE, "Gasto de cada unidade com o Gemini em 24 horas (0: sem teto)", None),
    (TETO_DE_TODOS, "Gasto de toda a Procuradoria com o Gemini em 24 horas (0: sem teto)", ("",)),
)
_ESCRITA = ("", SubsistemaDoModelo.PECAS.value, *sorted(agente.value for agente in ESCRITORES))

_TIPOS_DE_PECA = ("contestacao", "apelacao", "contrarrazoes", "agravo", "parecer", "alegacoes_finais")
"""By the slugs that core.pecas gives them."""

_CATALOGO = (
    *(
        Definicao(
            f"{PERMITS}.{nome}", AreaDoAjuste.LIMITES, TipoDeAjuste.INTEIRO, titulo, ajuda, minimo=1, maximo=maximo
        )
        for nome, titulo, maximo, ajuda in _AO_MESMO_TEMPO
    ),
    *(
        Definicao(
            nome, AreaDoAjuste.POR_MINUTO, TipoDeAjuste.INTEIRO, titulo, "", "por minuto", minimo=minimo, maximo=maximo
        )
        for nome, titulo, minimo, maximo in _POR_MINUTO
    ),
    *(
        Definicao(nome, AreaDoAjuste.TETOS, TipoDeAjuste.REAIS, titulo, maximo=1_000_000, alvos=alvos)
        for nome, titulo, alvos in _TETOS
    ),
    Definicao(
        PRICE,
        AreaDoAjuste.PRECOS,
        TipoDeAjuste.PRECO,
        "Preço do modelo",
        unidade="por milhão",
        maximo=10_000,
        is_dated=True,
        alvos=None,
    ),
    Definicao(
        ORCAMENTO,
        AreaDoAjuste.ORCAMENTOS,
        TipoDeAjuste.REAIS,
        "Orçamento do mês",
        unidade="por mês",
        maximo=10_000_000,
        is_dated=True,
        alvos=None,
    ),
    Definicao(
        MODELO,
        AreaDoAjuste.MODELOS,
        TipoDeAjuste.MODELO,
        "Modelo",
        alvos=("", *SubsistemaDoModelo, *SUBSISTEMAS),
    ),
    Definicao(
        TEMPERATURA,
        AreaDoAjuste.MODELOS,
        TipoDeAjuste.NUMERO,
        "Temperatura",
        "Quanto mais alta, mais o texto varia. Os agentes que buscam e escolhem usam sempre 0.",
        maximo=2,
        alvos=_ESCRITA,
    ),
    Definicao(RECURSO, AreaDoAjuste.RECURSOS, TipoDeAjuste.LIGADO, "Recurso ligado", alvos=tuple(RECURSOS)),
    Definicao(
        MINUTOS,
        AreaDoAjuste.TEMPOS,
        TipoDeAjuste.INTEIRO,
        "Tempo de uma peça sem o portal",
        "Referência do tempo economizado nos Relatórios. Pode valer para um tipo de peça ou para todos.",
        "minutos",
        minimo=1,
        maximo=10_000,
        alvos=("", *_TIPOS_DE_PECA),
    ),
    Definicao(
        SWITCH,
        AreaDoAjuste.PRIVACIDADE,
        TipoDeAjuste.LIGADO,
        "Esconder nomes e números das partes do Gemini",
        "Nomes, sobrenomes raros, CPF, RG, cartão do SUS, telefone e e-mail viram marcas antes de cada chamada e "
        "voltam na resposta. Um prenome ou um sobrenome comum, quando aparece sozinho, segue como está.",
    ),
    *(
        Definicao(
            f"{RETENCAO}.{classe.slug}",
            AreaDoAjuste.PRIVACIDADE,
            TipoDeAjuste.INTEIRO,
            classe.titulo,
            classe.ajuda,
            "dias",
            minimo=classe.minimo,
            maximo=classe.maximo,
        )
        for classe in CLASSES
    ),
)
DEFINICOES = {definicao.nome: definicao for definicao in _CATALOGO}
"""By name, in the order of the screen."""


def list_definicoes(area: AreaDoAjuste) -> tuple[Definicao, ...]:
    """In the order of the screen."""
    return tuple(definicao for definicao in DEFINICOES.values() if definicao.area is area)
