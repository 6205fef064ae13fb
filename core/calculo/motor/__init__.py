"""The calculator: a conta goes in, a memória with every step comes out. Decimal arithmetic only."""
