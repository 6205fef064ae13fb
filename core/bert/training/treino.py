"""A training from its samples to a model in a folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from core.bert.dados.divisao import Parte
from core.bert.domain import (
    PASTA_DO_MODELO,
    PRECISAO_DA_AUTOMACAO,
    REVISAO_DA_BASE,
    Ambiente,
    Etapa,
    EtapaIniciada,
    PlanoDeTreino,
    PrevisaoDoTeste,
    ResultadoDoTreino,
    RotuloSuspeito,
)
from core.bert.medidas import Floats, Medidas, apply_softmax, choose_automacao, find_temperatura, list_curva, measure
from core.bert.pesos import weigh_rotulos
from core.bert.training import PROCESSORS
from core.bert.training.arquivos import hash_folder, noticing_full_disk, writing_folder
from core.bert.training.base import Base, open_base
from core.bert.training.checkpoint import Andamento, Checkpoints
from core.bert.training.dados import Dados, prepare
from core.bert.training.laco import Conjunto, Laco, Material, Receita, Report, Sinais
from core.bert.training.linear import Ensino, Textos, list_suspeitos, predict_linear
from core.bert.training.maquina import choose_device, choose_precisao, list_versions, name_device
from core.bert.training.modelo import Manifesto, encode_configuracao, save_modelo
from core.bert.training.rede import Rede, predict
from core.bert.training.textos import share_cut
from core.bert.versao import read_versao_do_codigo

_SHOWN = 20


@dataclass(frozen=True)
class Preparo:
    """``truncadas``: the share of texts of which the model does not see everything."""

    dados: Dados
    base: Base
    conjuntos: dict[Parte, Conjunto]
    truncadas: float


@dataclass(frozen=True)
class Prova:
    """What the trained network said of the test side."""

    temperatura: float
    probabilidades: Floats
    ms: Floats


def train(plano: PlanoDeTreino, pasta: Path, report: Report, should_stop: Callable[[], bool]) -> ResultadoDoTreino:
    """The model is in ``pasta / PASTA_DO_MODELO`` afterwards; the rest of ``pasta`` may go then.

    Called again with the same plan and folder it goes on from the last checkpoint, and ends with the weights that an
    uninterrupted run would have had. When ``should_stop`` (asked at most ten times a second) says so, it keeps a
    checkpoint and raises OperationCancelledError. Raises besides TreinoImpossivelError, BaseRecusadaError,
    BaseIndisponivelError, TreinoDivergiuError, TreinoSemMemoriaError, DiscoCheioError.
    """
    start = time.monotonic()
    sinais = Sinais(report, should_stop)
    report(EtapaIniciada(Etapa.PREPARO))
    preparo = build_preparo(plano, sinais.check)
    _keep_revisao(preparo.base, pasta)
    sinais.check()
    report(EtapaIniciada(Etapa.LINEAR))
    ensino = Ensino(plano.configuracao.seed, sinais.check)
    linear = _measure_linear(preparo.dados, ensino)
    suspeitos = _find_suspeitos(preparo.dados, ensino)
    sinais.check()
    report(EtapaIniciada(Etapa.TREINO))
    rede, andamento = _learn(plano, preparo, pasta, sinais)
    report(EtapaIniciada(Etapa.TESTE))
    prova = _test(rede, preparo, andamento, sinais)
    manifesto = Manifesto(
        rotulos=preparo.dados.rotulos,
        temperatura=prova.temperatura,
        configuracao=plano.configuracao,
        max_pecas=preparo.base.leitor.max_pecas,
        precisao=andamento.precisao,
        preenchimento=preparo.base.leitor.preenchimento,
    )
    with writing_folder(pasta / PASTA_DO_MODELO) as folder:
        save_modelo(folder, rede, preparo.base, manifesto)
    return _collect(plano, preparo, prova, Parcial(rede, andamento, linear, suspeitos, pasta, start))


@dataclass(frozen=True)
class Parcial:
    """What is known before the figures are put together. ``start`` is of the monotonic clock."""

    rede: Rede
    andamento: Andamento
    linear: Medidas
    suspeitos: tuple[RotuloSuspeito, ...]
    pasta: Path
    start: float


def build_preparo(plano: PlanoDeTreino, check: Callable[[], None] = lambda: None) -> Preparo:
    """The split, the base, and every text as the windows that the model reads. ``check`` is called all the time, and
    may raise."""
    dados = prepare(plano, check)
    base = open_base(plano, dados.lados[Parte.TREINO].textos.textos, check)
    lidos = {parte: base.leitor.read(lado.textos.textos, check) for parte, lado in dados.lados.items()}
    conjuntos = {
        parte: Conjunto([base.leitor.cut(one, plano.configuracao) for one in lidos[parte]], lado.verdade)
        for parte, lado in dados.lados.items()
    }
    all_read = [one for side in lidos.values() for one in side]
    return Preparo(dados, base, conjuntos, share_cut(all_read, base.leitor, plano.configuracao))


def build_laco(plano: PlanoDeTreino, preparo: Preparo, pasta: Path, sinais: Sinais) -> Laco:
    """A run at its beginning, on the best device here."""
    configuracao, dados = plano.configuracao, preparo.dados
    device = choose_device()
    torch.manual_seed(configuracao.seed)
    rede = preparo.base.build(len(dados.rotulos)).to(device)
    treino = preparo.conjuntos[Parte.TREINO]
    pesos = torch.from_numpy(weigh_rotulos(treino.verdade, len(dados.rotulos), configuracao.pesos)).float().to(device)
    material = Material(treino, preparo.conjuntos[Parte.VALIDACAO], pesos, preparo.base.leitor.preenchimento)
    precisao = choose_precisao(configuracao.precisao, device, int(preparo.base.config.hidden_size))
    return Laco(
        rede,
        material,
        Receita(configuracao, preparo.base.taxa, plano.checkpoint_s),
        sinais=sinais,
        checkpoints=Checkpoints(pasta, _name_run(plano, preparo)),
        andamento=Andamento(configuracao.lote, precisao.value, plano.threads or PROCESSORS),
    )


def _keep_revisao(base: Base, pasta: Path) -> None:
    """For when the run goes on and the hub has another one."""
    if base.revisao:
        with noticing_full_disk():
            pasta.mkdir(parents=True, exist_ok=True)
            (pasta / REVISAO_DA_BASE).write_text(base.revisao, encoding="utf-8")


def _learn(plano: PlanoDeTreino, preparo: Preparo, pasta: Path, sinais: Sinais) -> tuple[Rede, Andamento]:
    laco = build_laco(plano, preparo, pasta, sinais)
    laco.resume()
    laco.run()
    return laco.rede, laco.andamento


def _test(rede: Rede, preparo: Preparo, andamento: Andamento, sinais: Sinais) -> Prova:
    validacao, teste = preparo.conjuntos[Parte.VALIDACAO], preparo.conjuntos[Parte.TESTE]
    padding = preparo.base.leitor.preenchimento
    validated, _ = predict(rede, validacao.textos, padding, andamento.precisao_usada, sinais.check)
    temperatura = find_temperatura(validated, validacao.verdade)
    logits, ms = predict(rede, teste.textos, padding, andamento.precisao_usada, sinais.check)
    return Prova(temperatura, apply_softmax(logits, temperatura), ms)


def _collect(plano: PlanoDeTreino, preparo: Preparo, prova: Prova, parcial: Parcial) -> ResultadoDoTreino:
    dados, here = preparo.dados, parcial.andamento
    verdade = dados.lados[Parte.TESTE].verdade
    curva = list_curva(verdade, prova.probabilidades)
    previsoes = _list_previsoes(dados, prova)
    wrong = sorted((one for one in previsoes if one.rotulo != one.previsto), key=lambda one: -one.probabilidade)
    slow = sorted(previsoes, key=lambda one: -one.ms)
    return ResultadoDoTreino(
        rotulos=dados.rotulos,
        medidas=measure(dados.rotulos, verdade, prova.probabilidades, seed=plano.configuracao.seed),
        linear=parcial.linear,
        temperatura=prova.temperatura,
        curva=curva,
        automacao=choose_automacao(curva, PRECISAO_DA_AUTOMACAO),
        epocas=tuple(here.epocas),
        melhor_epoca=max(one.epoca for one in here.epocas if one.is_melhor),
        partes={parte.value: len(lado.amostras) for parte, lado in dados.lados.items()},
        truncadas=preparo.truncadas,
        previsoes=previsoes,
        piores=tuple(one.linha for one in wrong[:_SHOWN]),
        lentos=tuple(one.linha for one in slow[:_SHOWN]),
        suspeitos=parcial.suspeitos,
        parametros=sum(one.numel() for one in parcial.rede.parameters()),
        base_sha256=preparo.base.sha256,
        dados_sha256=dados.sha256,
        arquivos=hash_folder(parcial.pasta / PASTA_DO_MODELO),
        ambiente=_describe(here),
        duracao_s=time.monotonic() - parcial.start,
        base_revisao=preparo.base.revisao,
    )


def _measure_linear(dados: Dados, ensino: Ensino) -> Medidas:
    treino, validacao, teste = (dados.lados[parte] for parte in Parte)
    shares = predict_linear(treino.textos, validacao.textos, teste.textos.textos, len(dados.rotulos), ensino)
    return measure(dados.rotulos, teste.verdade, shares, seed=ensino.seed)


def _find_suspeitos(dados: Dados, ensino: Ensino) -> tuple[RotuloSuspeito, ...]:
    """Among all samples: nobody trains on what is found here without having looked at it."""
    lados = [dados.lados[parte] for parte in Parte]
    textos = Textos.join([lado.textos for lado in lados])
    familias = [familia for lado in lados for familia in lado.familias]
    linhas = [amostra.linha for lado in lados for amostra in lado.amostras]
    return list_suspeitos(textos, familias, linhas, dados.rotulos, ensino)


def _list_previsoes(dados: Dados, prova: Prova) -> tuple[PrevisaoDoTeste, ...]:
    said, sure = prova.probabilidades.argmax(axis=1), prova.probabilidades.max(axis=1)
    return tuple(
        PrevisaoDoTeste(
            amostra.linha, amostra.rotulo, dados.rotulos[said[place]], float(sure[place]), float(prova.ms[place])
        )
        for place, amostra in enumerate(dados.lados[Parte.TESTE].amostras)
    )


def _describe(andamento: Andamento) -> Ambiente:
    seconds = max(andamento.duracao_s, 1e-9)
    return Ambiente(
        dispositivo=name_device(choose_device()),
        precisao=andamento.precisao,
        threads=andamento.threads,
        versoes=list_versions(),
        amostras_por_s=andamento.amostras / seconds,
        pecas_por_s=andamento.pecas / seconds,
    )


def _name_run(plano: PlanoDeTreino, preparo: Preparo) -> str:
    """What must be equal for a checkpoint to be this run's."""
    parts = (
        encode_configuracao(plano.configuracao),
        preparo.dados.sha256,
        preparo.dados.rotulos,
        preparo.base.sha256,
        torch.__version__,
        read_versao_do_codigo(),
        choose_device().type,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
