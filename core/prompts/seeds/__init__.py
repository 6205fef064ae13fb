"""The library's first content, as files: modules and instructions in Markdown, document categories in YAML."""

from core.prompts.seeds.loader import load_seeds

__all__ = ["load_seeds"]
