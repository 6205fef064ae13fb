"""Kinds of document with their questions: changed with history, and every place that uses a question kept true."""
