"""Reads the seed files. Raises InvalidInputError naming the file when one of them cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frontmatter
import yaml

from core.errors import InvalidInputError
from core.prompts.domain import (
    GRUPOS,
    CategoriaDeClassificacao,
    CategoriaDeDocumento,
    ModoDeAtivacao,
    Modulo,
    OrigemDaCategoria,
    Prompt,
    RegraDoTipo,
    Seeds,
    Subsistema,
    TipoDeModulo,
    TipoDeVariavel,
    Variavel,
)
from core.prompts.regras import parse_regra

SEEDS_FOLDER = Path(__file__).parent
_FIRST = 1


def load_seeds(folder: Path = SEEDS_FOLDER) -> Seeds:
    """Everything under ``folder``, each kind by file name."""
    return Seeds(
        modulos=tuple(_read_modulo(path) for path in sorted((folder / "modulos").glob("*.md"))),
        categorias=tuple(_read_categoria(path) for path in sorted((folder / "categorias").glob("*.yaml"))),
        prompts=tuple(_read_prompt(path) for path in sorted((folder / "instrucoes").glob("*.md"))),
        grupos=GRUPOS,
    )


def _read_modulo(path: Path) -> Modulo:
    try:
        post = frontmatter.loads(path.read_text("utf-8"))
        head: dict[str, Any] = post.metadata
        _require_slug(head, path)
        return Modulo(
            slug=head["slug"],
            versao=_FIRST,
            tipo=TipoDeModulo(head["tipo"]),
            secao=head.get("secao", ""),
            grupo=head["grupo"],
            subgrupo=head.get("subgrupo", ""),
            titulo=head["titulo"],
            texto=post.content.strip(),
            modo=ModoDeAtivacao(head["modo"]),
            ordem=int(head["ordem"]),
            regra=parse_regra(head["regra"]) if "regra" in head else None,
            ativacao=head.get("ativacao", "").strip(),
            tipos_de_peca=tuple(head.get("tipos_de_peca", ())),
            palavras_chave=tuple(head.get("palavras_chave", ())),
            assuntos=tuple(head.get("assuntos", ())),
            tags=tuple(head.get("tags", ())),
            regras_por_tipo=tuple(
                RegraDoTipo(tipo, parse_regra(regra)) for tipo, regra in head.get("regras_por_tipo", {}).items()
            ),
            regra_secundaria=parse_regra(head["regra_secundaria"]) if "regra_secundaria" in head else None,
            usa_secundaria="regra_secundaria" in head,
        )
    except (KeyError, ValueError, TypeError, yaml.YAMLError, InvalidInputError) as error:
        raise _unusable(path, error) from error


def _read_prompt(path: Path) -> Prompt:
    try:
        post = frontmatter.loads(path.read_text("utf-8"))
        head: dict[str, Any] = post.metadata
        return Prompt(
            slug=path.stem,
            versao=_FIRST,
            texto=post.content.strip(),
            nome=head.get("nome", path.stem.replace("_", " ").capitalize()),
            subsistema=Subsistema(head.get("subsistema", Subsistema.GERADOR)),
            categorias=tuple(_parse_categoria(body) for body in head.get("categorias", ())),
        )
    except (KeyError, ValueError, TypeError, yaml.YAMLError) as error:
        raise _unusable(path, error) from error


def _parse_categoria(body: dict[str, Any]) -> CategoriaDeClassificacao:
    return CategoriaDeClassificacao(
        slug=body["slug"],
        nome=body["nome"],
        descricao=body["descricao"].strip(),
        subcategorias=tuple(body.get("subcategorias", ())),
        is_protegida=bool(body.get("is_protegida", False)),
    )


def _read_categoria(path: Path) -> CategoriaDeDocumento:
    try:
        head: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        _require_slug(head, path)
        return CategoriaDeDocumento(
            slug=head["slug"],
            versao=_FIRST,
            nome=head["nome"],
            codigos=tuple(int(codigo) for codigo in head["codigos"]),
            instrucao=head["instrucao"].strip(),
            variaveis=tuple(_parse_variavel(body) for body in head["variaveis"]),
            origem=OrigemDaCategoria(head.get("origem", OrigemDaCategoria.DOCUMENTO)),
        )
    except (KeyError, ValueError, TypeError, yaml.YAMLError) as error:
        raise _unusable(path, error) from error


def _parse_variavel(body: dict[str, Any]) -> Variavel:
    return Variavel(
        slug=body["slug"],
        tipo=TipoDeVariavel(body["tipo"]),
        pergunta=body["pergunta"],
        opcoes=tuple(body.get("opcoes", ())),
        condicao=body.get("condicao", ""),
        fonte_da_verdade=body.get("fonte_da_verdade", ""),
    )


def _require_slug(head: dict[str, Any], path: Path) -> None:
    if head["slug"] != path.stem:
        raise ValueError(f"slug {head['slug']!r} is not the file's name")


def _unusable(path: Path, error: Exception) -> InvalidInputError:
    reason = error.user_message if isinstance(error, InvalidInputError) else repr(error)
    return InvalidInputError(f"seed file {path.parent.name}/{path.name}: {reason}")
