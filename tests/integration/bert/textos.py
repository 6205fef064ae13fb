"""Made-up decisions whose label is in two of their words; the rest is noise."""

from __future__ import annotations

import random

from core.bert.dados.domain import Amostra
from core.bert.domain import Arquitetura, Configuracao, PlanoDeTreino

PEQUENA = Arquitetura(camadas=2, largura=32, cabecas=2, vocabulario=400)
DECISOES = {
    "negado": "nego provimento ao recurso",
    "parcial": "acolho em parte o pedido",
    "provido": "reformo inteiramente a sentenca",
}


def make_amostras(total: int = 120, *, palavras: int = 30, seed: int = 1) -> tuple[Amostra, ...]:
    chance = random.Random(seed)
    known = ["".join(chance.choices("abcdeilmnoprstuv", k=chance.randint(3, 8))) for _ in range(200)]
    labels = list(DECISOES)
    return tuple(
        Amostra(
            number + 2,
            " ".join([*chance.choices(known, k=chance.randint(5, palavras)), DECISOES[labels[number % 3]]]),
            labels[number % 3],
            f"caso {number // 2}",
        )
        for number in range(total)
    )


def make_plano(amostras: tuple[Amostra, ...] | None = None, **changes: object) -> PlanoDeTreino:
    """``changes`` are of the configuration. A checkpoint after every step."""
    chosen: dict[str, object] = {"epocas": 4, "paciencia": 4, "max_pecas": 48, "taxa": 5e-3, "arquitetura": PEQUENA}
    configuracao = Configuracao(**{**chosen, **changes})  # type: ignore[arg-type] # as the test asks
    return PlanoDeTreino(amostras or make_amostras(), configuracao, checkpoint_s=0.0, threads=1)
