"""Which index and which interest count in which period, for which kind of debt: a dated table, never code."""
