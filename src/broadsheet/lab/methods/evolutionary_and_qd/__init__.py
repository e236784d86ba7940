"""Search for many good solutions that differ, and the tasks that it is tried on."""
