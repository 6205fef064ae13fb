"""One thin file per screen; ``pages.ui`` holds the only Streamlit plumbing."""
