"""Frame, access, drawing helpers and the launcher's routes."""
