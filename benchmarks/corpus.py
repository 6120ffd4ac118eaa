"""Fetch the corpus: the packages that ``corpus.toml`` pins, unpacked into ``.corpus/NAME/``.

Only what a static reader looks at is kept: Python sources, metadata and configuration. A package
that is already there is left alone; one that cannot be fetched is named, and the rest goes on.
"""

from __future__ import annotations

import dataclasses
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent / ".corpus"
PINS = HERE / "corpus.toml"

# One platform for everybody, so that one hash fits: compiled parts are not kept anyway.
_WHEEL = (
    "--only-binary=:all:", "--python-version=3.12", "--implementation=cp",
    "--platform=manylinux2014_x86_64", "--platform=manylinux_2_28_x86_64",
)  # fmt: skip
_SDIST = ("--no-binary=:all:",)
_SUFFIXES = frozenset(
    {".cfg", ".env", ".ini", ".lock", ".mako", ".py", ".pyi", ".toml", ".txt", ".yaml", ".yml"}
)
_NAMES = frozenset({".env", ".env.example", "Dockerfile", "METADATA", "PKG-INFO", "Pipfile"})


class Unavailable(Exception):
    """A package of the corpus could not be fetched; the message says why."""


@dataclasses.dataclass(frozen=True)
class Pin:
    """One package of the corpus. *kind* is ``wheel`` or ``sdist``."""

    name: str
    version: str
    kind: str
    sha256: str

    @property
    def directory(self) -> pathlib.Path:
        """Where the package lies when it has been fetched."""
        return CORPUS / self.name

    @property
    def is_fetched(self) -> bool:
        """Whether exactly this version lies there, whole."""
        try:
            return self._stamp.read_text().strip() == self.sha256 and self.directory.is_dir()
        except OSError:
            return False

    def fetch(self) -> int:
        """Download and unpack the package; returns the number of Python files it holds.

        Raises Unavailable when pip cannot download it or the archive is damaged.
        """
        with tempfile.TemporaryDirectory() as downloads:
            archive = self._download(pathlib.Path(downloads))
            # Unpacked beside its place and renamed, so that an interrupted run leaves no half.
            partial = CORPUS / f".{self.name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            try:
                for path, content in _kept(archive):
                    target = partial / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
            except (OSError, zipfile.BadZipFile, tarfile.TarError) as error:
                raise Unavailable(f"unpacking {archive.name} failed: {error}") from error
        shutil.rmtree(self.directory, ignore_errors=True)
        partial.rename(self.directory)
        self._stamp.write_text(f"{self.sha256}\n")
        return sum(1 for _ in self.directory.rglob("*.py"))

    @property
    def _stamp(self) -> pathlib.Path:
        return CORPUS / f".{self.name}.sha256"

    def _download(self, downloads: pathlib.Path) -> pathlib.Path:
        wanted = downloads / "wanted.txt"
        wanted.write_text(f"{self.name}=={self.version} --hash=sha256:{self.sha256}\n")
        archives = downloads / "archives"
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--disable-pip-version-check", "--require-hashes"),
                *(_SDIST if self.kind == "sdist" else _WHEEL),
                *("--dest", str(archives), "--requirement", str(wanted)),
            ],
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            errors = [line for line in ran.stderr.splitlines() if not line.startswith("WARNING")]
            raise Unavailable("pip download failed:\n  " + "\n  ".join(errors))
        [archive] = archives.iterdir()
        return archive


def pins() -> tuple[Pin, ...]:
    """The packages of ``corpus.toml``, in its order."""
    with PINS.open("rb") as file:
        return tuple(Pin(name, **entry) for name, entry in tomllib.load(file).items())


def main() -> int:
    """Fetch what is missing; returns 1 when something could not be fetched."""
    CORPUS.mkdir(exist_ok=True)
    failed = 0
    for pin in pins():
        label = f"{pin.name} {pin.version}"
        if pin.is_fetched:
            print(f"{label}: already there")
            continue
        try:
            print(f"{label}: {pin.fetch()} Python files")
        except Unavailable as error:
            failed += 1
            print(f"{label}: not fetched; {error}", file=sys.stderr)
    if failed:
        print(
            f"{failed} of {len(pins())} packages are missing; `make corpus` tries them again.",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _kept(archive: pathlib.Path) -> Iterator[tuple[pathlib.PurePosixPath, bytes]]:
    """The files of *archive* worth reading; an sdist's own top directory is taken off."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                path = pathlib.PurePosixPath(name)
                if _is_kept(path):
                    yield path, wheel.read(name)
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            path = pathlib.PurePosixPath(*pathlib.PurePosixPath(member.name).parts[1:])
            content = sdist.extractfile(member) if _is_kept(path) else None
            if content is not None:
                yield path, content.read()


def _is_kept(path: pathlib.PurePosixPath) -> bool:
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and (path.suffix in _SUFFIXES or path.name in _NAMES)


if __name__ == "__main__":
    raise SystemExit(main())
