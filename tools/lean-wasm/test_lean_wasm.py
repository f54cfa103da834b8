"""Tests of what needs no Lean: python3 -m unittest discover tools/lean-wasm"""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import foreign
import stubs
from lean_wasm import messages
from package import in_import_order, read_imports
from toolchain import Failure, MANIFEST, is_complete, sizes


class Scratch(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class Packages(Scratch):
    def setUp(self):
        super().setUp()
        self.write("lakefile.toml", 'name = "Demo"\n')

    def order(self, *names):
        modules = in_import_order(names, [self.root], lambda name: name.startswith("Init"))
        return [module.name for module in modules]

    def test_reads_every_form_of_import(self):
        header = "module\n\n-- why\nimport A\npublic import B.C\nmeta import D\npublic meta import all E\n"
        source = self.write("X.lean", header + "def f := 1\nimport Late\n")
        names = [name for _, name in read_imports(source)]
        self.assertEqual(names, ["A", "B.C", "D", "E"])

    def test_imported_modules_come_first_and_once(self):
        self.write("Top.lean", "import Left\nimport Right\n")
        self.write("Left.lean", "import Base.Core\n")
        self.write("Right.lean", "import Base.Core\nimport Init.Data\n")
        self.write("Base/Core.lean", "")
        self.assertEqual(self.order("Top"), ["Base.Core", "Left", "Right", "Top"])

    def test_a_cycle_is_named(self):
        self.write("A.lean", "import B\n")
        self.write("B.lean", "import A\n")
        with self.assertRaisesRegex(Failure, "A -> B -> A"):
            self.order("A")

    def test_a_missing_module_is_named_with_its_import(self):
        self.write("A.lean", "module\n\nimport Missing\n")
        with self.assertRaisesRegex(Failure, r"A\.lean:3: there is no module Missing"):
            self.order("A")


class GeneratedC(Scratch):
    MODULE = (
        'LEAN_EXPORT lean_object* lp_Demo_f(lean_object*);\n'
        'lean_object* l_Nat_repr(lean_object*);\n'
        'static lean_object* lp_Demo_f___closed__0;\n'
        '{ lean_mk_string_unchecked("l_in_a_string"); lp_Demo_f___closed__0; }\n'
        'lean_object* initialize_Init(uint8_t builtin);\n'
        'lean_object* initialize_LeanPy_LeanPy(uint8_t builtin);\n'
        'LEAN_EXPORT lean_object* initialize_Demo_Demo(uint8_t builtin) {\n'
    )

    def test_foreign_symbols_are_those_that_no_file_defines(self):
        self.assertEqual(foreign.foreign_symbols([self.MODULE]), {"l_Nat_repr"})

    def test_an_allowed_symbol_passes(self):
        file = self.write("Demo.c", self.MODULE)
        with self.assertRaisesRegex(Failure, "Demo.c: l_Nat_repr"):
            foreign.check([file], self.write("none.txt", "# nothing\n"))
        foreign.check([file], self.write("one.txt", "l_Nat_repr  # text, one owned object\n"))

    def test_stubs_stand_for_missing_initializers_but_not_the_runtime_s(self):
        self.assertEqual(stubs.missing_initializers([self.MODULE]), ["initialize_LeanPy_LeanPy"])


class Installation(Scratch):
    def test_a_damaged_folder_is_incomplete(self):
        file = self.write("lean/lean.wasm", "whole")
        self.assertFalse(is_complete(self.root))
        self.write(MANIFEST, json.dumps(sizes(self.root)))
        self.assertTrue(is_complete(self.root))
        file.write_text("cut")
        self.assertFalse(is_complete(self.root))


class Messages(unittest.TestCase):
    def test_only_lean_s_messages_are_taken(self):
        output = '[DEBUG:G] entered\n{not json\n{"severity":"error","data":"x"}\nunwind\n'
        self.assertEqual([message["data"] for message in messages(output)], ["x"])


if __name__ == "__main__":
    unittest.main()
