"""Parse sources whose syntax is newer than the Python that reads them."""

from __future__ import annotations

import ast
import re

_BRACKETS = rb"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]"
_TYPE_PARAMETERS = re.compile(
    rb"^([ \t]*(?:async[ \t]+def|def|class)[ \t]+\w+)(" + _BRACKETS + rb")", re.M
)
_TYPE_ALIAS = re.compile(
    rb"^([ \t]*)(type[ \t]+)(\w+)((?:" + _BRACKETS + rb")?)(?=[ \t]*=[^=])", re.M
)
_BARE_EXCEPT = re.compile(rb"^([ \t]*except\*?[ \t]+)([^():#\n]+,[^():#\n]+?)([ \t]*:)", re.M)


def parse(source: bytes) -> ast.Module:
    """The syntax tree of *source*, every line where it stands.

    What this Python cannot parse is read as older syntax that means the same here: type parameters
    and ``type`` statements (3.12) without their parameters, ``except A, B:`` (3.14) with
    parentheses. Raises SyntaxError or ValueError, as ``ast.parse`` does, where that does not help.
    """
    try:
        return ast.parse(source)
    except SyntaxError as error:
        older = _TYPE_ALIAS.sub(_padded_alias, _TYPE_PARAMETERS.sub(_padded_name, source))
        older = _BARE_EXCEPT.sub(rb"\1(\2)\3", older)
        if older == source:
            raise
        try:
            return ast.parse(older)
        except SyntaxError:
            raise error from None


def _padded_name(match: re.Match[bytes]) -> bytes:
    return match[1] + b" " * len(match[2])


def _padded_alias(match: re.Match[bytes]) -> bytes:
    return match[1] + match[3] + b" " * (len(match[2]) + len(match[4]))
