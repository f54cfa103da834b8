"""Checks that generated C refers to no compiled code of Init, Std or Lean but what was looked at.

The C is compiled against the runtime of another Lean version, where such a function or constant may
have moved, changed its parameters' ownership, or be filled in later.
"""

import re

from toolchain import Failure

LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
SYMBOL = re.compile(r"\blp?_\w+")
DEFINITION = re.compile(r"^(?:LEAN_EXPORT|static)\b.*$", re.MULTILINE)


def allowed_symbols(path):
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return set(filter(None, lines))


def foreign_symbols(texts):
    """Symbols of compiled Lean code that the C files use and none of them defines."""
    texts = [LITERAL.sub('""', text) for text in texts]
    defined = {name for text in texts for line in DEFINITION.findall(text) for name in SYMBOL.findall(line)}
    return {name for text in texts for name in SYMBOL.findall(text)} - defined


def check(files, allow_list):
    texts = {path: path.read_text() for path in files}
    foreign = foreign_symbols(texts.values()) - allowed_symbols(allow_list)
    if foreign:
        uses = ((path, name) for name in sorted(foreign) for path in files if name in texts[path])
        lines = "\n".join(f"  {path.name}: {name}" for path, name in uses)
        raise Failure(
            f"the generated C refers to compiled code of Lean's own library:\n{lines}\n"
            f"write the Lean code without it, or look the symbol up in the runtime and add it to {allow_list}"
        )
