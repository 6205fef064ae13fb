"""Pedido de Cálculo: dates and amounts by number, each with its trace and its source."""
