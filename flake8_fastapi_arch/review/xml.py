"""XML documents that hold any words, as text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from flake8_fastapi_arch.writing.words import visible

# What XML 1.0 can hold in no way, besides what is never visible.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(
    parent: ElementTree.Element | None, tag: str, text: str = "", **attributes: object
) -> ElementTree.Element:
    """An element, the last child of *parent* if there is one."""
    values = {key: shown(str(value)) for key, value in attributes.items()}
    made = (
        ElementTree.Element(tag, values)
        if parent is None
        else ElementTree.SubElement(parent, tag, values)
    )
    if text:
        made.text = "\n".join(map(shown, text.split("\n")))
    return made


def document(root: ElementTree.Element) -> str:
    """The text of the document, ending in a newline."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def shown(words: str) -> str:
    """*words* in characters that XML can hold."""
    return _IMPOSSIBLE.sub(lambda c: c[0].encode("unicode_escape").decode(), visible(words))
