"""Who opens what: tables over every page, route and record."""
