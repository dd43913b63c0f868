"""Write the two lock files: exact versions, hashes of every platform's files, no addresses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--quiet",
]


def main() -> None:
    """Compile runtime first; the tests' lock keeps its versions."""
    uv = [str(Path(sys.executable).parent / "uv"), "pip", "compile", *OPTIONS]
    subprocess.run([*uv, "pyproject.toml", "-o", "requirements.lock", *sys.argv[1:]], check=True)
    dev = [*uv, "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock", *sys.argv[1:]]
    subprocess.run(dev, check=True)
    npm_lock = json.loads(Path("package-lock.json").read_text())
    for package in npm_lock["packages"].values():
        package.pop("funding", None)  # the only addresses npm leaves in
    Path("package-lock.json").write_text(json.dumps(npm_lock, indent=2, ensure_ascii=False) + "\n")
    for name in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        if "://" in Path(name).read_text():
            sys.exit(f"{name} names an address")


if __name__ == "__main__":
    main()
