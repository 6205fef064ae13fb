"""The views of Prompts e Módulos."""
