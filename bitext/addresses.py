"""Where the site's pages are, for what is read elsewhere: feeds, site maps, search engines."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses as they stand in a file of the site.

    They are absolute where ``html_baseurl`` says where the site is; else they lead from the
    file's folder to the place, as in ``../posts/a.html``.
    """

    base: str
    """``html_baseurl`` with a slash at its end; empty where it is not set."""
    folder: str = ""
    """The folder of the file, from the site's top, without slashes at its ends."""

    def of(self, path: str, code: str = "") -> str:
        """The address of `path`, as seen from the site's top; for `code`'s readers, if given.

        >>> Addresses("https://a.example/b/").of("posts/x.html#y", "zh")
        'https://a.example/b/posts/x.html?lang=zh#y'
        >>> Addresses("", "feeds").of("posts/x.html", "zh")
        '../posts/x.html?lang=zh'
        """
        parts = urlsplit(path)
        if code:
            parts = parts._replace(query="&".join(filter(None, (parts.query, f"lang={code}"))))
        if self.base:
            return urljoin(self.base, urlunsplit(parts))
        up = posixpath.relpath(parts.path or ".", self.folder or ".")
        slash = "/" if parts.path.endswith("/") or not parts.path else ""
        return urlunsplit(parts._replace(path=up + slash))

    def from_page(self, page: str, address: str, code: str) -> str:
        """The address for readers of `code` of what a page has in ``href`` or ``src``.

        Args:
            page: the page's own path, as seen from the site's top.
            address: what stands there. What leads out of the site stays as it is.
            code: goes into addresses of pages, and not into those of other files.

        """
        if urlsplit(address).scheme or address.startswith("//"):
            return address
        parts = urlsplit(urljoin(f"/{page}", address))
        is_page = parts.path.endswith((".html", "/"))
        return self.of(urlunsplit(parts).removeprefix("/"), code if is_page else "")


def addresses_of(app: Sphinx, folder: str = "") -> Addresses:
    """The addresses for a file in `folder` of the output."""
    base: str = app.config.html_baseurl
    return Addresses(f"{base.rstrip('/')}/" if base else "", folder)
