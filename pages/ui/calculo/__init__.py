"""The screens of a pedido de cálculo."""
