"""Electronic addresses as ``scheme:id`` (BT-34 and BT-49 of EN 16931).

Source: the code list "Electronic Address Scheme" (EAS) of the European Commission. A code that is
not in it was added later or mistyped: nobody can say offline.
"""

from __future__ import annotations

import re

from billcli.domain.email_address import judged_email
from billcli.domain.verdict import Judgement, right, unknown, wrong

EMAIL_SCHEME = "EM"
LEITWEG_SCHEME = "0204"
ID_MAX = 100
_FORM = re.compile(r"([0-9]{4}|[A-Za-z]{2}):(.+)", re.ASCII | re.DOTALL)
_ID = re.compile(r"[A-Za-z0-9._:/+@-]+", re.ASCII)
EAS = frozenset(
    """
    0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183
    0184 0188 0190 0191 0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209
    0210 0211 0212 0213 0215 0216 0217 0218 0219 0220 0221 0225 0230 0235 0240 0244 9901 9910 9913
    9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935
    9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957
    9959 AN AQ AS AU EM
    """.split()
)


def parted(text: str) -> tuple[str, str]:
    """Return scheme and id of an address, two empty texts when it is none.

    >>> parted("0204:991-01484-64"), parted("ap@acme.example")
    (('0204', '991-01484-64'), ('', ''))
    """
    found = _FORM.fullmatch(text.strip(" "))
    return (found[1].upper(), found[2].strip(" ")) if found else ("", "")


def judged_form(text: str) -> Judgement:
    """Return whether a text has the form of an electronic address; numbers are not proven.

    >>> judged_form("em:ap@acme.example").form
    'EM:ap@acme.example'
    """
    scheme, name = parted(text)
    if not scheme:
        return wrong(text, "it is not written as SCHEME:ID, as in 0204:991-01484-64")
    if scheme == EMAIL_SCHEME:
        mail = judged_email(name)
        return wrong(text, mail.why) if mail.is_wrong else right(f"{scheme}:{mail.form}")
    if len(name) > ID_MAX or not _ID.fullmatch(name):
        return wrong(text, "what stands after the scheme is no identifier")
    if scheme not in EAS:
        return unknown(text, f"{scheme} is no scheme in the list of 2026")
    return right(f"{scheme}:{name}")
