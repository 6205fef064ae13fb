"""The court's calendar: which days are business days, why the others are not, and how deadlines run."""
