"""The same network trained by the Trainer of transformers with its defaults: fp32, eight texts, padded."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import Trainer, TrainingArguments

from core.bert.training.rede import Rede, Sorteio, replace_dropout
from core.bert.training.textos import Pecas


class Labelled(nn.Module):
    """What the Trainer expects of a model, a loss among what it returns; with torch's own dropout."""

    def __init__(self, rede: Rede) -> None:
        super().__init__()
        replace_dropout(rede, Sorteio, nn.Dropout)
        self.rede = rede

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> dict[str, Tensor]:
        media = torch.eye(len(input_ids), device=input_ids.device)
        logits = self.rede(input_ids, attention_mask, media)
        return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}


def pad(rows: Sequence[Mapping[str, Any]]) -> dict[str, Tensor]:
    width = max(len(row["input_ids"]) for row in rows)
    pieces = torch.zeros((len(rows), width), dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for place, row in enumerate(rows):
        pieces[place, : len(row["input_ids"])] = torch.tensor(row["input_ids"])
        mask[place, : len(row["input_ids"])] = 1
    return {"input_ids": pieces, "attention_mask": mask, "labels": torch.tensor([row["labels"] for row in rows])}


def train_by_trainer(rede: Rede, textos: Sequence[Pecas], verdade: Sequence[int], seed: int) -> float:
    """Seconds of one epoch, as the Trainer itself measures them."""
    rows = [
        {"input_ids": np.asarray(texto).tolist(), "labels": label} for texto, label in zip(textos, verdade, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            num_train_epochs=1,
            seed=seed,
            report_to="none",
            save_strategy="no",
            disable_tqdm=True,
            logging_strategy="no",
            dataloader_pin_memory=torch.cuda.is_available(),
        )
        trainer = Trainer(model=Labelled(rede), args=arguments, train_dataset=rows, data_collator=pad)
        return float(trainer.train().metrics["train_runtime"])
