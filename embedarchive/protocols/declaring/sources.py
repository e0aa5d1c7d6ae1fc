"""Where else a platform is asked about a post, after what all are asked (oEmbed, the page): its further sources.

A module lists them as `THEN`, in their order; each is asked where those before it show nothing. Whoever says which
sources a platform has (the doctor, the table in `docs/sources.md`) sees the capture ask them.
"""

from __future__ import annotations

from dataclasses import dataclass

from embedarchive.model import Reference, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address that is asked.

    Attributes:
        url: the address; `{id}` stands for the post's id, `{code}` for the last part of it.
        kind: of the request: `page`, or `api` for what programs are answered.
        headers: what is sent besides.
        posted: the body of a question that is posted, with `{id}` in it; empty: it is asked for.
    """

    url: str
    kind: str = "api"
    headers: tuple[tuple[str, str], ...] = ()
    posted: str = ""

    def request(self, known: Reference) -> Request:
        """The question about a post."""
        code = known.id.rpartition("/")[2]
        url = self.url.replace("{id}", known.id).replace("{code}", code)
        if not self.posted:
            return Request(url=url, kind=self.kind, headers=self.headers)
        body = self.posted.replace("{id}", known.id).encode()
        return Request(url=url, kind=self.kind, headers=self.headers, method="POST", body=body)
