"""The memória de cálculo as a spreadsheet that recomputes itself."""
