"""Who may enter and do what: people, their profiles and their sessions."""
