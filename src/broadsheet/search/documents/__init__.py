"""Papers as the index holds them: read from the database, in one normal form of text."""
