"""What a dataset is worth, said before anything is trained on it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np

from core.bert.dados.colunas import MIN_LINHAS, MIN_ROTULOS
from core.bert.dados.divisao import Parte
from core.bert.dados.domain import AchadoDoDataset, Amostra, CodigoDoAchado, Gravidade, Relatorio
from core.bert.dados.quase_iguais import find_familias, join_groups
from core.infra.folding import fold

POUCAS = 100
"""Below this many samples the figures of a training say little."""

_JANELA = 380
"""Words that the model reads at once: 512 pieces, at 1.35 pieces a word of Portuguese legal text."""

_CURTO = 3
_DESEQUILIBRIO = 10
"""Times that the largest class may be the smallest one before it is said."""

_PARECIDOS = 0.85
_MOST_LABELS = 200
_SHOWN = 10

_NOMES = {Parte.TREINO: "treino", Parte.VALIDACAO: "validação", Parte.TESTE: "teste"}

_PESOS = {
    CodigoDoAchado.VAZIAS: 20,
    CodigoDoAchado.REPETIDAS: 20,
    CodigoDoAchado.CONTRADITORIAS: 40,
    CodigoDoAchado.QUASE_IGUAIS: 15,
    CodigoDoAchado.TEXTOS_CURTOS: 10,
}
"""Points that a finding takes when it concerns every sample; of a part it takes that part."""

_FIXOS = {
    CodigoDoAchado.POUCAS_LINHAS: 25,
    CodigoDoAchado.ROTULO_RARO: 15,
    CodigoDoAchado.DESEQUILIBRIO: 10,
    CodigoDoAchado.ROTULOS_PARECIDOS: 10,
}


def clean_amostras(amostras: Iterable[Amostra]) -> tuple[Amostra, ...]:
    """Those that can be trained on: filled, each text once, none whose label is contradicted elsewhere."""
    labels: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Amostra] = {}
    for amostra in amostras:
        if amostra.texto and amostra.rotulo:
            labels[fold(amostra.texto)].add(amostra.rotulo)
            first.setdefault(fold(amostra.texto), amostra)
    return tuple(amostra for texto, amostra in first.items() if len(labels[texto]) == 1)


def report_dataset(amostras: Sequence[Amostra]) -> Relatorio:
    """Findings with examples, worst first, and a score of 0 to 100."""
    usable = clean_amostras(amostras)
    familias = find_familias([amostra.texto for amostra in usable])
    juntas = join_groups(familias, [amostra.grupo for amostra in usable])
    counts = Counter(amostra.rotulo for amostra in usable)
    words = [len(amostra.texto.split()) for amostra in usable]
    achados = [
        *_judge_tamanho(len(usable), counts),
        *_judge_linhas(amostras),
        *_judge_familias(usable, familias),
        *_judge_divisao(usable, juntas),
        *_judge_rotulos(usable, counts),
        *_judge_textos(usable, words),
    ]
    achados.sort(key=lambda achado: list(Gravidade).index(achado.gravidade))
    p50, p90, p99 = (int(value) for value in np.percentile(words or [0], (50, 90, 99)))
    return Relatorio(
        total=len(amostras),
        aproveitadas=len(usable),
        rotulos=dict(counts.most_common()),
        palavras=(p50, p90, p99),
        familias=len(set(juntas)),
        achados=tuple(achados),
        nota=_score(achados, len(amostras)),
    )


def _judge_tamanho(total: int, counts: Counter[str]) -> Iterable[AchadoDoDataset]:
    if total < MIN_LINHAS:
        yield _say(
            CodigoDoAchado.POUCAS_LINHAS,
            Gravidade.IMPEDE,
            f"Só {total} textos servem; são precisos {MIN_LINHAS}.",
            total,
        )
    elif total < POUCAS:
        words = f"Só {total} textos servem. Com menos de {POUCAS} as medidas do treino dizem pouco."
        yield _say(CodigoDoAchado.POUCAS_LINHAS, Gravidade.ALERTA, words, total)
    usable = sum(count >= MIN_ROTULOS for count in counts.values())
    if usable < MIN_ROTULOS:
        words = f"São precisos ao menos {MIN_ROTULOS} rótulos com {MIN_ROTULOS} textos cada; há {usable}."
        yield _say(CodigoDoAchado.ROTULOS_INSUFICIENTES, Gravidade.IMPEDE, words, usable)


def _judge_linhas(amostras: Sequence[Amostra]) -> Iterable[AchadoDoDataset]:
    empty = [amostra for amostra in amostras if not (amostra.texto and amostra.rotulo)]
    if empty:
        words = f"{len(empty)} linhas sem texto ou sem rótulo ficam fora."
        yield _say(CodigoDoAchado.VAZIAS, Gravidade.ALERTA, words, len(empty), empty)
    same: dict[str, list[Amostra]] = defaultdict(list)
    for amostra in amostras:
        if amostra.texto and amostra.rotulo:
            same[fold(amostra.texto)].append(amostra)
    against = [one for group in same.values() if len({one.rotulo for one in group}) > 1 for one in group]
    if against:
        words = f"{len(against)} linhas têm o mesmo texto com rótulos diferentes e ficam fora: decida qual é o certo."
        yield _say(CodigoDoAchado.CONTRADITORIAS, Gravidade.ALERTA, words, len(against), against)
    repeated = [one for group in same.values() if len({one.rotulo for one in group}) == 1 for one in group[1:]]
    if repeated:
        words = f"{len(repeated)} linhas repetem um texto que já está na planilha e contam uma vez só."
        yield _say(CodigoDoAchado.REPETIDAS, Gravidade.INFORMA, words, len(repeated), repeated)


def _judge_familias(usable: Sequence[Amostra], familias: Sequence[int]) -> Iterable[AchadoDoDataset]:
    near = [amostra for number, amostra in enumerate(usable) if familias[number] != number]
    if near:
        words = (
            f"{len(near)} textos são quase iguais a outro. Eles ficam sempre do mesmo lado da divisão; "
            "se ficassem dos dois lados, a medida prometeria mais do que o modelo entrega."
        )
        yield _say(CodigoDoAchado.QUASE_IGUAIS, Gravidade.INFORMA, words, len(near), near)


def _judge_divisao(usable: Sequence[Amostra], familias: Sequence[int]) -> Iterable[AchadoDoDataset]:
    """What the file itself says of the sides, and where it would measure on what was trained on."""
    counts = Counter(amostra.parte for amostra in usable if amostra.parte)
    if not counts:
        return
    words = "A planilha diz a parte de cada texto: " + ", ".join(
        f"{counts[parte]} de {_NOMES[parte]}" for parte in Parte
    )
    yield _say(CodigoDoAchado.DIVISAO_DADA, Gravidade.INFORMA, f"{words}. O treino segue esta divisão.", counts.total())
    sides: dict[int, set[str]] = defaultdict(set)
    for amostra, familia in zip(usable, familias, strict=True):
        sides[familia] |= {amostra.parte} - {""}
    moved = [
        amostra
        for amostra, familia in zip(usable, familias, strict=True)
        if len(sides[familia]) > 1 and amostra.parte not in ("", Parte.TREINO)
    ]
    if moved:
        words = (
            f"{len(moved)} textos de validação ou de teste são do mesmo processo que textos de outra parte, ou quase "
            "iguais a eles. Eles vão para o treino; senão a medida prometeria mais do que o modelo entrega."
        )
        yield _say(CodigoDoAchado.DIVISAO_MISTURADA, Gravidade.ALERTA, words, len(moved), moved)


def _judge_rotulos(usable: Sequence[Amostra], counts: Counter[str]) -> Iterable[AchadoDoDataset]:
    rare = [label for label, count in counts.items() if count < MIN_ROTULOS]
    if rare:
        words = f"Rótulos com um texto só ({_join(rare)}): não há como treinar e medir. Junte-os a outro ou retire-os."
        yield _say(
            CodigoDoAchado.ROTULO_RARO, Gravidade.ALERTA, words, len(rare), [a for a in usable if a.rotulo in rare]
        )
    common = [count for count in counts.values() if count >= MIN_ROTULOS]
    if len(common) > 1 and max(common) >= _DESEQUILIBRIO * min(common):
        words = (
            f"O maior rótulo tem {max(common) // min(common)} vezes os textos do menor; o treino dá pesos às classes."
        )
        yield _say(CodigoDoAchado.DESEQUILIBRIO, Gravidade.ALERTA, words, max(common) // min(common))
    alike = [pair for pair in combinations(list(counts)[:_MOST_LABELS], 2) if _is_alike(*pair)]
    if alike:
        words = (
            "Rótulos de nome quase igual: " + "; ".join(f"“{a}” e “{b}”" for a, b in alike[:_SHOWN]) + ". São o mesmo?"
        )
        yield _say(CodigoDoAchado.ROTULOS_PARECIDOS, Gravidade.ALERTA, words, len(alike))


def _judge_textos(usable: Sequence[Amostra], words: Sequence[int]) -> Iterable[AchadoDoDataset]:
    long = [amostra for amostra, count in zip(usable, words, strict=True) if count > _JANELA]
    if long:
        said = (
            f"{len(long)} textos passam de {_JANELA} palavras, o que o modelo lê de uma vez. Escolha começo e fim ou "
            "janelas: a decisão de uma sentença está no fim."
        )
        yield _say(CodigoDoAchado.TEXTOS_LONGOS, Gravidade.INFORMA, said, len(long), long)
    short = [amostra for amostra, count in zip(usable, words, strict=True) if count < _CURTO]
    if short:
        said = f"{len(short)} textos têm menos de {_CURTO} palavras."
        yield _say(CodigoDoAchado.TEXTOS_CURTOS, Gravidade.ALERTA, said, len(short), short)


def _score(achados: Iterable[AchadoDoDataset], total: int) -> int:
    found = list(achados)
    if any(achado.gravidade is Gravidade.IMPEDE for achado in found):
        return 0
    taken = sum(_FIXOS.get(achado.codigo, 0) for achado in found)
    shares = sum(_PESOS.get(achado.codigo, 0) * achado.total / total for achado in found)
    return max(1, round(100 - taken - shares))


def _is_alike(left: str, right: str) -> bool:
    a, b = fold(left), fold(right)
    return SequenceMatcher(None, a, b).ratio() >= _PARECIDOS


def _say(
    codigo: CodigoDoAchado, gravidade: Gravidade, texto: str, total: int, onde: Sequence[Amostra] = ()
) -> AchadoDoDataset:
    return AchadoDoDataset(codigo, gravidade, texto, total, tuple(amostra.linha for amostra in onde[:_SHOWN]))


def _join(labels: Sequence[str]) -> str:
    shown = ", ".join(f"“{label}”" for label in labels[:_SHOWN])
    return shown if len(labels) <= _SHOWN else f"{shown} e outros {len(labels) - _SHOWN}"
