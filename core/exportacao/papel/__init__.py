"""Letterheads as the administrators keep them: handed in, looked through, shown, chosen."""
