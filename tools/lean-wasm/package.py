"""Lake packages as far as this tool needs them: their name, their modules and the modules' imports."""

import re
from pathlib import Path
from typing import NamedTuple

from toolchain import Failure

IMPORT = re.compile(r"\s*(?:public\s+)?(?:meta\s+)?import\s+(?:all\s+)?(\S+)")
HEADER = re.compile(r"\s*(?:module|prelude|--.*)?\s*$")


class Module(NamedTuple):
    name: str
    package: str
    source: Path
    imports: list  # of (line number, module name)


def package_name(root):
    """The name in the package's lakefile.toml, which begins the symbols of its modules."""
    lakefile = root / "lakefile.toml"
    try:
        match = re.search(r'^name\s*=\s*"([^"]+)"', lakefile.read_text(), re.MULTILINE)
    except OSError as error:
        raise Failure(f"{lakefile}: {error.strerror}; a root is the folder of a Lake package") from None
    if match is None:
        raise Failure(f"{lakefile}: no package name")
    return match[1]


def read_imports(source):
    """The imports in a file's header."""
    imports = []
    for number, line in enumerate(source.read_text().splitlines(), 1):
        if match := IMPORT.match(line):
            imports.append((number, match[1]))
        elif not HEADER.match(line):
            break
    return imports


def find_module(name, roots):
    """The module in the first root that has it."""
    for root in roots:
        source = root / (name.replace(".", "/") + ".lean")
        if source.exists():
            return Module(name, package_name(root), source, read_imports(source))
    return None


def in_import_order(names, roots, has_library_module):
    """The named modules and all that they import from the roots, imported ones first."""
    ordered, unfinished = {}, []

    def visit(name, wanted_by):
        if name in ordered or has_library_module(name):
            return
        if name in unfinished:
            raise Failure(f"import cycle: {' -> '.join([*unfinished[unfinished.index(name):], name])}")
        module = find_module(name, roots)
        if module is None:
            raise Failure(f"{wanted_by}: there is no module {name} in {', '.join(map(str, roots))}")
        unfinished.append(name)
        for line, imported in module.imports:
            visit(imported, f"{module.source}:{line}")
        unfinished.pop()
        ordered[name] = module

    for name in names:
        visit(name, "command line")
    return list(ordered.values())
