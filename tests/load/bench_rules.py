"""``portal bench rules``: deciding a large library, finding in it, how soon an edit is live everywhere, and whether
the same case gets the same modules each time.

Each part is a function that answers its rows (what, figure, target) and its keys; a new part enters ``PARTS``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from core.prompts.decisao import DecisaoDoModulo, Decisor, decide_modulo, decide_modulos
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.regras import Avaliacao, Condicao, E, Nao, Operador, Ou, Regra, SemValor, ValorDoFato
from tests.load.acervo import measure_library
from tests.load.report import Options, parse_options, percentile, print_report
from tests.load.stability import measure_stability

Row = tuple[str, object, str]
Part = Callable[[Options], tuple[Sequence[Row], Mapping[str, object]]]

_MODULOS = 1000
_VARIAVEIS = 100
_OPCOES = ("favorável", "desfavorável", "inconclusiva", "não informado")
_TIPO = "contestacao"


def measure_decision(options: Options) -> tuple[Sequence[Row], Mapping[str, object]]:
    """1,000 modules over 100 variables of every type, in all four states, against rules compiled once."""
    random_ = random.Random(options.seed)
    modulos = [_build_modulo(random_, number) for number in range(_MODULOS)]
    cases = [_build_case(random_) for _ in range(50 if options.is_quick else 500)]
    few = cases[:10]
    decisor = Decisor(modulos, _TIPO)
    warm = _time([partial(decisor.decide, case) for case in cases])
    cold = _time([partial(decide_modulos, modulos, _TIPO, case) for case in few])
    plain = _time([partial(_decide_plainly, modulos, case) for case in few])
    reasons = _time([partial(_explain_all, decisor, case) for case in few])
    ms, p95_ms = percentile(warm, 0.5), percentile(warm, 0.95)
    rows = [
        ("CPU ms a case, 1,000 modules of 100 variables", f"{ms:.2f}", f"target <= 5, {len(cases)} cases"),
        ("  95 of 100 cases within", f"{p95_ms:.2f}", "the same cases"),
        ("  one case, the library compiled for it alone", f"{percentile(cold, 0.5):.2f}", "as one geração pays it"),
        ("  with the reason of every module", f"{percentile(reasons, 0.5):.2f}", "as one screen pays it"),
        ("  one module at a time, plain", f"{percentile(plain, 0.5):.2f}", "the reference of the tests"),
    ]
    return rows, {
        "ms_per_case_1000_modules": round(ms, 2),
        "ms_per_case_p95": round(p95_ms, 2),
        "ms_per_case_compiled_anew": round(percentile(cold, 0.5), 2),
        "ms_per_case_plain": round(percentile(plain, 0.5), 2),
    }


def _decide_plainly(modulos: Sequence[Modulo], case: Mapping[str, ValorDoFato]) -> list[DecisaoDoModulo]:
    return [decide_modulo(modulo, _TIPO, case) for modulo in modulos]


def _explain_all(decisor: Decisor, case: Mapping[str, ValorDoFato]) -> list[Avaliacao | None]:
    return [item.avaliacao for item in decisor.decide(case)]


PARTS: tuple[Part, ...] = (measure_decision, measure_library, measure_stability)


def main() -> None:
    options = parse_options("rules")
    rows: list[Row] = []
    keys: dict[str, object] = {}
    for part in PARTS:
        part_rows, part_keys = part(options)
        rows += part_rows
        keys |= part_keys
    print_report("rules", options, rows, keys)


def _time(works: Sequence[Callable[[], object]]) -> list[float]:
    """Processor milliseconds of each, so that a busy machine changes little."""
    taken = []
    for work in works:
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return taken


def _build_modulo(random_: random.Random, number: int) -> Modulo:
    return Modulo(
        slug=f"modulo-{number}",
        versao=1,
        tipo=TipoDeModulo.CONTEUDO,
        secao="Mérito",
        grupo="ps",
        subgrupo="",
        titulo=f"Módulo {number}",
        texto="",
        modo=ModoDeAtivacao.DETERMINISTICO,
        ordem=number,
        regra=_build_regra(random_, 2),
        regra_secundaria=_build_regra(random_, 1) if number % 10 == 0 else None,
        usa_secundaria=number % 10 == 0,
    )


def _build_regra(random_: random.Random, depth: int) -> Regra:
    if depth == 0:
        return _build_condicao(random_)
    parts = tuple(_build_regra(random_, random_.randrange(depth)) for _ in range(random_.randint(2, 3)))
    group = random_.choice((E, Ou))(parts)
    return Nao(group) if random_.random() < 0.15 else group


def _build_condicao(random_: random.Random) -> Condicao:
    number = random_.randrange(_VARIAVEIS)
    slug = f"variavel_{number}"
    match number % 5:
        case 0 | 1:
            return Condicao(slug, Operador.EQUALS, random_.random() < 0.7)
        case 2:
            return Condicao(slug, random_.choice((Operador.IN_LIST, Operador.NOT_IN_LIST)), _OPCOES[:2])
        case 3:
            operador = random_.choice((Operador.GREATER_THAN, Operador.LESS_OR_EQUAL))
            return Condicao(slug, operador, random_.choice((10_000, 84_720.0, "2024-09-19")))
        case _:
            operador = random_.choice((Operador.CONTAINS, Operador.STARTS_WITH, Operador.EXISTS))
            return Condicao(slug, operador, None if operador is Operador.EXISTS else random_.choice(_OPCOES))


def _build_case(random_: random.Random) -> dict[str, ValorDoFato]:
    return {f"variavel_{number}": _build_valor(random_, number % 5) for number in range(_VARIAVEIS)}


def _build_valor(random_: random.Random, kind: int) -> ValorDoFato:
    """One in ten is unknown, two in ten do not apply."""
    state = random_.random()
    if state < 0.3:
        return SemValor.DESCONHECIDO if state < 0.1 else SemValor.NAO_SE_APLICA
    values: tuple[ValorDoFato, ...] = (
        random_.random() < 0.5,
        random_.random() < 0.5,
        random_.choice(_OPCOES),
        random_.choice((random_.uniform(0, 200_000), "2025-03-01")),
        [random_.choice(_OPCOES), "Fornecimento contínuo de medicamento não incorporado, conforme laudo médico"],
    )
    return values[kind]


if __name__ == "__main__":
    main()
