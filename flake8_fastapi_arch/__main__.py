"""``python -m flake8_fastapi_arch`` is the command ``fastapi-arch``."""

import os
import sys

# ``-m`` puts the working directory first: there lies the project, which is read and never imported.
if not getattr(sys.flags, "safe_path", False) and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from flake8_fastapi_arch.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
