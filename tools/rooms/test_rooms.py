"""Tests of the reader of imports and of the rules, on small crates. Run with: python3 -m unittest discover -s tools/rooms"""

import tempfile
import unittest
from pathlib import Path

import crate
import rooms

PLAN = {
    "room": [
        {"floor": "ground", "names": ["number", "text"], "may_import": []},
        {"floor": "left", "names": ["calls"], "may_import": ["number"]},
        {"floor": "right", "names": ["proofs"], "may_import": ["number", "text"]},
        {"floor": "top", "names": ["error", "lib"], "may_import": ["*"]},
    ]
}


class Case(unittest.TestCase):
    def house(self, plan=PLAN, **files):
        """The house of the files; `calls__mod` stands for calls/mod.rs."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        src = Path(folder.name).resolve()
        for name, text in files.items():
            file = src / (name.replace("__", "/") + ".rs")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return rooms.House(src, plan)

    def arrows(self, **files):
        return sorted(self.house(**files).arrows)


class Imports(Case):
    def test_a_name_is_followed_to_the_file_that_defines_it(self):
        arrows = self.arrows(
            lib="mod number; mod calls; pub use number::Nat as Natural;",
            number__mod="mod nat; pub(crate) use nat::{Nat, limbs::{self, Limb}};",
            number__nat="pub struct Nat; pub mod limbs;",
            number__nat__limbs="pub struct Limb;",
            calls="use crate::{Natural, number::Limb};",
        )
        self.assertEqual(arrows, [("calls.rs", "number/nat.rs"), ("calls.rs", "number/nat/limbs.rs")])

    def test_paths_without_a_use_line_count(self):
        arrows = self.arrows(
            lib="mod number; mod calls; mod proofs;",
            number="pub fn gcd() {} pub enum Sign { Plus }",
            calls="fn f() { crate :: number::gcd() }",
            proofs="use crate::number; fn f() -> number::Sign { number::Sign::Plus }",
        )
        self.assertEqual(arrows, [("calls.rs", "number.rs"), ("proofs.rs", "number.rs")])

    def test_super_and_self_and_inner_modules(self):
        arrows = self.arrows(
            lib="mod calls; mod number;",
            calls__mod="mod args; mod inner { use super::args::A; fn f() { super::super::number::g() } } struct C; fn f() { self::args::A }",
            calls__args="pub struct A; use super::C;",
            number="pub fn g() {}",
        )
        self.assertEqual(
            arrows,
            [("calls/args.rs", "calls/mod.rs"), ("calls/mod.rs", "calls/args.rs"), ("calls/mod.rs", "number.rs")],
        )

    def test_names_of_a_glob_import(self):
        arrows = self.arrows(
            lib="mod number; mod calls; mod text;",
            number="pub use crate::text::*; pub struct Nat; pub struct Int;",
            calls="use crate::number::*; fn f(_: Nat, _: Text) {}",
            text="pub struct Text;",
        )
        self.assertEqual(arrows, [("calls.rs", "number.rs"), ("calls.rs", "text.rs")])

    def test_handing_a_name_on_is_no_use(self):
        files = dict(lib="mod calls;", calls__args="pub struct Args; use super::Call;")
        self.assertEqual(
            self.arrows(calls__mod="mod args; pub use args::Args; pub struct Call;", **files),
            [("calls/args.rs", "calls/mod.rs")],
        )
        self.assertIn(
            ("calls/mod.rs", "calls/args.rs"),
            self.arrows(calls__mod="mod args; pub use args::Args; pub struct Call(Args);", **files),
        )

    def test_a_function_with_the_name_of_its_module(self):
        arrows = self.arrows(
            lib="mod text; mod calls;",
            text__mod="mod shorten; pub use shorten::shorten;",
            text__shorten="pub fn shorten() {}",
            calls="use crate::text::shorten;",
        )
        self.assertEqual(arrows, [("calls.rs", "text/shorten.rs")])

    def test_tests_comments_and_strings_do_not_count(self):
        arrows = self.arrows(
            lib="mod number; mod calls;",
            number="pub struct Nat;",
            calls='''
                //! crate::number::Nat
                /* use crate::number::Nat; /* nested */ crate::number::Nat */
                fn f<'a>() { ("crate::number::Nat", r#"" crate::number::Nat"#, '"', b'\\'', "\\"crate::number::Nat"); }
                #[cfg(test)]
                use crate::number::Nat;
                #[cfg(test)]
                #[allow(unused)]
                mod tests { fn f(_: [u8; 3]) { crate::number::Nat; } }
                #[cfg(all(test, unix))] fn g(_: [crate::number::Nat; 3]) { crate::number::Nat }
            ''',
        )
        self.assertEqual(arrows, [])

    def test_what_follows_a_test_counts(self):
        arrows = self.arrows(
            lib="mod number; mod calls;",
            number="pub struct Nat;",
            calls="#[cfg(test)] mod tests { fn f() {} }\nfn g(_: crate::number::Nat) {}",
        )
        self.assertEqual(arrows, [("calls.rs", "number.rs")])

    def test_a_module_at_a_path(self):
        arrows = self.arrows(
            lib='#[path = "other/place.rs"] mod calls; mod number;',
            other__place="mod inner; use super::number::Nat;",
            other__inner="use crate::number::Nat;",
            number="pub struct Nat;",
        )
        self.assertEqual(arrows, [("other/inner.rs", "number.rs"), ("other/place.rs", "number.rs")])

    def test_lines_are_those_of_the_file(self):
        house = self.house(
            lib="mod number; mod calls;",
            number="pub struct Nat;",
            calls="/* two\nlines */\nuse std::{\n  fmt,\n};\n#[cfg(test)]\nmod tests {\n}\n\nfn g(_: crate::number::Nat) {}",
        )
        self.assertEqual(house.arrows["calls.rs", "number.rs"], [(10, "crate::number::Nat")])

    def test_use_trees(self):
        self.assertEqual(
            list(crate.leaves("crate::{a::{self, B as C, d::*}, e,}")),
            [
                (("crate", "a"), "a"),
                (("crate", "a", "B"), "C"),
                (("crate", "a", "d", "*"), "*"),
                (("crate", "e"), "e"),
            ],
        )


class Rules(Case):
    def faults(self, plan=PLAN, **files):
        return list(self.house(plan, **files).faults())

    def test_arrows_down_are_right(self):
        self.assertEqual(
            self.faults(
                lib="mod number; mod calls; mod error; pub use error::Error;",
                number="pub struct Nat;",
                calls="pub struct CallError(crate::number::Nat);",
                error="pub enum Error { Call(crate::calls::CallError) }",
            ),
            [],
        )

    def test_an_arrow_up(self):
        self.assertEqual(
            self.faults(lib="mod number; mod calls;", number="use crate::calls::C;", calls="pub struct C;"),
            ["number.rs:1: number -> calls runs up: calls.rs (C)"],
        )

    def test_a_name_that_the_root_hands_on_hides_no_arrow(self):
        self.assertEqual(
            self.faults(lib="mod number; mod calls; pub use calls::C;", number="use crate::C;", calls="pub struct C;"),
            ["number.rs:1: number -> calls runs up: calls.rs (C)"],
        )

    def test_the_wings_do_not_import_each_other(self):
        self.assertEqual(
            self.faults(lib="mod proofs; mod calls;", proofs="\nfn f() { crate::calls::go() }", calls="pub fn go() {}"),
            ["proofs.rs:2: proofs -> calls is not allowed: calls.rs (go)"],
        )

    def test_a_circle(self):
        files = dict(
            lib="mod calls;",
            calls__mod="mod value; mod closure;",
            calls__value="use super::closure::Closure; pub struct Value;",
            calls__closure="use super::value::Value; pub struct Closure;",
        )
        self.assertEqual(self.faults(**files), ["2 files import each other: calls/closure.rs, calls/value.rs"])
        allowed = {"files": ["calls/closure.rs", "calls/value.rs"], "reason": "a value may hold a closure"}
        self.assertEqual(self.faults(PLAN | {"circle": [allowed]}, **files), [])
        files["calls__value"] = "pub struct Value;"
        self.assertEqual(
            self.faults(PLAN | {"circle": [allowed]}, **files),
            [
                "calls/closure.rs: house.toml allows it a circle, and it stands in none",
                "calls/value.rs: house.toml allows it a circle, and it stands in none",
            ],
        )

    def test_a_room_without_a_floor(self):
        self.assertEqual(self.faults(lib="mod attic;", attic=""), ["attic.rs: house.toml has no room attic"])

    def test_a_file_that_no_module_declares(self):
        self.assertEqual(
            self.faults(
                lib='mod text; #[cfg(test)] mod tests; include!("included.rs");', text="", tests="", included="", number=""
            )[-1],
            "number.rs: no module declares this file",
        )

    def test_the_style_of_files(self):
        self.assertEqual(
            self.faults(lib="mod calls; mod text;", calls="mod args;", calls__args="", text="\n" * 601),
            [
                "calls.rs: a module with modules below it is in calls/mod.rs",
                "text.rs: 601 lines, at most 600 are read with ease",
            ],
        )

    def test_the_program_takes_no_file_of_the_crate(self):
        faults = self.faults(lib="mod text;", text="", bin__tool__main='#[path = "../../text.rs"] mod text;')
        self.assertEqual(len(faults), 1)
        self.assertIn("bin/tool/main.rs: takes the file", faults[0])

    def test_circles_of_any_length(self):
        arrows = [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 4), (5, 6)]
        self.assertEqual(sorted(map(sorted, rooms.circles(arrows))), [[1, 2, 3], [4, 5]])


if __name__ == "__main__":
    unittest.main()
