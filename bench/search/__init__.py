"""The search beside Sphinx's own and Pagefind (``make bench-search``).

On the real site, and on a generated one of a thousand posts:

- fragments: pieces of the posts' text, cut at random; the page they are from comes first
- judged: the queries of ``queries.yml``; a right answer is among the first three
- first query: KB over the wire (brotli), from an open post to the results, the longest of some
- warm: the median time of an answer in Chromium, everything loaded
- index: its share of the whole build's processor time

The thousand posts are built once and kept in ``_build/bench-search``: with Sphinx's plain theme,
formulas left as TeX and no citations, as the whole would take hours. The index holds the same; its
share of so light a build is larger than of a real one, which is given as well, for a hundred posts
built as the real site is.

``asking`` asks each engine in a process of its own, ``engines`` says how; ``build`` builds and
counts; ``fragments`` are cut, ``finder`` searches without a browser, ``fuzz`` asks for trouble.
"""
