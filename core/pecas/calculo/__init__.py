"""The sheet of a pedido de cálculo: what it is written from, and how it is asked for."""
