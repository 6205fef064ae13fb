"""A case at a glance: who has free justice, what experts are paid, and questions answered only from its pages."""
