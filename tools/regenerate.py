"""Generates the C of the Lean packages in this repository again and records which Lean sources it came from.

    python3 tools/regenerate.py [--check] [PACKAGE...]

A package is a folder, `tests/fixture` or `examples/geometry`; without one, all are taken. Uses `lake build` where lake is
on PATH (that path is untested: no machine of ours has lake), else tools/lean-wasm. With --check nothing is
generated: the exit status is 1, with the changed files on standard error, unless the recorded digests are those of
the sources.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LEAN_PY = REPOSITORY / "lean"
TOOL = REPOSITORY / "tools" / "lean-wasm" / "lean_wasm.py"
# Each folder of a package, and its library.
PACKAGES = {"tests/fixture": "LeanbindFixture", "examples/geometry": "Geometry"}


class Package:
    """A Lake package whose C is checked in, in its folder `generated`."""

    def __init__(self, name):
        self.folder = REPOSITORY / name
        self.library = PACKAGES[name]
        self.generated = self.folder / "generated"
        self.recorded = self.generated / "SOURCES.sha256"

    def sources(self):
        """Every file that the C depends on."""
        for root in (LEAN_PY, self.folder):
            yield from (root / name for name in ("lakefile.toml", "lean-toolchain"))
            yield from (path for path in root.rglob("*.lean") if ".lake" not in path.parts)

    def digests(self):
        """The sources' digests, in the format of sha256sum."""
        paths = sorted(path.relative_to(REPOSITORY).as_posix() for path in self.sources())
        lines = (f"{hashlib.sha256((REPOSITORY / path).read_bytes()).hexdigest()}  {path}\n" for path in paths)
        return "".join(lines)

    def check(self):
        recorded = self.recorded.read_text() if self.recorded.exists() else ""
        changed = set(recorded.splitlines()) ^ set(self.digests().splitlines())
        if changed:
            files = "\n".join(f"  {path}" for path in sorted({line.split("  ", 1)[1] for line in changed}))
            sys.exit(
                f"{self.generated.relative_to(REPOSITORY)} was not generated from these files as they are:\n{files}\n"
                "run `python3 tools/regenerate.py`"
            )

    def build_with_lake(self):
        subprocess.run(["lake", "build", self.library], cwd=self.folder, check=True)
        ir = self.folder / ".lake" / "build" / "ir"
        for old in self.generated.glob("*.c"):
            old.unlink()
        for path in sorted(ir.rglob("*.c")):
            shutil.copyfile(path, self.generated / ".".join(path.relative_to(ir).parts))
        # The C of LeanPy has nothing to do at run time and is left out.
        subprocess.run([sys.executable, TOOL, "stubs", self.generated], check=True)

    def build_with_wasm(self):
        roots = ["--root", self.folder, "--root", LEAN_PY]
        done = subprocess.run([sys.executable, TOOL, "build", *roots, "--out", self.generated, self.library])
        if done.returncode != 0:
            sys.exit(done.returncode)

    def generate(self):
        self.generated.mkdir(exist_ok=True)
        before = self.digests()
        if shutil.which("lake"):
            self.build_with_lake()
        else:
            self.build_with_wasm()
        if self.digests() != before:
            sys.exit("a source was changed meanwhile: run again")
        self.recorded.write_text(before)


def main():
    parser = argparse.ArgumentParser(description="Generates the C of the repository's Lean packages again.")
    parser.add_argument("--check", action="store_true", help="only compare the recorded digests")
    parser.add_argument("package", nargs="*", help=f"{' or '.join(PACKAGES)} (default: all)")
    options = parser.parse_args()
    unknown = set(options.package) - set(PACKAGES)
    if unknown:
        parser.error(f"unknown package {', '.join(unknown)}; there are {', '.join(PACKAGES)}")
    for name in options.package or PACKAGES:
        package = Package(name)
        if options.check:
            package.check()
        else:
            package.generate()


if __name__ == "__main__":
    main()
