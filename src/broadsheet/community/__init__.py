"""What readers do with papers, and its tally: votes now, comments and collections later."""
