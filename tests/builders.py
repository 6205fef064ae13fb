"""Small builders of domain objects, with everything a test does not care about already filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from core.events import Agente, Estado
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from core.processos.domain import (
    Documento,
    DocumentoLido,
    EstadoDaPagina,
    EstadoDoDocumento,
    FormatoDeArquivo,
    Pagina,
    Parte,
    PecaDosAutos,
    Processo,
)
from core.processos.numero_cnj import compute_check
from core.prompts.constantes.domain import Constantes
from core.prompts.constantes.formato import load_constantes
from core.prompts.domain import CategoriaDeDocumento, TipoDeVariavel, Variavel

DIA_UM = datetime(2025, 3, 10, 14, 0, tzinfo=UTC)


def build_numero_cnj(sequence: int = 1234, *, ano: int = 2025, foro: str = "0001") -> str:
    """20 digits of TJMS with the right check digits."""
    bare = f"{sequence:07d}00{ano}812{foro}"
    return bare[:7] + compute_check(bare) + bare[9:]


def build_documento(ident: str, tipo: int | None, *, dia: int | None = 0, sigilo: int = 0) -> Documento:
    """A document filed ``dia`` days after the first of all; None gives one without a date."""
    data = None if dia is None else DIA_UM + timedelta(days=dia)
    return Documento(ident, tipo, f"Documento {ident}", data, nivel_sigilo=sigilo)


def build_processo(
    *documentos: Documento,
    partes: tuple[Parte, ...] = (),
    valor_centavos: int | None = 1_000_000,
    ajuizado_em: datetime | None = DIA_UM,
) -> Processo:
    return Processo(
        numero_cnj=build_numero_cnj(),
        classe=7,
        competencia="1",
        data_ajuizamento=ajuizado_em,
        nivel_sigilo=0,
        valor_causa_centavos=valor_centavos,
        orgao_julgador="1ª Vara de Fazenda Pública",
        partes=partes,
        documentos=documentos,
    )


def build_lido(*textos: str) -> DocumentoLido:
    """A reading with one page for each text."""
    paginas = tuple(Pagina(numero, EstadoDaPagina.LIDA, texto) for numero, texto in enumerate(textos, start=1))
    return DocumentoLido("f" * 64, FormatoDeArquivo.PDF, paginas)


def build_peca(*textos: str, rotulo: str = "doc. 1 – Petição Inicial") -> PecaDosAutos:
    documento = build_documento("1", 500)
    return PecaDosAutos(build_numero_cnj(), documento, 1, rotulo, EstadoDoDocumento.LIDO, build_lido(*textos))


def build_categoria(slug: str, *codigos: int, variaveis: tuple[Variavel, ...] = ()) -> CategoriaDeDocumento:
    return CategoriaDeDocumento(slug, 1, slug.replace("_", " "), codigos, "Leia.", variaveis)


def build_variavel(
    slug: str, tipo: TipoDeVariavel = TipoDeVariavel.BOOLEANO, *, condicao: str = "", opcoes: tuple[str, ...] = ()
) -> Variavel:
    return Variavel(slug, tipo, f"{slug}?", opcoes, condicao)


def build_constantes() -> Constantes:
    """The legal constants as a new portal has them."""
    return Constantes({constante.slug: constante for constante in load_constantes()})


def build_geracao(**changes: object) -> Geracao:
    values: dict[str, object] = {
        "id": uuid4(),
        "pedido": PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps"),
        "usuario_id": 1,
        "estado": Estado.EM_ANDAMENTO,
        "agente": Agente.COLETOR,
        "attempt": 1,
        "criada_em": DIA_UM,
        "iniciada_em": DIA_UM,
        "terminada_em": None,
        "texto": "",
        "erro_codigo": "",
        "erro_mensagem": "",
        "peca_id": None,
    }
    return Geracao(**(values | changes))
