"""How fast the lab's methods are beside other people's way of writing them; see docs/lab.md."""
