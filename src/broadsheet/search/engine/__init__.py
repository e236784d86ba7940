"""What every index engine promises, and what engines that keep files have in common."""
