"""How much of what goes wrong in translation `bitext.parity` sees: see bench/README.md.

===  ====================================================================================
0    ``markup``, ``tex``: where the formulas, roles, sentences of a text stand; ``numerals``
1    ``corpus`` the clean pairs; ``defect`` what a class of defects is
2    a module a kind of defect: ``formulas`` ``references`` ``words`` ``structure``
     ``typography`` ``strangers``; ``rewrites`` what is harmless
3    ``measure`` counts; ``__main__`` prints
===  ====================================================================================
"""
