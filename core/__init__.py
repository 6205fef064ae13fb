"""The product. Knows nothing of Streamlit; pages and jobs call it."""
