"""Tables, models, queries and the rows they give, sessions, and migrations."""
