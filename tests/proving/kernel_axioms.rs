//! The axioms that a constant depends on.

use std::process::Command as Process;

use leanbind::kernel::{ConstantKind, ImportOptions, SearchPath, Trusted};
use leanbind::server::protocol::Command;
use leanbind::server::{LeanServer, ServerConfig};
use leanbind::{Environment, Expr, KernelError};

use crate::support;
use crate::support::kernel::{axiom, constant, core, kernel, kernel_error, name, prop, theorem};
use crate::support::native_lean::native_lean;
use crate::support::session::Session;
use crate::temp_dir::TempDir;

#[test]
fn the_axioms_of_a_constant_are_all_that_it_depends_on() {
    let environment = core();
    assert_eq!(environment.axioms(&name("And.swap")).unwrap().unwrap(), []);
    let em = Expr::constant(&name("Classical.em"), &[]).app(&constant("True"));
    let ty = constant("Or").app(&constant("True")).app(&constant("Not").app(&constant("True")));
    let environment = environment.add(&theorem("first", &ty, &em)).unwrap();
    let environment = environment.add(&theorem("second", &ty, &constant("first"))).unwrap();
    assert_eq!(environment.axioms(&name("second")).unwrap().unwrap(), [name("Classical.em")]);
    let zero = kernel().level_zero().unwrap();
    let sorry = Expr::constant(&name("sorryAx"), &[zero]).app(&constant("False")).app(&constant("Bool.true"));
    let environment = environment.add(&theorem("wrong", &constant("False"), &sorry)).unwrap();
    assert_eq!(environment.axioms(&name("wrong")).unwrap().unwrap(), [name("sorryAx")]);
}

/// The names of the axioms of an existing constant.
fn axioms(environment: &Environment, constant: &str) -> Vec<String> {
    let axioms = environment.axioms(&name(constant)).unwrap();
    axioms.unwrap_or_else(|| panic!("{constant} is a constant")).iter().map(|axiom| axiom.to_string()).collect()
}

/// The text of Lean's `#print axioms`.
fn printed(constant: &str, axioms: &[String]) -> String {
    match axioms {
        [] => format!("'{constant}' does not depend on any axioms"),
        axioms => format!("'{constant}' depends on axioms: [{}]", axioms.join(", ")),
    }
}

#[test]
fn the_axioms_are_those_that_lean_prints() {
    let (_lean, _guard) = support::lean();
    let session = Session::new();
    let definitions = "axiom b : Nat → Prop\naxiom a (n : Nat) : b n\naxiom z.y : Nat\naxiom z.x : Nat\n\
        theorem proven : b 1 := a 1\n\
        theorem unfinished : b 2 := sorry\n\
        theorem uses_unfinished : b 2 := unfinished\n\
        noncomputable opaque hidden : Nat := z.y\n\
        noncomputable def sum : Nat := Nat.add z.x (Nat.add hidden z.y)\n\
        inductive Tree : Nat → Type\n| leaf : Tree sum\n| node (t : Tree 0) (h : b 3) : Tree 1\n\
        inductive Pair : Type\n| mk (t : Tree z.x) : Pair\n\
        def quotient : Type := Quot (fun (_ _ : Nat) => b 4)\n\
        theorem excluded : Or (b 1) (Not (b 1)) := Classical.em (b 1)";
    let response = session.run(Command::new(definitions));
    assert!(!response.has_errors(), "{response:?}");
    let environment = session.server.environment(response.env).unwrap().unwrap().get().unwrap();
    let constants = "a b z.y proven unfinished uses_unfinished hidden sum quotient excluded Tree Tree.leaf Tree.node Tree.rec \
        Tree.casesOn Pair Pair.mk Pair.rec Classical.em And.swap And And.intro And.rec Nat Nat.rec Nat.add Nat.decEq Quot Quot.mk \
        Quot.lift Quot.ind Eq.refl Lean.Name.mkStr1 sorryAx";
    for constant in constants.split_whitespace() {
        let said = session.server.run(Command::new(format!("#print axioms {constant}")).in_env(response.env)).unwrap();
        assert_eq!(said.messages[0].data, printed(constant, &axioms(&environment, constant)));
    }
}

#[test]
fn a_module_exports_the_axioms_of_the_proofs_that_it_hides() {
    let (lean, _guard) = support::lean();
    let folder = TempDir::new();
    let source = "module\nprelude\npublic axiom P : Prop\naxiom p : P\npublic theorem t : P := p";
    std::fs::write(folder.path().join("M.lean"), source).unwrap();
    let mut compiler = Process::new(native_lean(lean.installation()));
    let compiled = compiler.current_dir(folder.path()).args(["M.lean", "-o", "M.olean"]).output().unwrap();
    assert!(compiled.status.success(), "{compiled:?}");

    let search_path = SearchPath::new([Trusted::path(folder.path())]);
    let server = LeanServer::start(lean, ServerConfig::new().search_path(search_path.clone())).unwrap();
    let said = server.run(Command::new("module\nprelude\nimport M\n#print axioms t")).unwrap();
    let environment = server.environment(said.env).unwrap().unwrap().get().unwrap();
    assert_eq!(said.messages[0].data, "'t' depends on axioms: [P, _private.M.0.p]");
    assert_eq!(axioms(&environment, "t"), ["P", "_private.M.0.p"]);
    // The axiom itself is hidden too, and the theorem looks like one.
    assert!(environment.find(&name("_private.M.0.p")).unwrap().is_none());
    assert!(matches!(environment.find(&name("t")).unwrap().unwrap().kind(), ConstantKind::Axiom { .. }));

    let options = ImportOptions { search_path: Some(search_path), ..ImportOptions::default() };
    let whole = kernel().import(&["M"], &options).unwrap();
    assert_eq!(axioms(&whole, "t"), ["P", "_private.M.0.p"]);
}

#[test]
fn an_environment_without_imports_has_axioms_too() {
    let declaration = axiom("P", &prop());
    let environment = kernel().empty_environment().unwrap().add(&declaration).unwrap();
    assert_eq!(axioms(&environment, "P"), ["P"]);
}

#[test]
fn the_search_for_axioms_stops_when_the_token_is_set() {
    let cancel = kernel().cancel_token().unwrap();
    let environment = core().add(&theorem("yes", &constant("True"), &constant("trivial"))).unwrap();
    assert_eq!(environment.axioms_until(&name("yes"), &cancel).unwrap(), Some(vec![]));
    cancel.cancel();
    let error = kernel_error(environment.axioms_until(&name("yes"), &cancel));
    assert!(matches!(error, KernelError::Cancelled), "{error}");
    assert_eq!(environment.axioms_until(&name("nope"), &cancel).unwrap(), None);
}
