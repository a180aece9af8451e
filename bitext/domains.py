"""What the package's own domains have in common: they keep what builds find, and lend no names.

Sphinx asks every domain what an ``{any}`` reference can mean, and MyST warns of one that has no
answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.domains import Domain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class Record(Domain):
    """A domain without roles: what it leads to has its place in another domain."""

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Nothing, ever."""
        return []
