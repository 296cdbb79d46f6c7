"""Reference data and the code that derives it from its sources."""
