"""Tests of core.auditoria without a server."""
