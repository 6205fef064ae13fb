"""Routes and middleware of the launcher: gate, headers, login, health, index and drain."""
