"""``fastapi-arch lsp`` and ``fastapi-arch clean``."""

from __future__ import annotations

import argparse
import os
import pathlib
from collections.abc import Sequence

from flake8_fastapi_arch.cli.printing import CLEAN, MISUSE, complain


def lsp(argv: Sequence[str]) -> int:
    """Serve an editor until it says goodbye."""
    parser = argparse.ArgumentParser(
        prog="fastapi-arch lsp",
        description="Serve an editor on standard input and output, in the language server "
        "protocol: what `fastapi-arch check`\nfinds, while somebody types, and what each handler "
        "serves. Nothing is changed unless the user chooses it.",
        epilog="Options of `fastapi-arch check` count, too, beside each folder's configuration.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # Editors say so by themselves; there is no other way to speak to us.
    parser.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)
    _, others = parser.parse_known_args(argv)
    try:
        from flake8_fastapi_arch.editor import server
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        complain("this needs pygls, which is not installed")
        complain("try: pip install 'flake8-fastapi-arch[lsp]'")
        return MISUSE
    server.start(others)
    return CLEAN


def clean(parsed: argparse.Namespace) -> int:
    """Remove the cache of a project."""
    import shutil

    from flake8_fastapi_arch.cache import DIRECTORY
    from flake8_fastapi_arch.project.modules.files import project_root

    path = pathlib.Path(os.path.abspath(parsed.path))
    if not path.is_dir():
        complain(f"there is no directory {parsed.path!r}")
        return MISUSE
    directory = project_root(path / "any.py") / DIRECTORY
    if directory.is_symlink():
        directory.unlink()  # what it leads to is not ours
    elif directory.is_dir():
        shutil.rmtree(directory)
        print(f"removed {os.path.relpath(directory)}")
    return CLEAN
