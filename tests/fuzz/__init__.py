"""Broken posts by the thousand, through the whole build: ``make fuzz``.

``mutate`` breaks posts, from a seed; ``trial`` builds them by the dozen and finds the one that
does harm; ``__main__`` counts, and keeps what was found.
"""
