"""A stand-in for Google Gemini that speaks its REST protocol; run with ``uvicorn simulators.gemini.app:app``."""
