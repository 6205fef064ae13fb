"""Reading of documents: any file the court delivers or a person uploads, as text per page with a named state."""
