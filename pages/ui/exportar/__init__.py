"""The step Exportar: what is missing for the final text, the files of the peça, its record and what people think."""
