"""A decoder-only transformer small enough that one seed's training takes seconds."""
