"""Tests of the pedido de cálculo."""
