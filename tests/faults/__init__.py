"""Builds that are killed, starved and lied to, and the next one: ``make faults``.

``site`` is a small site, built as `make html` builds; ``harm`` what befalls it; ``__main__`` does
each to it and compares the next build with a clean one, byte for byte.
"""
