"""What the machine is good at: which device, which arithmetic, how many threads."""

from __future__ import annotations

from importlib.metadata import version

import torch

from core.bert.domain import Precisao
from core.bert.training import PROCESSORS

_NAMED = ("torch", "transformers", "tokenizers", "safetensors", "scikit-learn", "numpy")

_WIDE_ENOUGH = 128
"""Of the network: below it a CPU gains nothing by bf16."""


def choose_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def choose_precisao(asked: Precisao, device: torch.device, largura: int) -> Precisao:
    """bf16 on a GPU that has it, and on a CPU with instructions for it where the matrices are wide enough to gain."""
    if asked is not Precisao.AUTOMATICA:
        return asked
    if device.type == "cuda":
        return Precisao.BF16 if torch.cuda.is_bf16_supported() else Precisao.FP32
    has_bf16 = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()) and torch.cpu._is_avx512_bf16_supported()
    return Precisao.BF16 if has_bf16 and largura >= _WIDE_ENOUGH else Precisao.FP32


def use_threads(threads: int) -> None:
    """0 are as many as the process may use."""
    torch.set_num_threads(threads or PROCESSORS)


def name_device(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"


def list_versions() -> dict[str, str]:
    return {name: version(name) for name in _NAMED}
