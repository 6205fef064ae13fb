"""What a training is asked for, what it says while it runs and what it leaves behind.

Everything here is plain numbers, texts and tuples: it goes through JSON and back, and needs no torch.
``core.bert.training.treino.train(plano, pasta, report, should_stop)`` makes a ResultadoDoTreino out of a PlanoDeTreino,
``core.bert.inference.load_classificador(pasta, arquivos)`` a classifier out of what it left in PASTA_DO_MODELO.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.bert.dados.domain import Amostra
from core.bert.medidas import Medidas, PontoDaCurva

EMBUTIDA = "embutida"
"""The base that needs nothing from outside: a small BERT from nothing, its words learned from the training side."""

BASES_DO_HUB = (
    "neuralmind/bert-base-portuguese-cased",
    "neuralmind/bert-large-portuguese-cased",
    "google-bert/bert-base-multilingual-cased",
    "FacebookAI/xlm-roberta-base",
)
"""What a training may begin from where the hub is allowed."""

REVISAO_DA_BASE = "revisao.txt"
"""In the folder of a run: which revision of its base it began from, for when it goes on."""

PASTA_DO_MODELO = "modelo"
"""Under the folder of a run: all that ``core.bert.inference.load_classificador`` needs."""

PRECISAO_DA_AUTOMACAO = 0.95


class ModoLongo(StrEnum):
    """What is read of a text that does not fit the model's window. The decision of a judgment is at its end."""

    INICIO = "inicio"
    FIM = "fim"
    INICIO_E_FIM = "inicio_e_fim"
    JANELAS = "janelas"

    @property
    def label(self) -> str:
        return {
            "inicio": "Só o começo",
            "fim": "Só o fim",
            "inicio_e_fim": "Começo e fim",
            "janelas": "O texto todo, em janelas",
        }[self.value]


class PesoDasClasses(StrEnum):
    """How much more a sample of a rare label counts."""

    NENHUM = "nenhum"
    RAIZ = "raiz"
    BALANCEADO = "balanceado"

    @property
    def label(self) -> str:
        return {"nenhum": "Todas iguais", "raiz": "Rótulos raros contam mais", "balanceado": "Rótulos contam o mesmo"}[
            self.value
        ]


class Precisao(StrEnum):
    """The arithmetic. ``AUTOMATICA`` takes bf16 where the machine is faster with it."""

    AUTOMATICA = "automatica"
    FP32 = "fp32"
    BF16 = "bf16"


@dataclass(frozen=True)
class Arquitetura:
    """The shape of the built-in base; ``largura`` is a multiple of ``cabecas``."""

    camadas: int = 4
    largura: int = 256
    cabecas: int = 4
    vocabulario: int = 8_000


@dataclass(frozen=True)
class Configuracao:
    """All that decides a run besides its samples: both together give the same weights again on the same machine.

    ``base`` is EMBUTIDA, the name of a folder among the local bases, or ``owner/name`` on the hub. ``paciencia`` are
    epochs without a better macro-F1 before the run ends. ``taxa`` of None is what suits the base. ``max_pecas`` is the
    window in word pieces, ``max_janelas`` how many of them are read of one text in ModoLongo.JANELAS.
    """

    epocas: int = 10
    paciencia: int = 3
    base: str = EMBUTIDA
    lote: int = 16
    taxa: float | None = None
    max_pecas: int = 512
    modo_longo: ModoLongo = ModoLongo.INICIO_E_FIM
    max_janelas: int = 8
    pesos: PesoDasClasses = PesoDasClasses.RAIZ
    precisao: Precisao = Precisao.AUTOMATICA
    seed: int = 42
    arquitetura: Arquitetura = field(default_factory=Arquitetura)


class Preset(StrEnum):
    RAPIDO = "rapido"
    EQUILIBRADO = "equilibrado"
    PRECISO = "preciso"

    @property
    def label(self) -> str:
        return {"rapido": "Rápido", "equilibrado": "Equilibrado", "preciso": "Preciso"}[self.value]


PRESETS: Mapping[Preset, Configuracao] = {
    Preset.RAPIDO: Configuracao(epocas=3, paciencia=3),
    Preset.EQUILIBRADO: Configuracao(epocas=10, paciencia=3),
    Preset.PRECISO: Configuracao(epocas=30, paciencia=5),
}


@dataclass(frozen=True)
class PlanoDeTreino:
    """``amostras`` as the dataset has them; what cannot be trained on is left out by ``train`` itself.

    ``bases`` is the folder of the local bases, ``hub`` that of what comes from the hub; None: nothing does.
    ``checkpoint_s``: seconds between checkpoints inside an epoch; each epoch ends with one. ``threads`` of 0 are as
    many as the process may use; a resumed run keeps those it began with. ``revisao``: of the base on the hub; empty
    means its newest one.
    """

    amostras: tuple[Amostra, ...]
    configuracao: Configuracao
    bases: Path | None = None
    hub: Path | None = None
    checkpoint_s: float = 30.0
    threads: int = 0
    revisao: str = ""


class Etapa(StrEnum):
    """What a run is doing; ``label`` is what people read."""

    PREPARO = "preparo"
    LINEAR = "linear"
    TREINO = "treino"
    TESTE = "teste"

    @property
    def label(self) -> str:
        return {
            "preparo": "Preparando os textos",
            "linear": "Medindo o modelo linear",
            "treino": "Treinando",
            "teste": "Medindo no conjunto de teste",
        }[self.value]


@dataclass(frozen=True)
class EtapaIniciada:
    etapa: str


@dataclass(frozen=True)
class PassoMedido:
    """``passo`` of ``total`` in the whole run, from 1; ``restante_s`` supposes that no epoch is saved by patience."""

    perda: float
    epoca: int
    passo: int
    total: int
    restante_s: float


@dataclass(frozen=True)
class EpocaMedida:
    """Measured on the validation side after ``epoca`` (from 1). ``is_melhor``: no epoch before had this macro-F1."""

    epoca: int
    perda_treino: float
    perda_validacao: float
    acuracia: float
    f1_macro: float
    is_melhor: bool
    duracao_s: float


class CodigoDoAviso(StrEnum):
    MEMORIA = "memoria"
    CHECKPOINT_DANIFICADO = "checkpoint_danificado"
    PORTAL_MUDOU = "portal_mudou"
    RETOMADO = "retomado"
    PACIENCIA = "paciencia"


@dataclass(frozen=True)
class AvisoDoTreino:
    """``texto`` is for people, in pt-BR; ``codigo`` is a CodigoDoAviso."""

    codigo: str
    texto: str


EventoDoTreino = EtapaIniciada | PassoMedido | EpocaMedida | AvisoDoTreino


@dataclass(frozen=True)
class PrevisaoDoTeste:
    """One sample of the test side; ``linha`` is its row in the file. ``ms`` is what reading it took."""

    linha: int
    rotulo: str
    previsto: str
    probabilidade: float
    ms: float


@dataclass(frozen=True)
class RotuloSuspeito:
    """A sample whose label a model that never saw it contradicts, most certain first."""

    linha: int
    rotulo: str
    sugerido: str
    probabilidade: float


@dataclass(frozen=True)
class Ambiente:
    """Where and with what the weights were made. ``pecas_por_s`` counts real word pieces, no padding."""

    dispositivo: str
    precisao: str
    threads: int
    versoes: Mapping[str, str]
    amostras_por_s: float
    pecas_por_s: float


@dataclass(frozen=True)
class ResultadoDoTreino:
    """All of a model card that the run itself knows.

    ``medidas`` and ``linear`` are of the test side, looked at once. ``arquivos`` maps each file of PASTA_DO_MODELO to
    its SHA-256. ``dados_sha256`` is of the samples as trained on. ``previsoes`` has the whole test side;
    ``piores`` and ``lentos`` are rows of it, the most confident mistakes and the slowest to read. ``truncadas`` is the
    share of texts that the window cuts. ``base_revisao`` is that of a base that came from the hub.
    """

    rotulos: tuple[str, ...]
    medidas: Medidas
    linear: Medidas
    temperatura: float
    curva: tuple[PontoDaCurva, ...]
    automacao: PontoDaCurva | None
    epocas: tuple[EpocaMedida, ...]
    melhor_epoca: int
    partes: Mapping[str, int]
    truncadas: float
    previsoes: tuple[PrevisaoDoTeste, ...]
    piores: tuple[int, ...]
    lentos: tuple[int, ...]
    suspeitos: tuple[RotuloSuspeito, ...]
    parametros: int
    base_sha256: str
    dados_sha256: str
    arquivos: Mapping[str, str]
    ambiente: Ambiente
    duracao_s: float
    base_revisao: str = ""

    @property
    def supera_linear(self) -> bool:
        """What may be promoted: better than the linear model on the same split, or both without a mistake."""
        nosso, linear = self.medidas.f1_macro.valor, self.linear.f1_macro.valor
        return nosso > linear or nosso == linear == 1.0


@dataclass(frozen=True)
class JanelaExplicada:
    """``texto`` stands at ``inicio``:``fim`` (characters) and alone would have these probabilities."""

    inicio: int
    fim: int
    texto: str
    probabilidades: Mapping[str, float]
