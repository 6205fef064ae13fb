"""The tags in which the product sends a case to the model, read back into small types.

Everything of the case is data: escaped for XML inside tags in the turn of the user. The system instruction holds only
the office's instruction and is not read here. These requests exist:

``<pedido agente="classificador">`` asks what a document is: ``<categorias>`` of ``<categoria indice nome>`` and a
``<documento nome>`` with its first ``<pagina n>text</pagina>``. ``<pedido agente="tipo">`` asks which peça a case
needs: ``<tipos>`` of ``<tipo indice nome/>``, ``<fatos>`` and ``<resumos>`` as below.

``<pedido agente="coletor">`` asks for one document to be read. It holds ``<categoria slug nome>`` (free instruction
and ``<variavel slug tipo opcoes condicao>question</variavel>``; options separated by ``|``; ``condicao`` is the slug
of the boolean that must be true) and ``<documento ordem rotulo tipo descricao>`` with ``<pagina n>text</pagina>``.

``<pedido agente="detector" tipo>`` asks which modules are needed: ``<fatos>`` of ``<fato variavel estado>value``,
``<resumos>`` of ``<resumo rotulo>``, ``<modulos>`` of ``<modulo indice titulo>when it is needed</modulo>``.

``<pedido agente="redator" tipo titulo>`` asks for the minuta: ``<processo numero juizo autor reu valor ajuizamento/>``,
``<modulos>`` of ``<modulo secao titulo>Markdown</modulo>`` in order, ``<fatos>`` of ``<fato variavel rotulo citacao
trecho>value</fato>``, ``<documentos>`` of ``<documento rotulo descricao>summary</documento>``, ``<observacao>``.
A continuation is the same turn, a turn of the model with what was written, and a turn with ``<continuar/>``.

``<pedido agente="rascunho">`` asks for a rule: ``<variaveis>`` of ``<variavel slug tipo operadores opcoes>question
</variavel>``, and a person's words in ``<descricao>``.

``<pedido agente="revisor" tipo titulo>`` asks for a change of one section: ``<secao titulo>Markdown``, a person's words
in ``<solicitacao>``, what was said before in ``<conversa>``, ``<processo>``, ``<modulos>``, ``<fatos>`` and
``<documentos>`` as above, and after a search ``<achados>`` of ``<achado indice secao titulo>Markdown``.

``<pedido agente="lote">`` asks for the category of one ``<documento nome>text``; the ``<categoria>`` are those of the
system instruction, which is read for this agent alone.

``<pedido agente="assistencia">`` asks a question about a case: ``<paginas>`` of ``<pagina n documento lugar>text`` and
a person's words in ``<pergunta>``.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_ATTRIBUTE = re.compile(r'([\w-]+)\s*=\s*"([^"]*)"')
_REQUEST = re.compile(r"<pedido\b([^>]*)>(.*?)</pedido>", re.DOTALL)


@dataclass(frozen=True)
class Element:
    """One element with its attributes and text, both unescaped; ``inner`` is still escaped."""

    attributes: dict[str, str]
    inner: str

    @property
    def text(self) -> str:
        return html.unescape(self.inner).strip("\r\n")

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def find_all(self, name: str) -> list[Element]:
        """Every element of that name inside this one, in order; elements of one name never nest here."""
        pattern = rf"<{name}\b((?:[^>\"]|\"[^\"]*\")*?)(?:/>|>(.*?)</{name}>)"
        found = re.finditer(pattern, self.inner, re.DOTALL)
        return [Element(_attributes(match[1]), match[2] or "") for match in found]

    def find(self, name: str) -> Element:
        """The first element of that name, or an empty one."""
        return next(iter(self.find_all(name)), Element({}, ""))


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def find_request(prompt: str) -> Element | None:
    """The ``<pedido>`` of a prompt; None when it has none."""
    match = _REQUEST.search(prompt)
    return Element(_attributes(match[1]), match[2]) if match else None
