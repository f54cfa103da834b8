"""Compiles Lean packages to C with the WebAssembly Lean, where no Lean toolchain can be had.

    python3 tools/lean-wasm/lean_wasm.py build --root DIR [--root DIR]... --out DIR MODULE...

A root is the folder of a Lake package. The named modules and all that they import from the roots are
compiled in import order, those that changed since the last time; the C of the named modules' packages
goes to --out as MODULE.c, beside `stubs.c`. Lean's messages appear as `file:line:column: severity: text`. Exit status: 0, or 1 with the
reason on standard error.

This Lean is an unofficial build of another version (4.28): it is good for generating C and for finding
mistakes, not for trusting proofs.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import foreign
import olean
import stubs
from package import in_import_order
from toolchain import Failure, cache_dir, fingerprint, install, locked, progress

HERE = Path(__file__).resolve().parent
# The Lean whose runtime the C is for.
RUNTIME_VERSION = "4.35.0"


def run_lean(toolchain, work, args, time_limit):
    """Runs lean under the time limit: a worker that dies leaves its main thread waiting for ever."""
    command = [toolchain.node, "--stack-size=60000", HERE / "run.cjs", *args]
    environment = os.environ | {
        "LEAN_WASM_PACKAGE": str(toolchain.package),
        "LEAN_WASM_LIBRARY": str(toolchain.library),
        "LEAN_WASM_WORK": str(work),
    }
    process = subprocess.Popen(
        command, cwd=work, env=environment, start_new_session=True, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    try:
        return process.communicate(timeout=time_limit)[0]
    except subprocess.TimeoutExpired:
        # Seen three times: it read no further at an imported `.olean` a little larger than a multiple of 256 KiB.
        raise Failure(
            f"no answer within {time_limit} seconds (--time-limit); if it happens again, split the largest module that "
            "this one imports"
        ) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        (work / "default.profraw").unlink(missing_ok=True)


def messages(output):
    """Lean's messages; the rest of the output is debugging text of this build."""
    for line in output.splitlines():
        if line.startswith("{"):
            try:
                yield json.loads(line)
            except ValueError:
                continue


def output_file(work, module, suffix):
    base = work / module.name.replace(".", "/")
    return base.with_name(base.name + suffix)


def stamp(module, stamps):
    """Names all that a module's output depends on; `stamps` has those of the modules before it."""
    imported = (stamps.get(name, name) for _, name in module.imports)
    parts = [fingerprint(), module.package, module.source.read_text(), *imported]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def compile_module(toolchain, module, work, time_limit):
    """Compiles one module to `.olean` and `.c` in the working folder."""
    source, c_file, olean_file, setup = (
        output_file(work, module, suffix) for suffix in (".lean", ".c", ".olean", ".setup.json")
    )
    source.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(module.source, source)
    for old in (c_file, olean_file):
        old.unlink(missing_ok=True)
    # Lake's `ModuleSetup`: it carries the package, which begins the symbols' names.
    setup.write_text(json.dumps({
        "name": module.name, "package": module.package, "isModule": True,
        "importArts": {}, "dynlibs": [], "plugins": [], "options": {},
    }))
    # A registry of LeanPy states which runtime the C was checked for: `foreign` and its allow-list see to it.
    checked_for = f"-Dweak.leanpy.checkedFor={RUNTIME_VERSION}"
    args = ["--json", f"--setup={setup}", checked_for, "-o", olean_file, "-c", c_file, source]
    output = run_lean(toolchain, work, args, time_limit)
    errors = False
    for message in messages(output):
        at = message["pos"]
        severity = message["severity"]
        errors |= severity == "error"
        print(f"{module.source}:{at['line']}:{at['column']}: {severity}: {message['data']}", flush=True)
    if errors:
        raise Failure(f"{module.name} has errors")
    if not (olean_file.exists() and c_file.exists()):
        raise Failure(f"{module.name}: Lean ended without output or message:\n{output[-2000:]}")
    olean.patch_module(olean_file)


def build(options):
    roots = [root.resolve() for root in options.root]
    toolchain = install()
    modules = in_import_order(options.module, roots, toolchain.has_module)
    named = set(options.module)
    wanted = {module.package for module in modules if module.name in named}
    key = hashlib.sha256("\0".join([fingerprint(), *map(str, roots)]).encode()).hexdigest()[:16]
    work = cache_dir() / f"work-{key}"
    with locked(work):
        stamps = {}
        for number, module in enumerate(modules, 1):
            stamps[module.name] = stamp(module, stamps)
            stamp_file = output_file(work, module, ".stamp")
            if stamp_file.exists() and stamp_file.read_text() == stamps[module.name]:
                continue
            progress(f"[{number}/{len(modules)}] {module.name}")
            stamp_file.unlink(missing_ok=True)
            compile_module(toolchain, module, work, options.time_limit)
            stamp_file.write_text(stamps[module.name])
        files = {
            f"{module.name}.c": output_file(work, module, ".c")
            for module in modules if module.package in wanted
        }
        foreign.check(list(files.values()), HERE / "foreign-symbols.txt")
        options.out.mkdir(parents=True, exist_ok=True)
        for old in options.out.glob("*.c"):
            old.unlink()
        for name, c_file in files.items():
            shutil.copyfile(c_file, options.out / name)
        stubs.write(options.out)


def main():
    parser = argparse.ArgumentParser(description="Compiles Lean packages to C with the WebAssembly Lean.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="compile modules, and those they import, to C")
    command.add_argument("--root", type=Path, action="append", required=True, help="folder of a Lake package")
    command.add_argument("--out", type=Path, required=True, help="folder for the C files; its old ones go")
    # The slowest module, with enumerations of 257 constructors, takes minutes.
    command.add_argument("--time-limit", type=int, default=900, help="seconds for one module (default 900)")
    command.add_argument("module", nargs="+")
    command = commands.add_parser("stubs", help="write stubs.c beside generated C")
    command.add_argument("out", type=Path, help="folder of the C files")
    commands.add_parser("install", help="fetch and prepare the WebAssembly Lean")
    options = parser.parse_args()
    try:
        if options.command == "build":
            build(options)
        elif options.command == "stubs":
            stubs.write(options.out)
        else:
            install()
    except Failure as failure:
        sys.exit(f"lean-wasm: {failure}")


if __name__ == "__main__":
    main()
