"""Which models trained here may answer for an instruction, and how their answers read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.classificador.domain import Confianca, RespostaDaClassificacao
from core.classificador.roteamento import PREFIX
from core.errors import LoteRecusadoError
from core.infra.folding import fold
from core.prompts.domain import Prompt

ALTA, MEDIA = 0.9, 0.7
"""Calibrated probabilities from which on an answer is of high and of middle confidence; below it a person looks."""

_MIL = 1_000
_SHOWN = 5


@dataclass(frozen=True)
class ModeloDisponivel:
    """A model of the registry that is in use. ``id`` names it there, ``rotulos`` are what it answers.

    ``segundos``: what a document takes in the middle, as it was measured; ``hora_brl`` what an hour of it costs.
    ``teste`` has, for each text of its test side, how sure it was and whether it was right.
    """

    id: str
    nome: str
    rotulos: tuple[str, ...]
    segundos: float = 0.0
    hora_brl: float = 0.0
    teste: tuple[tuple[float, bool], ...] = ()

    @property
    def chave(self) -> str:
        """How the request of a lot names it."""
        return f"{PREFIX}{self.id}"

    @property
    def custo_por_mil_brl(self) -> Decimal:
        """Reais for a thousand documents."""
        return price_segundos(_MIL * self.segundos, self.hora_brl)


def match_rotulos(rotulos: Iterable[str], prompt: Prompt) -> dict[str, str]:
    """The slug of the category behind each label that has one: by slug or name, whatever its case and accents."""
    known = {fold(categoria.nome): categoria.slug for categoria in prompt.categorias}
    known |= {fold(categoria.slug): categoria.slug for categoria in prompt.categorias}
    return {rotulo: known[fold(rotulo.strip())] for rotulo in rotulos if fold(rotulo.strip()) in known}


def require_rotulos(modelo: ModeloDisponivel, prompt: Prompt) -> dict[str, str]:
    """As ``match_rotulos``. Raises LoteRecusadoError naming the labels that the version does not know."""
    found = match_rotulos(modelo.rotulos, prompt)
    strange = [f"“{rotulo}”" for rotulo in modelo.rotulos if rotulo not in found]
    if strange:
        text = (
            f"O modelo “{modelo.nome}” responde com categorias que a instrução não tem: {', '.join(strange[:_SHOWN])}. "
            "O portal não criou o lote e nada foi classificado. Escolha outro modelo ou outra instrução."
        )
        raise LoteRecusadoError("labels that the version does not have", user_message=text)
    return found


def add_up(rotulos: Mapping[str, float], prompt: Prompt) -> dict[str, float]:
    """The probability of each category by its slug; labels of one category add up."""
    shares = dict[str, float]()
    for rotulo, slug in match_rotulos(rotulos, prompt).items():
        shares[slug] = shares.get(slug, 0.0) + rotulos[rotulo]
    return shares


def build_resposta(modelo: ModeloDisponivel, categoria: str, share: float) -> RespostaDaClassificacao:
    """Its surest category; such a model gives no reason but how sure it is, from 0 to 1."""
    level = Confianca.ALTA if share >= ALTA else Confianca.MEDIA if share >= MEDIA else Confianca.BAIXA
    reason = f"O modelo “{modelo.nome}”, treinado no portal, deu {format_certeza(share)} de certeza a esta categoria."
    return RespostaDaClassificacao(categoria, "", level, reason)


def format_certeza(probabilidade: float) -> str:
    """``97%``; never 100% for what is only nearly sure."""
    whole = round(100 * probabilidade)
    return f"{99 if whole == 100 and probabilidade < 1 else whole}%"


def price_segundos(segundos: float, hora_brl: float) -> Decimal:
    """Reais for so many seconds on a machine that costs ``hora_brl`` an hour."""
    return Decimal(f"{segundos * hora_brl / 3600:.6f}")
