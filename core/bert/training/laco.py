"""The loop: batches of like length, checkpoints by the clock, the best epoch by macro-F1."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.bert.domain import AvisoDoTreino, CodigoDoAviso, Configuracao, EpocaMedida, EventoDoTreino, PassoMedido
from core.bert.medidas import Places, count_confusao, measure_f1_macro
from core.bert.training.checkpoint import Andamento, Checkpoints, restore
from core.bert.training.lotes import build_bloco, list_lotes
from core.bert.training.passo import calculate_halving, find_taxa
from core.bert.training.rede import Rede, calculating_in, predict
from core.bert.training.textos import Pecas
from core.errors import OperationCancelledError, TreinoDivergiuError

Report = Callable[[EventoDoTreino], None]

_SAID_EVERY_S, _ASKED_EVERY_S = 0.5, 0.1
_DECAY = 0.01
_CPU_BYTES, _BYTES_KEPT, _BYTES_OF_SCORE = 1.5e9, 40, 4
"""Until the gradients are there: of a piece for each layer and column, and for each layer, head and other piece."""

_CLIP = 1.0
_PERDIDOS = {
    CodigoDoAviso.CHECKPOINT_DANIFICADO: (
        "O último ponto guardado estava danificado; o treino usa o anterior e o resultado não muda."
    ),
    CodigoDoAviso.PORTAL_MUDOU: "O portal mudou depois do último ponto guardado; o treino começa de novo.",
}
"""Why a checkpoint is not gone on from."""


@dataclass(frozen=True)
class Conjunto:
    """The windows of each text, and the place of its label."""

    textos: list[list[Pecas]]
    verdade: Places

    @property
    def tamanhos(self) -> list[int]:
        return [sum(map(len, texto)) for texto in self.textos]


@dataclass(frozen=True)
class Material:
    treino: Conjunto
    validacao: Conjunto
    pesos: Tensor
    preenchimento: int


@dataclass(frozen=True)
class Receita:
    """``taxa`` is the rate at its height; ``checkpoint_s`` the seconds between checkpoints inside an epoch."""

    configuracao: Configuracao
    taxa: float
    checkpoint_s: float


class Sinais:
    """What goes out of a run, and the question whether to stop, asked at most ten times a second."""

    def __init__(self, report: Report, should_stop: Callable[[], bool]) -> None:
        self.report = report
        self._should_stop = should_stop
        self._asked_at = 0.0

    def is_stopping(self) -> bool:
        now = time.monotonic()
        if now - self._asked_at < _ASKED_EVERY_S:
            return False
        self._asked_at = now
        return self._should_stop()

    def check(self) -> None:
        if self.is_stopping():
            raise OperationCancelledError


class Laco:
    """One run over its epochs. ``andamento`` is where it stands; ``checkpoints`` where that is kept."""

    def __init__(
        self,
        rede: Rede,
        material: Material,
        receita: Receita,
        *,
        sinais: Sinais,
        checkpoints: Checkpoints,
        andamento: Andamento,
    ) -> None:
        self.rede = rede
        self.andamento = andamento
        self._material = material
        self._configuracao = receita.configuracao
        self._receita = receita
        self._sinais = sinais
        self._checkpoints = checkpoints
        self._optimizer = build_optimizer(rede, receita.taxa)
        self._tamanhos = material.treino.tamanhos
        self._passos = -(-len(self._tamanhos) // receita.configuracao.lote)
        self._soma = torch.zeros((), dtype=torch.float64, device=material.pesos.device)
        self._began = self._saved_at = self._said_at = time.monotonic()
        self._done_here = 0

    def resume(self) -> None:
        """From the newest whole checkpoint, if there is one."""

        def notice(codigo: CodigoDoAviso) -> None:
            self._sinais.report(AvisoDoTreino(codigo, _PERDIDOS[codigo]))

        found = self._checkpoints.find(notice)
        if found is None:
            return
        restore(found, self.rede, self._optimizer)
        self.andamento = found.andamento
        self._soma.fill_(found.andamento.soma)
        texto = f"O treino continua da época {found.andamento.epoca + 1}, passo {found.andamento.passo}."
        self._sinais.report(AvisoDoTreino(CodigoDoAviso.RETOMADO, texto))

    def run(self) -> None:
        """Until the last epoch or the end of the patience; the best weights are in the network then.

        Raises OperationCancelledError after a checkpoint, TreinoDivergiuError, TreinoSemMemoriaError, DiscoCheioError.
        """
        torch.set_num_threads(self.andamento.threads)
        while self.andamento.epoca < self._configuracao.epocas and not self._is_out_of_patience():
            self.train_epoca()
            self._measure_epoca()
        if self.andamento.epoca < self._configuracao.epocas:
            texto = f"O treino parou na época {self.andamento.epoca}: a medida não melhorava mais."
            self._sinais.report(AvisoDoTreino(CodigoDoAviso.PACIENCIA, texto))
        self._checkpoints.load_melhor(self.rede, self.andamento)

    def _is_out_of_patience(self) -> bool:
        best = next((place for place, one in enumerate(reversed(self.andamento.epocas)) if one.is_melhor), 0)
        return best >= self._configuracao.paciencia

    def train_epoca(self) -> None:
        """What is left of the steps of one epoch."""
        here = self.andamento
        lotes = list_lotes(self._tamanhos, self._configuracao.lote, seed=self._configuracao.seed, epoca=here.epoca)
        self.rede.train()
        for places in lotes[here.passo :]:
            start = time.monotonic()
            self._step(places)
            here.passo += 1
            here.duracao_s += time.monotonic() - start
            here.epoca_s += time.monotonic() - start
            here.amostras += len(places)
            here.pecas += sum(self._tamanhos[place] for place in places)
            self._done_here += 1
            self._pause()

    def _pause(self) -> None:
        """Between two steps: say where it stands, keep it, stop."""
        now = time.monotonic()
        is_stopping = self._sinais.is_stopping()
        if now - self._said_at >= _SAID_EVERY_S:
            self._said_at = now
            self._say()
        if is_stopping or now - self._saved_at >= self._receita.checkpoint_s:
            self._save()
        if is_stopping:
            raise OperationCancelledError

    def _say(self) -> None:
        here, total = self.andamento, self._passos * self._configuracao.epocas
        done = here.epoca * self._passos + here.passo
        rate = (time.monotonic() - self._began) / max(1, self._done_here)
        self._sinais.report(PassoMedido(self._measure_perda(), here.epoca + 1, done, total, rate * (total - done)))

    def _save(self) -> None:
        self._measure_perda()
        self.andamento.soma = float(self._soma)
        self._checkpoints.save(self.rede, self._optimizer, self.andamento)
        self._saved_at = time.monotonic()

    def _measure_perda(self) -> float:
        """The mean of the epoch so far. Raises TreinoDivergiuError where it is no number any more."""
        perda = float(self._soma) / max(1, self.andamento.passo)
        if not math.isfinite(perda):
            raise TreinoDivergiuError(f"epoch {self.andamento.epoca + 1}, step {self.andamento.passo}")
        return perda

    def _step(self, places: Places) -> None:
        done = self.andamento.epoca * self._passos + self.andamento.passo
        for group in self._optimizer.param_groups:
            group["lr"] = find_taxa(done, self._passos * self._configuracao.epocas, self._receita.taxa)
        before = torch.get_rng_state()
        try:
            perda, self.andamento.juntos = calculate_halving(
                self.andamento.juntos, lambda juntos: self._backward(places, juntos), self._halve
            )
        except OperationCancelledError:
            torch.set_rng_state(before)
            self._save()
            raise
        nn.utils.clip_grad_norm_(self.rede.parameters(), _CLIP)
        self._optimizer.step()
        self._soma += perda

    def _halve(self, juntos: int) -> None:
        texto = (
            f"A memória não bastou. O treino segue com {juntos} textos por cálculo e soma os cálculos: "
            f"demora mais, e cada passo continua a aprender de {self._configuracao.lote}."
        )
        self._sinais.report(AvisoDoTreino(CodigoDoAviso.MEMORIA, texto))

    def _backward(self, places: Places, juntos: int) -> Tensor:
        """Gradients of the weighted mean loss over all of ``places``, ``juntos`` texts at a time."""
        self._optimizer.zero_grad(set_to_none=True)
        pesos = self._material.pesos
        verdade = torch.from_numpy(self._material.treino.verdade[places]).to(pesos.device)
        whole = pesos[verdade].sum()
        perda = torch.zeros_like(self._soma)
        widest = max(self._tamanhos[place] for place in places)
        juntos = min(juntos, count_textos_at_once(self.rede, pesos.device, widest, self._configuracao.max_pecas))
        for start in range(0, len(places), juntos):
            if start:
                self._sinais.check()
            part = slice(start, start + juntos)
            textos = [self._material.treino.textos[place] for place in places[part]]
            bloco = build_bloco(textos, self._material.preenchimento)
            with calculating_in(self.andamento.precisao_usada, pesos.device):
                logits = self.rede.answer(bloco)
            lost = nn.functional.cross_entropy(logits.float(), verdade[part], reduction="none")
            loss = (lost * pesos[verdade[part]]).sum() / whole
            loss.backward()  # type: ignore[no-untyped-call] # torch has no types here
            perda += loss.detach().double()
        return perda

    def _measure_epoca(self) -> None:
        here, validacao = self.andamento, self._material.validacao
        perda_treino = self._measure_perda()
        start = time.monotonic()
        logits, _ = predict(
            self.rede, validacao.textos, self._material.preenchimento, self.andamento.precisao_usada, self._sinais.check
        )
        confusao = count_confusao(validacao.verdade, logits.argmax(axis=1), logits.shape[1])
        f1_macro = measure_f1_macro(confusao)
        epoca = EpocaMedida(
            epoca=here.epoca + 1,
            perda_treino=perda_treino,
            perda_validacao=_measure_entropy(logits, validacao.verdade),
            acuracia=float(confusao.trace() / confusao.sum()),
            f1_macro=f1_macro,
            is_melhor=all(f1_macro > one.f1_macro for one in here.epocas),
            duracao_s=here.epoca_s + time.monotonic() - start,
        )
        if epoca.is_melhor:
            self._checkpoints.save_melhor(self.rede, here)
        here.epocas.append(epoca)
        here.epoca, here.passo, here.epoca_s = here.epoca + 1, 0, 0.0
        self._soma.zero_()
        self._save()
        self._sinais.report(epoca)


def count_textos_at_once(rede: Rede, device: torch.device, pecas: int, janela: int) -> int:
    """Texts of ``pecas`` that one calculation may hold on a CPU, where too much memory ends the process before anything
    is raised; at least one. ``janela``: the most pieces that look at each other."""
    if device.type != "cpu":
        return sys.maxsize
    config = rede.encoder.config
    scores = config.num_attention_heads * min(pecas, janela) * _BYTES_OF_SCORE
    kept = config.num_hidden_layers * (config.hidden_size * _BYTES_KEPT + scores)
    return max(1, int(_CPU_BYTES / (kept * pecas)))


def build_optimizer(rede: nn.Module, taxa: float) -> torch.optim.AdamW:
    """Matrices decay, biases and norms do not."""
    parameters = [one for one in rede.parameters() if one.requires_grad]
    groups = [
        {"params": [one for one in parameters if one.ndim > 1], "weight_decay": _DECAY},
        {"params": [one for one in parameters if one.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=taxa, fused=True)


def _measure_entropy(logits: np.ndarray[tuple[int, ...], np.dtype[np.float64]], verdade: Places) -> float:
    return float(nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(verdade)))
