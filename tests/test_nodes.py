"""What is asked of trees."""

from __future__ import annotations

from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from bitext.nodes import every

KINDS = (nodes.paragraph, nodes.emphasis, nodes.math)
TREES = st.recursive(
    st.text(max_size=3).map(nodes.Text),
    lambda inner: st.builds(
        lambda kind, children: kind("", "", *children), st.sampled_from(KINDS), st.lists(inner)
    ),
)


@given(TREES, st.lists(st.sampled_from([*KINDS, nodes.Text, nodes.Element]), min_size=1))
def test_every_finds_what_docutils_finds(tree: nodes.Node, kinds: list[type[nodes.Node]]) -> None:
    wanted = [node for node in tree.findall() if isinstance(node, tuple(kinds))]
    found = every(tree, *kinds)
    assert [*map(id, found)] == [*map(id, wanted)]


def test_what_was_found_can_be_replaced() -> None:
    tree = nodes.paragraph("", "", nodes.emphasis("", "a"), nodes.emphasis("", "b"))
    for node in every(tree, nodes.emphasis):
        node.replace_self(node.children)
    assert tree.children == ["a", "b"]
