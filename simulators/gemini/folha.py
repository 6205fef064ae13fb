"""The answer to the redator of a calculation's sheet: one section for each module, made of the facts it was sent."""

from __future__ import annotations

from collections.abc import Sequence

from simulators.gemini.redator import format_numero
from simulators.gemini.tags import Element

FALTA = "[A VERIFICAR]"

_SECOES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "1.": (
        ("O pedido refere-se ao processo da classe {}, que tramita perante {}.", ("processo_classe", "processo_orgao")),
        ("A ação foi ajuizada em {}.", ("data_do_ajuizamento",)),
        ("{}", ("cumprimento_autonomo",)),
    ),
    "2.": (
        ("A sentença é de {}.", ("data_da_sentenca",)),
        ("O trânsito em julgado ocorreu em {}.", ("data_do_transito",)),
    ),
    "3.": (("O Estado foi condenado a: {}.", ("objeto",)), ("A dívida é da natureza: {}.", ("natureza",))),
    "4.": (
        ("O Estado de Mato Grosso do Sul foi citado em {}.", ("data_da_citacao",)),
        ("A intimação do cumprimento é de {}.", ("data_da_intimacao",)),
        ("O prazo para impugnar é de {}.", ("prazo_para_impugnar",)),
    ),
    "5.": (
        ("O período devido vai de {} a {}.", ("periodo_inicio", "periodo_fim")),
        ("As parcelas são: {}.", ("parcelas",)),
    ),
    "6.": (("O índice do título é: {}.", ("correcao",)), ("Foram aplicados: {}.", ("calculo_criterios",))),
    "7.": (
        ("Os juros do título são: {}, contados desde {}.", ("juros", "juros_desde")),
        ("Os juros somam {}.", ("calculo_juros",)),
    ),
    "8.": (
        ("Pagamentos já feitos: {}.", ("pagamentos",)),
        ("Honorários: {}.", ("calculo_honorarios",)),
        ("Multa: {}.", ("multa",)),
    ),
    "9.": (
        ("O principal corrigido é de {}.", ("calculo_principal_corrigido",)),
        ("O total é de **{}** em {}.", ("calculo_total", "calculo_data")),
        ("A parte exequente pede {}.", ("valor_pedido",)),
        ("{}.", ("credor_excesso",)),
        ("Por causa: {}.", ("credor_causas",)),
    ),
    "10.": (
        ("Pede-se ao setor de cálculos:", ()),
        ("a) a conferência da memória anexa;", ()),
        ("b) a confirmação do total de {};", ("calculo_total",)),
        ("c) a apuração do que está marcado como a verificar nesta folha.", ()),
    ),
}


def write_folha(request: Element, seed: int) -> str:
    """The sheet for a ``<pedido agente="redator" tipo="pedido_de_calculo">``; the seed changes nothing."""
    del seed
    fatos = {fato.get("variavel"): fato for fato in request.find("fatos").find_all("fato")}
    numero = format_numero(request.find("processo").get("numero"))
    blocks = ["# Pedido de cálculo", f"**Processo n. {numero}**"]
    for modulo in request.find("modulos").find_all("modulo"):
        titulo = modulo.get("titulo")
        blocks.append(f"## {titulo}")
        sentences = _SECOES.get(titulo.partition(" ")[0], ())
        blocks += [_write(template, nomes, fatos) for template, nomes in sentences]
    return "\n\n".join(blocks) + "\n"


def _write(template: str, nomes: Sequence[str], fatos: dict[str, Element]) -> str:
    """The sentence with its facts and, at its end, the places that they have in the case."""
    found = [fatos.get(nome) for nome in nomes]
    valores = [FALTA if fato is None else fato.text.strip().rstrip(".") for fato in found]
    lugares = [f"({fato.get('citacao')})" for fato in found if fato is not None and fato.get("trecho")]
    sentence = template.format(*valores)
    if not lugares:
        return sentence
    return f"{sentence.removesuffix('.')} {' '.join(dict.fromkeys(lugares))}."
