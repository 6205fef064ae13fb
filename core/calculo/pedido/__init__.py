"""Pedido de Cálculo: from a case number to a value computed from fields that a person confirmed."""
