"""The linear model beside every training: TF-IDF and a linear SVM on the same split. A BERT has to beat it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from core.bert.domain import RotuloSuspeito
from core.bert.medidas import Floats, Places, apply_softmax, find_temperatura
from core.infra.folding import fold

_MOST_TERMS = 100_000
_FOLDS = 5
_SUSPECTS, _SUSPECT_FROM = 50, 0.8


@dataclass(frozen=True)
class Textos:
    """Texts with the places of their labels."""

    textos: Sequence[str]
    verdade: Places

    @classmethod
    def join(cls, lados: Sequence[Textos]) -> Textos:
        return cls([texto for lado in lados for texto in lado.textos], np.concatenate([lado.verdade for lado in lados]))


@dataclass(frozen=True)
class Ensino:
    """How the linear model is fitted. ``check`` is called between two fits, and may raise."""

    seed: int
    check: Callable[[], None] = lambda: None

    def fit(self, dados: Textos) -> Pipeline:
        self.check()
        terms = TfidfVectorizer(preprocessor=fold, ngram_range=(1, 2), sublinear_tf=True, max_features=_MOST_TERMS)
        model = make_pipeline(terms, LinearSVC(class_weight="balanced", random_state=self.seed))
        model.fit(dados.textos, dados.verdade)
        self.check()
        return model


def predict_linear(treino: Textos, validacao: Textos, teste: Sequence[str], rotulos: int, ensino: Ensino) -> Floats:
    """Probabilities on ``teste``, calibrated on ``validacao``; a label that ``treino`` lacks has next to none."""
    model = ensino.fit(treino)
    temperatura = find_temperatura(_score(model, validacao.textos, rotulos), validacao.verdade)
    return apply_softmax(_score(model, teste, rotulos), temperatura)


def list_suspeitos(
    dados: Textos, familias: Sequence[int], linhas: Sequence[int], rotulos: Sequence[str], ensino: Ensino
) -> tuple[RotuloSuspeito, ...]:
    """Samples whose label is contradicted by a model that saw none of their family, most certain first."""
    folds = min(_FOLDS, len(set(familias)))
    if folds < 2:
        return ()
    scores = np.zeros((len(dados.textos), len(rotulos)))
    for seen, unseen in GroupKFold(folds).split(dados.textos, groups=familias):
        if len(set(dados.verdade[seen])) < 2:
            return ()
        model = ensino.fit(Textos([dados.textos[place] for place in seen], dados.verdade[seen]))
        scores[unseen] = _score(model, [dados.textos[place] for place in unseen], len(rotulos))
    shares = apply_softmax(scores, find_temperatura(scores, dados.verdade))
    said = shares.argmax(axis=1)
    sure = shares.max(axis=1)
    against = [
        place for place in np.argsort(-sure) if said[place] != dados.verdade[place] and sure[place] >= _SUSPECT_FROM
    ]
    return tuple(
        RotuloSuspeito(linhas[place], rotulos[dados.verdade[place]], rotulos[said[place]], float(sure[place]))
        for place in against[:_SUSPECTS]
    )


def _score(model: Pipeline, textos: Sequence[str], rotulos: int) -> Floats:
    """Margins, one column for each label; where the model knows no such label, less than any that it knows."""
    margins = np.asarray(model.decision_function(textos))
    if margins.ndim == 1:
        margins = np.stack([-margins, margins], axis=1)
    scores = np.full((len(textos), rotulos), margins.min() - 10.0)
    scores[:, model.classes_] = margins
    return scores
