"""E-mail addresses: one bare address that mail can be sent to (RFC 5321, RFC 6531, RFC 5890).

A quoted local part and an address of digits in brackets are legal, but nobody is billed there:
both are refused, so that nothing given as an address can add a recipient or a header.
"""

from __future__ import annotations

import re

from billcli.domain.verdict import Judgement, right, wrong

LOCAL_MAX = 64
ADDRESS_MAX = 254
_SPECIAL = frozenset('()<>[]:;,\\"')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.IGNORECASE)


def judged_email(text: str) -> Judgement:
    r"""Return whether a text is one address; an international domain is left as it is written.

    >>> judged_email(" ap@acme.example ").form
    'ap@acme.example'
    >>> judged_email("ap@acme.example, ceo@acme.example").why
    'it holds a blank or one of ()<>[]:;,\\"'
    """
    bare = text.strip(" ")
    why = _fault(bare)
    return wrong(text, why) if why else right(bare)


def _fault(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if len(text) > ADDRESS_MAX or len(local.encode(errors="replace")) > LOCAL_MAX:
        return "it is too long"
    if not text.isprintable() or any(c.isspace() or c in _SPECIAL for c in text):
        return 'it holds a blank or one of ()<>[]:;,\\"'
    if not at or "@" in local:
        return "it needs one @"
    if not local or local.startswith(".") or local.endswith(".") or ".." in local:
        return "what stands before the @ cannot be a mailbox"
    return "" if _is_domain(domain) else "what stands after the @ is no domain"


def _is_domain(text: str) -> bool:
    try:
        labels = text.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return False
    named = len(labels) > 1 and not labels[-1].isdigit()
    return named and all(map(_LABEL.fullmatch, labels))
