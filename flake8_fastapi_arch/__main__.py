"""``python -m flake8_fastapi_arch`` is the command ``fastapi-arch``."""

from flake8_fastapi_arch.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
