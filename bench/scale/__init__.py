"""The whole site at 12, 100 and 1,000 posts, beside plain Sphinx (``make bench``).

===============  ==========================================================================
``sites.py``     the sources: this site's settings around generated posts; the same, plain
``phases.py``    a Sphinx extension that says what went into which phase of a build
``measure.py``   one build: time, processor time, memory of all its processes
``__main__.py``  all builds, the table, the JSON
``plot.py``      the picture
===============  ==========================================================================
"""
