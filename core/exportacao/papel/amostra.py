"""A short piece that shows a letterhead: two pages with every kind of paragraph."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2

from core.exportacao.domain import PecaParaExportar

_DOTS_PER_POINT = 1.4
_PARAGRAPH = (
    "Este texto é inventado e só mostra como fica uma peça com este timbre: parágrafos justificados, com recuo na "
    "primeira linha e espaço de uma linha e meia, como pede o uso do foro."
)
_TEXTO = f"""**EXCELENTÍSSIMO SENHOR JUIZ DE DIREITO DA VARA DE EXEMPLO**

# CONTESTAÇÃO

{_PARAGRAPH}

## DOS FATOS

{_PARAGRAPH} O laudo está nos autos (fl. 37)[^1].

> Citação de exemplo, recuada, em letra menor e espaço simples, com palavras bastantes para passar de uma linha.

[^1]: Nota de rodapé de exemplo.

## DO DIREITO

### Da tabela

| Item | Valor (R$) |
|:---|---:|
| Primeiro | 1.234,56 |
| Segundo | 7,00 |

{_PARAGRAPH}

{_PARAGRAPH}

## DOS PEDIDOS

Requer:

a) o primeiro pedido;

b) o segundo pedido.

Campo Grande – MS, 12 de março de 2026.

_________

Procurador do Estado
"""


def build_amostra(now: datetime | None = None) -> PecaParaExportar:
    return PecaParaExportar(
        titulo="Peça de exemplo",
        autor="Procuradoria-Geral do Estado de Mato Grosso do Sul",
        texto=_TEXTO,
        numero_cnj="",
        is_minuta=True,
        criada_em=now or datetime.now(UTC),
    )


def draw_first_page(pdf: bytes) -> bytes:
    """PNG of the first page of a PDF that the portal itself made."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=_DOTS_PER_POINT).to_pil()
    finally:
        document.close()
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
