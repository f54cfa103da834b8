"""Writes initializers for modules that are imported at compile time only.

A generated initializer calls those of its `meta` imports too. They have nothing to do at run time, and
their C is not part of the library.
"""

import re

# Core packages (Init, Std, Lean, Lake) are in the runtime.
INITIALIZER = re.compile(
    r"\b(?:runtime_|meta_)?initialize_(?!(?:Init|Std|Lean|Lake)(?:_|\b))\w+(?=\(uint8_t builtin\))"
)
DEFINITION = re.compile(r"^LEAN_EXPORT lean_object\* (\w*initialize_\w+)", re.MULTILINE)


def missing_initializers(texts):
    """Initializers that the C files call and none of them defines."""
    used = {name for text in texts for name in INITIALIZER.findall(text)}
    return sorted(used - {name for text in texts for name in DEFINITION.findall(text)})


def write(folder):
    """Writes `stubs.c` for the C files in the folder."""
    out = folder / "stubs.c"
    texts = [path.read_text() for path in sorted(folder.glob("*.c")) if path != out]
    lines = [
        "// Generated. Initializers of modules that are imported at compile time only: they have",
        "// nothing to do at run time.",
        "#include <lean/lean.h>",
    ]
    for name in missing_initializers(texts):
        lines += [
            "",
            f"lean_object* {name}(uint8_t builtin) {{",
            "  (void)builtin;",
            "  return lean_io_result_mk_ok(lean_box(0));",
            "}",
        ]
    out.write_text("\n".join(lines) + "\n")
