// Before Streamlit: its server answers at the root, so no address below a page is tried first (two 404s per visit).
window.__streamlit = { BACKEND_BASE_URL: location.origin };
