"""What the site needs beside ``docs/``: pages that lie elsewhere in the repository.

mkdocs calls the functions here (``hooks`` in ``mkdocs.yml``). In the repository a link leads to the
file, on the site to its page; a file without a page is only named there.
"""

from __future__ import annotations

import os
import pathlib
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = pathlib.Path(__file__).resolve().parent.parent
ELSEWHERE = {
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "examples" / "README.md": "examples.md",
}
_LINK = re.compile(r"(?P<open>!?\[)(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie elsewhere."""
    for path, uri in ELSEWHERE.items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links inside the repository lead to pages of the site."""
    source = pathlib.Path(str(page.file.abs_src_path))
    docs = pathlib.Path(config.docs_dir)

    def rewritten(link: re.Match[str]) -> str:
        if "://" in link["target"]:
            return link[0]
        target = pathlib.Path(os.path.normpath(source.parent / link["target"]))
        uri = ELSEWHERE.get(target)
        if uri is None and target.is_relative_to(docs):
            uri = target.relative_to(docs).as_posix()
        if uri is None:
            return link["text"]
        start = pathlib.PurePosixPath(page.file.src_uri).parent
        return f"[{link['text']}]({os.path.relpath(uri, start)}{link['anchor'] or ''})"

    return _LINK.sub(rewritten, markdown)
