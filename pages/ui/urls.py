"""State in the address: what a link, a reload and the back button bring back."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from core.errors import RecordNotFoundError


def read_uuid(name: str) -> UUID | None:
    """The id in the address, or None. Raises RecordNotFoundError for something that is not an id."""
    text = st.query_params.get(name)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise RecordNotFoundError(f"{name} in the address") from error
