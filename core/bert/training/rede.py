"""The network: an encoder, the mean of what it says of each piece, a row of labels; windows are averaged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel, BertConfig, PreTrainedConfig, PreTrainedModel

from core.bert.domain import Arquitetura, Precisao
from core.bert.medidas import Floats
from core.bert.training.atencao import ATENCAO
from core.bert.training.lotes import Bloco, build_bloco, iterate_by_size
from core.bert.training.textos import Pecas

_READ_AT_ONCE = {"cpu": 2_048, "cuda": 65_536}
"""Pieces, padding included, that an answer without training takes in one step: more do not fit a CPU's caches."""

_DROPOUT = 0.1
_BYTE = 256


class Sorteio(nn.Module):
    """Dropout that draws one byte for each number: on the CPU torch's own spends an eighth of a step on it."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.p = share
        self.below = round(share * _BYTE)

    def forward(self, states: Tensor) -> Tensor:
        if not self.training or not self.below:
            return states
        if states.is_cuda:
            return nn.functional.dropout(states, self.p)
        words = torch.empty(-(-states.numel() // 8), dtype=torch.int64, device=states.device).random_(-(2**63), None)
        kept = words.view(torch.uint8)[: states.numel()].view(states.shape) >= self.below
        return states * kept.to(states.dtype).mul_(_BYTE / (_BYTE - self.below))


class Rede(nn.Module):
    """Answers with one row of logits for each text."""

    def __init__(self, encoder: PreTrainedModel, rotulos: int) -> None:
        super().__init__()
        if hasattr(encoder, "pooler"):
            encoder.register_module("pooler", None)
        self.encoder = encoder
        self.dropout = nn.Dropout(_DROPOUT)
        replace_dropout(self, nn.Dropout, Sorteio)
        self.saida = nn.Linear(int(encoder.config.hidden_size), rotulos)
        nn.init.normal_(self.saida.weight, std=0.02)
        nn.init.zeros_(self.saida.bias)

    def forward(self, pecas: Tensor, mascara: Tensor | None, media: Tensor) -> Tensor:
        """``mascara`` is None where nothing is padding; ``media`` as in ``Bloco``."""
        states = self.encoder(input_ids=pecas, attention_mask=mascara).last_hidden_state.float()
        with torch.autocast(states.device.type, enabled=False):
            if mascara is None:
                seen = states.mean(dim=1)
            else:
                there = mascara.unsqueeze(-1).to(states.dtype)
                seen = (states * there).sum(dim=1) / there.sum(dim=1)
            logits: Tensor = media @ self.saida(self.dropout(seen))
        return logits

    def answer(self, bloco: Bloco) -> Tensor:
        device = self.saida.weight.device
        mascara = None if bloco.is_full else torch.from_numpy(bloco.mascara).to(device)
        return self.forward(torch.from_numpy(bloco.pecas).to(device), mascara, torch.from_numpy(bloco.media).to(device))


def replace_dropout(network: nn.Module, old: type[nn.Dropout | Sorteio], new: Callable[[float], nn.Module]) -> None:
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, old):
                setattr(module, name, new(child.p))


def build_config(arquitetura: Arquitetura, vocabulario: int, max_pecas: int) -> BertConfig:
    """The built-in base. Attention without dropout: with it torch leaves its fast way on the CPU."""
    return BertConfig(
        vocab_size=vocabulario,
        hidden_size=arquitetura.largura,
        num_hidden_layers=arquitetura.camadas,
        num_attention_heads=arquitetura.cabecas,
        intermediate_size=4 * arquitetura.largura,
        max_position_embeddings=max_pecas,
        attention_probs_dropout_prob=0.0,
    )


def build_rede(config: PreTrainedConfig, rotulos: int) -> Rede:
    """With weights drawn from torch's generator as it stands."""
    return Rede(AutoModel.from_config(config, attn_implementation=ATENCAO), rotulos)  # type: ignore[no-untyped-call] # transformers has no types here


def calculating_in(precisao: Precisao, device: torch.device) -> AbstractContextManager[object]:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=precisao is Precisao.BF16)


@torch.inference_mode()
def predict(
    rede: Rede,
    textos: Sequence[Sequence[Pecas]],
    preenchimento: int,
    precisao: Precisao,
    check: Callable[[], None] = lambda: None,
) -> tuple[Floats, Floats]:
    """Logits of each text in order, and the milliseconds that reading it took. ``check`` may raise between steps."""
    was_training = rede.training
    rede.eval()
    logits = np.zeros((len(textos), rede.saida.out_features))
    ms = np.zeros(len(textos))
    sizes = [sum(map(len, texto)) for texto in textos]
    for places in iterate_by_size(sizes, _READ_AT_ONCE[rede.saida.weight.device.type]):
        check()
        start = time.perf_counter()
        bloco = build_bloco([textos[place] for place in places], preenchimento)
        with calculating_in(precisao, rede.saida.weight.device):
            logits[places] = rede.answer(bloco).double().cpu().numpy()
        ms[places] = (time.perf_counter() - start) * 1000 / len(places)
    rede.train(was_training)
    return logits, ms
