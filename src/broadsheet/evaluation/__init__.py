"""How good search is: our modes and what others use, on test collections, by the field's own measures."""
