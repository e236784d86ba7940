"""Which papers a list holds, and how a paper is shown: what pages, APIs, feeds, mail and command line share."""
