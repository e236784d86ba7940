"""How results of learning algorithms are condensed and compared."""
