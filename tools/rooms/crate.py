"""Reads the modules of a Rust crate and finds which file imports which, from its `use` lines and paths.

What the compiler alone knows is not seen: methods, fields and names that a macro makes. A name that is not found in the
module of its path counts as an import of that module's file.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

# Comments, strings and characters. A lifetime is no character.
TEXT = re.compile(
    r"""//[^\n]*
      | b?r(?P<hashes>\#*)".*?"(?P=hashes)
      | [bc]?"(?:\\.|[^"\\])*"
      | b?'(?:\\(?:u\{\w+\}|x..|.)|[^'\\])'""",
    re.X | re.S,
)
DEFINED = re.compile(
    r"\b(?:fn|struct|enum|union|trait|type|const|static(?:\s+mut)?|macro_rules!)\s+(?:r\#)?(?P<name>[A-Za-z_]\w*)"
)
MODULE = re.compile(r"""(?:\#\[path\s*=\s*"(?P<path>[^"]*)"\]\s*)?(?:pub(?:\([^)]*\))?\s+)?\bmod\s+(?P<name>\w+)\s*(?P<end>[;{])""")
USE = re.compile(r"(?P<public>pub(?:\([^)]*\))?\s+)?\buse\s+(?P<tree>[^;<]+);")
PATH = re.compile(r"(?<![\w:.])(?:r\#)?[A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)+")
TEST = re.compile(r"\#\[cfg\((?:all\()?test\b[^\]]*\]")


def blank(text):
    """The same number of lines, with nothing on them."""
    return "\n" * text.count("\n")


def strip(text):
    """The source without comments and without what stands in strings."""
    text = strip_block_comments(text)
    return TEXT.sub(lambda m: m[0] if is_path_attribute(m) else ('""' if '"' in m[0] else " ") + blank(m[0]), text)


def is_path_attribute(match):
    return re.search(r"\#\[path\s*=\s*$", match.string[: match.start()][-40:]) is not None


def strip_block_comments(text):
    out, depth, last = [], 0, 0
    for match in re.finditer(TEXT.pattern + r"|(?P<open>/\*)|(?P<close>\*/)", text, TEXT.flags):
        if match["open"]:
            if depth == 0:
                out.append(text[last : match.start()])
                last = match.start()
            depth += 1
        elif match["close"] and depth:
            depth -= 1
            if depth == 0:
                out.append(blank(text[last : match.end()]))
                last = match.end()
    return "".join(out) + text[last:]


def end_of_item(text, start):
    """Where the item ends that starts there: after its `;`, or after the brace that closes its body."""
    depth = 0
    for match in re.compile(r"[][(){};]").finditer(text, start):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1, ";": 0}[match[0]]
        if depth == 0 and match[0] in ";}":
            return match.end()
    return len(text)


def without_tests(text):
    while match := TEST.search(text):
        end = end_of_item(text, match.end())
        text = text[: match.start()] + blank(text[match.start() : end]) + text[end:]
    return text


def leaves(tree, prefix=()):
    """The names that a `use` brings in: (path, name in this module), a path ending with `*` for all of a module."""
    tree = tree.strip()
    if brace := re.match(r"^(?P<head>[^{]*)\{(?P<body>.*)\}$", tree, re.S):
        head = prefix + tuple(segments(brace["head"]))
        for part in split(brace["body"]):
            yield from leaves(part, head)
        return
    path, _, alias = re.sub(r"\s+as\s+", " as ", tree).partition(" as ")
    path = prefix + tuple(segments(path))
    if path and path[-1] == "self":
        path = path[:-1]
    if path:
        yield path, alias or path[-1]


def segments(path):
    return [s for s in re.split(r"\s*::\s*", path.strip()) if s]


def split(body):
    """The parts of a list, at the commas that stand in no inner braces."""
    depth, part = 0, ""
    for char in body:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "," and depth == 0:
            yield part
            part = ""
        else:
            part += char
    if part.strip():
        yield part


@dataclass
class Module:
    file: Path
    parent: "Module | None"
    modules: dict = field(default_factory=dict)
    defined: set = field(default_factory=set)
    uses: list = field(default_factory=list)  # (path, name here, public, line)
    paths: list = field(default_factory=list)  # (path, line)
    words: dict = field(default_factory=dict)  # how often a word stands outside of the `use` lines

    def root(self):
        return self.parent.root() if self.parent else self

    def all(self):
        yield self
        for module in self.modules.values():
            yield from module.all()


def read(file, parent=None, folder=None, tests=False):
    """The module that a file holds, with all modules below it. `folder` is where its modules stand."""
    text = strip(file.read_text())
    if not tests:
        text = without_tests(text)
    return parse(text, 1, file, parent, folder or file.parent, tests)


def parse(text, line, file, parent, folder, tests):
    module = Module(file, parent)

    def line_of(match):
        return line + text.count("\n", 0, match.start() + len(match[0]) - len(match[0].lstrip()))

    # Modules below, in this file or in their own.
    while match := MODULE.search(text):
        name, end = match["name"], match.end()
        if match["end"] == "{":
            end = end_of_item(text, match.end() - 1)
            inner = text[match.end() : end - 1]
            start = line + text.count("\n", 0, match.end())
            module.modules[name] = parse(inner, start, file, module, folder / name, tests)
        else:
            places = [folder / f"{name}.rs", folder / name / "mod.rs"]
            if match["path"]:
                places = [(file.parent / match["path"]).resolve()]
            place = next((p for p in places if p.is_file()), None)
            if place is None:
                raise FileNotFoundError(f"{file}:{line_of(match)}: no file holds the module {name}")
            module.modules[name] = read(place, module, place.parent if match["path"] else folder / name, tests)
        text = text[: match.start()] + blank(text[match.start() : end]) + text[end:]

    for match in USE.finditer(text):
        for path, name in leaves(match["tree"]):
            module.uses.append((path, name, bool(match["public"]), line_of(match)))
    text = USE.sub(lambda m: blank(m[0]), text)
    module.defined = {match["name"] for match in DEFINED.finditer(text)}
    module.paths = [(tuple(segments(m[0])), line_of(m)) for m in PATH.finditer(text)]
    for word in re.findall(r"\w+", text):
        module.words[word] = module.words.get(word, 0) + 1
    return module


def resolve(module, path, seen=frozenset()):
    """The file that defines what the path names, seen from the module; None when it is no name of this crate."""
    first, rest = path[0], path[1:]
    if first == "crate":
        return descend(module.root(), rest, seen)
    if first == "self":
        return descend(module, rest, seen)
    if first == "super":
        return descend(module.parent, rest, seen) if module.parent else None
    return lookup(module, first, rest, seen)


def descend(module, path, seen):
    if not path:
        return module.file
    if path[0] == "super":
        return descend(module.parent, path[1:], seen) if module.parent else None
    return lookup(module, path[0], path[1:], seen) or module.file


def lookup(module, name, rest, seen):
    """As resolve, for a name that the module declares or imports itself."""
    if (id(module), name, rest) in seen:
        return None
    seen = seen | {(id(module), name, rest)}
    if name == "*":
        return module.file
    if name in module.modules:
        # A function may have the name of its module, as in `pub use alignment::alignment`.
        if rest or not (name in module.defined or any(used == name for _, used, _, _ in module.uses)):
            return descend(module.modules[name], rest, seen)
    if name in module.defined:
        return module.file
    for path, used, _, _ in module.uses:
        if used == name and (path + rest)[0] not in ("std", "core", "alloc"):
            return resolve(module, path + rest, seen)
    for path, used, _, _ in module.uses:
        if used == "*" and (target := module_of(module, path[:-1])):
            if found := lookup(target, name, rest, seen):
                return found
    return None


def module_of(module, path):
    """The module that a path names, through modules alone."""
    at = module.root() if path[0] == "crate" else module
    for segment in path[1:] if path[0] in ("crate", "self") else path:
        at = at.parent if segment == "super" else at.modules.get(segment)
        if at is None:
            return None
    return at


def imports(root):
    """The imports of a crate: (file, line, the file that defines the name, the path as written)."""
    for module in root.all():
        for path, name, public, line in module.uses:
            # Handing a name on is no use of it.
            if public and name not in module.words:
                continue
            if name == "*" and (target := module_of(module, path[:-1])):
                for word in module.words:
                    if file := lookup(target, word, (), frozenset()):
                        yield module.file, line, file, "::".join(path[:-1] + (word,))
                continue
            if file := resolve(module, path):
                yield module.file, line, file, "::".join(path)
        for path, line in module.paths:
            if file := resolve(module, path):
                yield module.file, line, file, "::".join(path)
