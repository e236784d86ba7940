"""What methods of several families share: environments, tasks, tabular problems, networks, a transformer, graphs."""
