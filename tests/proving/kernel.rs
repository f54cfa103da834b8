//! Lean's kernel from Rust: names, levels, terms, environments, and the kernel's checks.

use leanbind::kernel::{
    BinderInfo, ConstantKind, Declaration, ExprKind, Hints, ImportOptions, InductiveType, KernelException,
    KernelExceptionKind, LevelKind, NameKind, Safety, SearchPath,
};
use leanbind::server::protocol::Command;
use leanbind::{Environment, Expr, KernelError, Level, Name, Nat};

use BinderInfo::{Default as Explicit, Implicit};

use crate::support;
use crate::support::kernel::{
    axiom, bvar, constant, core, definition, exception, forall, kernel, kernel_error, lambda, name, nat, nat_eq, prop,
    theorem,
};
use crate::support::session::Session;

/// The environment of the tests' core, and that of `Init` if the toolchain has it.
fn environments() -> Vec<Environment> {
    let init = support::init().map(|search_path| {
        let options = ImportOptions { search_path: Some(search_path), ..ImportOptions::default() };
        kernel().import(&["Init"], &options).unwrap()
    });
    std::iter::once(core()).chain(init).collect()
}

#[test]
fn names_are_read_made_and_printed() {
    for text in ["Nat", "Nat.add", "A.«b c».d", "x.1"] {
        assert_eq!(name(text).to_string(), text);
    }
    let made = name("Nat").child("add").unwrap();
    assert_eq!(made, name("Nat.add"));
    assert_ne!(made, name("Nat.sub"));
    assert!(matches!(made.kind(), NameKind::Str(prefix, "add") if *prefix == name("Nat")));
    let numbered = made.numbered(7).unwrap();
    assert!(matches!(numbered.kind(), NameKind::Num(prefix, 7) if *prefix == made));
    for number in [0, (1 << 63) - 1, 1 << 63, u64::MAX] {
        let numbered = made.numbered(number).unwrap();
        assert!(matches!(numbered.kind(), NameKind::Num(_, n) if n == number), "{:?}", numbered.kind());
        assert_eq!(numbered.to_string(), format!("Nat.add.{number}"));
    }
    assert!(kernel().anonymous().unwrap().is_anonymous());
    assert_eq!(kernel().anonymous().unwrap().to_string(), "[anonymous]");
    let error = kernel().name("a..b").unwrap_err().to_string();
    assert_eq!(error, "`a..b` is not a Lean name: a component is empty");
}

#[test]
fn a_name_of_too_many_components_is_an_error() {
    let longest = (0..Name::MAX_COMPONENTS).fold(kernel().anonymous().unwrap(), |name, _| name.child("a").unwrap());
    assert_eq!(longest.to_string().len(), 2 * Name::MAX_COMPONENTS - 1);
    let error = longest.child("a").unwrap_err().to_string();
    assert_eq!(error, "a name of more than 1000 parts, which is the limit");
}

/// A Lean text may contain longer names and larger levels than this crate makes.
#[test]
fn long_names_and_large_levels_that_lean_made_are_printed_on_a_small_stack() {
    let session = Session::new();
    let long = vec!["a"; support::size(5_000).max(1_100)].join(".");
    let universes: Vec<String> = (0..support::size(3_000).max(1_100)).map(|i| format!("u{i}")).collect();
    let level = universes.iter().fold("0".to_owned(), |level, universe| format!("(max {universe} {level})"));
    let text = format!(
        "set_option linter.all false\nset_option maxRecDepth 1000000\nset_option maxHeartbeats 0\nuniverse {}\naxiom large : Sort {level}\n\
         axiom {long} : Prop\naxiom of_long : {long}",
        universes.join(" ")
    );
    let made = session.silent(Command::new(text));
    let environment = session.server.environment(made.env).unwrap().unwrap();
    let print = || {
        let (_lean, _guard) = support::lean();
        let environment = environment.get().unwrap();
        let ty = |text| environment.find(&name(text)).unwrap().unwrap().ty().clone();
        let of_long = ty("of_long");
        let ExprKind::Const(printed, _) = of_long.kind() else { panic!("{of_long}") };
        assert_eq!((printed.to_string(), of_long.to_string()), (long.clone(), long.clone()));
        assert_eq!(environment.axioms(&name("of_long")).unwrap().unwrap().len(), 2);
        let large = ty("large");
        let ExprKind::Sort(level) = large.kind() else { panic!("{large}") };
        let text = format!("<a universe level of depth {}>", universes.len() - 1);
        assert_eq!((level.to_string(), level == level), (text, true));
        assert!(large.to_string().starts_with("Sort.{max "), "{large}");
    };
    let small = std::thread::Builder::new().stack_size(512 << 10);
    std::thread::scope(|scope| small.spawn_scoped(scope, print).unwrap().join().unwrap());
}

#[test]
fn levels_are_made_taken_apart_and_printed() {
    let zero = kernel().level_zero().unwrap();
    let two = zero.succ().unwrap().succ().unwrap();
    let u = Level::param(&name("u"));
    let max = u.succ().unwrap().max(&two).unwrap();
    assert_eq!(two.to_string(), "2");
    assert_eq!(max.to_string(), "max (u+1) 2");
    assert_eq!(max.succ().unwrap().to_string(), "(max (u+1) 2)+1");
    assert_eq!(u.imax(&zero).unwrap().to_string(), "imax u 0");
    assert!(matches!(max.kind(), LevelKind::Max(a, b) if *a == u.succ().unwrap() && *b == two));
    assert!(matches!(zero.kind(), LevelKind::Zero));
    assert_ne!(u, Level::param(&name("v")));
}

#[test]
fn a_level_of_too_many_parts_is_an_error() {
    let mut level = Level::param(&name("u"));
    let error = loop {
        match level.max(&level) {
            Ok(next) => level = next,
            Err(error) => break error,
        }
    };
    assert_eq!(error.to_string(), "a universe level of more than 1000 parts, which is the limit");
}

#[test]
fn terms_are_made_taken_apart_and_printed() {
    let identity = lambda("x", &constant("Nat"), &bvar(0));
    assert_eq!(identity.to_string(), "fun (x : Nat) => x");
    let ExprKind::Lambda(variable, ty, body, Explicit) = identity.kind() else { panic!("{identity}") };
    assert_eq!((variable, ty), (&name("x"), &constant("Nat")));
    assert!(matches!(body.kind(), ExprKind::BVar(0)));
    assert_eq!((body.loose_bound_variable_range(), identity.loose_bound_variable_range()), (1, 0));

    let applied = identity.app(&nat(5));
    assert!(matches!(applied.kind(), ExprKind::App(f, a) if *f == identity && *a == nat(5)));
    assert_eq!(applied.to_string(), "(fun (x : Nat) => x) 5");
    assert_eq!(applied.depth(), 2);
    let large: Nat = "340282366920938463463374607431768211456".parse().unwrap();
    assert!(matches!(kernel().nat(large.clone()).unwrap().kind(), ExprKind::Nat(n) if n == large));
    assert!(matches!(kernel().string("a\0b").unwrap().kind(), ExprKind::Str("a\0b")));

    let implicit = Expr::forall(&name("α"), &prop(), &bvar(0), Implicit);
    assert!(matches!(implicit.kind(), ExprKind::Forall(_, _, _, Implicit)));
    let let_in = Expr::let_in(&name("y"), &constant("Nat"), &nat(1), &bvar(0), true);
    assert!(matches!(let_in.kind(), ExprKind::Let(_, _, value, _, true) if *value == nat(1)));
    let proj = Expr::proj(&name("And"), 1, &constant("h"));
    assert!(matches!(proj.kind(), ExprKind::Proj(structure, 1, _) if *structure == name("And")));
    let u = Level::param(&name("u"));
    let at_u = Expr::constant(&name("c"), &[u.clone(), u.clone()]);
    assert!(matches!(at_u.kind(), ExprKind::Const(_, levels) if levels == [&u, &u]));
    assert!(at_u.has_level_param() && !identity.has_level_param());
    assert!(Expr::free_variable(&name("x")).has_free_variable());
    assert!(Expr::metavariable(&name("x")).has_metavariable());
}

#[test]
fn terms_are_equal_up_to_the_names_of_bound_variables() {
    let nat_type = constant("Nat");
    assert_eq!(lambda("x", &nat_type, &bvar(0)), lambda("y", &nat_type, &bvar(0)));
    assert_ne!(lambda("x", &nat_type, &bvar(0)), lambda("x", &nat_type, &nat(0)));
    assert_ne!(constant("a"), constant("b"));
}

#[test]
fn loose_bound_variables_are_instantiated() {
    let pair = constant("f").app(&bvar(0)).app(&bvar(1));
    let instantiated = pair.instantiate(&[constant("a"), constant("b")]).unwrap();
    assert_eq!(instantiated, constant("f").app(&constant("a")).app(&constant("b")));
}

#[test]
fn a_bound_variable_too_large_for_lean_is_an_error() {
    let error = kernel().bound_variable(1 << 20).unwrap_err().to_string();
    assert_eq!(error, "the bound variable #1048576: the largest index is 1048574");
}

#[test]
fn the_empty_environment_has_no_constants() {
    let environment = kernel().empty_environment().unwrap();
    assert!(environment.find(&name("Nat")).unwrap().is_none());
    assert!(environment.imported_modules().unwrap().is_empty());
    assert!(environment.axioms(&name("Nat")).unwrap().is_none());
}

#[test]
fn an_imported_environment_has_the_constants_of_its_modules() {
    let modules: Vec<String> = core().imported_modules().unwrap().iter().map(Name::to_string).collect();
    assert_eq!(modules, ["Core.Logic", "Core.Nat", "Core.Tactic", "Core"]);

    let find = |text| core().find(&name(text)).unwrap().unwrap();
    let swap = find("And.swap");
    assert_eq!(swap.name(), &name("And.swap"));
    assert_eq!(swap.ty().to_string(), "forall {a : Prop} {b : Prop}, (And a b) -> (And b a)");
    assert!(matches!(swap.kind(), ConstantKind::Theorem) && swap.value().is_some());
    let eq = find("Eq");
    assert_eq!(eq.level_params(), [&name("u")]);
    assert!(eq.value().is_none());
    let ConstantKind::Inductive { params: 2, indices: 1, constructors, is_recursive: false, .. } = eq.kind() else {
        panic!("{:?}", eq.kind())
    };
    assert_eq!(constructors, [&name("Eq.refl")]);
    let succ = find("Nat.succ");
    let ConstantKind::Constructor { inductive, index: 1, params: 0, fields: 1 } = succ.kind() else {
        panic!("{:?}", succ.kind())
    };
    assert_eq!(inductive, &name("Nat"));
    assert!(matches!(find("Nat.rec").kind(), ConstantKind::Recursor { motives: 1, minors: 2, is_k: false }));
    assert!(matches!(find("Eq.rec").kind(), ConstantKind::Recursor { is_k: true, .. }));
    assert!(matches!(find("Nat.add").kind(), ConstantKind::Definition { safety: Safety::Safe, .. }));
    assert!(matches!(find("Classical.em").kind(), ConstantKind::Axiom { is_unsafe: false }));
    assert!(matches!(find("Quot.mk").kind(), ConstantKind::Quot));
    assert!(matches!(find("Lean.Name.mkStr1").kind(), ConstantKind::Opaque { is_unsafe: false }));
}

#[test]
fn a_missing_module_is_an_error_with_leans_text() {
    let options = ImportOptions { search_path: Some(support::core()), ..ImportOptions::default() };
    let error = kernel().import(&["Core", "Nope"], &options).unwrap_err().to_string();
    assert!(error.starts_with("cannot import Core, Nope: unknown module prefix 'Nope'"), "{error}");
    let nowhere = ImportOptions { search_path: Some(SearchPath::default()), ..ImportOptions::default() };
    assert!(kernel().import(&["Core"], &nowhere).unwrap_err().to_string().contains("'Core'"));
    assert!(matches!(kernel_error(kernel().import(&["a..b"], &options)), KernelError::Name(_)));
}

#[test]
fn every_kind_of_declaration_is_added() {
    let (environment, nat_type) = (core(), constant("Nat"));
    let two = definition("two", &nat_type, &nat(2));
    let environment = environment.add(&two).unwrap();
    let environment = environment.add(&axiom("P", &prop())).unwrap();
    let identity = lambda("h", &constant("P"), &bvar(0));
    let environment =
        environment.add(&theorem("identity", &Expr::arrow(&constant("P"), &constant("P")), &identity)).unwrap();
    let hidden = Declaration::Opaque { name: name("hidden"), level_params: vec![], ty: nat_type, value: nat(3) };
    let environment = environment.add(&hidden).unwrap();
    let tree = constant("Tree");
    let one = kernel().level_zero().unwrap().succ().unwrap();
    let tree = Declaration::Inductive {
        level_params: vec![],
        params: 0,
        types: vec![InductiveType {
            name: name("Tree"),
            ty: Expr::sort(&one),
            constructors: vec![
                (name("Tree.leaf"), tree.clone()),
                (name("Tree.node"), Expr::arrow(&tree, &Expr::arrow(&tree, &tree))),
            ],
        }],
    };
    let environment = environment.add(&tree).unwrap();

    let kind = |text| environment.find(&name(text)).unwrap().unwrap();
    assert!(matches!(kind("two").kind(), ConstantKind::Definition { hints: Hints::Regular(1), safety: Safety::Safe }));
    assert!(matches!(kind("P").kind(), ConstantKind::Axiom { is_unsafe: false }));
    assert!(matches!(kind("identity").kind(), ConstantKind::Theorem));
    assert!(matches!(kind("hidden").kind(), ConstantKind::Opaque { is_unsafe: false }));
    assert!(matches!(kind("Tree").kind(), ConstantKind::Inductive { is_recursive: true, .. }));
    assert!(matches!(kind("Tree.rec").kind(), ConstantKind::Recursor { .. }));
    // The environments before have not changed.
    assert!(core().find(&name("two")).unwrap().is_none());
}

#[test]
fn types_are_inferred() {
    for environment in environments() {
        let identity = lambda("x", &constant("Nat"), &bvar(0));
        assert_eq!(environment.infer_type(&identity).unwrap(), forall("x", &constant("Nat"), &constant("Nat")));
        assert_eq!(environment.infer_type(&constant("And")).unwrap().to_string(), "Prop -> Prop -> Prop");
        assert_eq!(environment.infer_type(&nat_eq(&nat(1), &nat(2))).unwrap(), prop());
    }
}

#[test]
fn terms_are_reduced_to_weak_head_normal_form() {
    for environment in environments() {
        let sum = constant("Nat.add").app(&nat(2)).app(&nat(3));
        assert_eq!(environment.whnf(&sum).unwrap(), nat(5));
        let applied = lambda("x", &constant("Nat"), &bvar(0)).app(&nat(7));
        assert_eq!(environment.whnf(&applied).unwrap(), nat(7));
        let not = constant("Not").app(&constant("True"));
        assert_eq!(environment.whnf(&not).unwrap(), Expr::arrow(&constant("True"), &constant("False")));
    }
}

#[test]
fn terms_are_compared_up_to_definitional_equality() {
    for environment in environments() {
        let sum = constant("Nat.add").app(&nat(2)).app(&nat(3));
        assert!(environment.is_def_eq(&sum, &nat(5)).unwrap());
        assert!(!environment.is_def_eq(&sum, &nat(6)).unwrap());
        let identity = lambda("x", &constant("Nat"), &bvar(0));
        assert!(environment.is_def_eq(&identity.app(&nat(1)), &nat(1)).unwrap());
    }
}

#[test]
fn a_declaration_that_the_kernel_rejects_is_an_error_with_leans_text() {
    use KernelExceptionKind::*;
    let environment = core();
    let nat_type = constant("Nat");
    let add = |declaration: &Declaration| exception(environment.add(declaration));
    let infer = |term: &Expr| exception(environment.infer_type(term));
    let check = |exception: KernelException, kind: KernelExceptionKind, text: &str| {
        assert_eq!(exception.kind(), &kind, "{exception}");
        assert!(exception.message().contains(text), "{kind:?}: {exception}");
    };
    check(infer(&constant("nope")), UnknownConstant("nope".into()), "(kernel) unknown constant 'nope'");
    check(
        add(&axiom("Nat", &prop())),
        AlreadyDeclared("Nat".into()),
        "(kernel) constant has already been declared 'Nat'",
    );
    check(add(&definition("d", &prop(), &nat(1))), DeclTypeMismatch, "(kernel) declaration type mismatch");
    let hole = Expr::metavariable(&name("m"));
    check(
        add(&theorem("m", &constant("True"), &hole)),
        DeclHasMVars("m".into()),
        "(kernel) declaration has metavariables",
    );
    let free = Expr::free_variable(&name("x"));
    check(
        add(&theorem("f", &constant("True"), &free)),
        DeclHasFVars("f".into()),
        "(kernel) declaration has free variables",
    );
    check(infer(&nat(1).app(&nat(2))), FunExpected, "(kernel) function expected");
    check(infer(&forall("x", &nat(1), &nat_type)), TypeExpected, "(kernel) type expected");
    let let_in = Expr::let_in(&name("y"), &prop(), &nat(1), &bvar(0), false);
    check(infer(&let_in), LetTypeMismatch("y".into()), "(kernel) let-declaration type mismatch 'y'");
    check(infer(&constant("Nat.succ").app(&prop())), AppTypeMismatch, "application type mismatch");
    check(infer(&Expr::proj(&name("And"), 0, &nat(1))), InvalidProj, "(kernel) invalid projection");
    check(infer(&Expr::proj(&name("And"), 7, &constant("trivial"))), InvalidProj, "(kernel) invalid projection");
    check(
        add(&theorem("t", &nat_type, &nat(1))),
        ThmTypeIsNotProp("t".into()),
        "(kernel) type of theorem 't' is not a proposition",
    );
    let wrong_levels = Expr::constant(&name("Nat"), &[kernel().level_zero().unwrap()]);
    check(infer(&wrong_levels), Other, "incorrect number of universe levels");
    check(infer(&Expr::metavariable(&name("m"))), Other, "kernel type checker does not support meta variables");
    check(infer(&Expr::free_variable(&name("x"))), Other, "unknown free variable");
    let negative = Expr::arrow(&Expr::arrow(&constant("Bad"), &nat_type), &constant("Bad"));
    let one = kernel().level_zero().unwrap().succ().unwrap();
    let bad = InductiveType { name: name("Bad"), ty: Expr::sort(&one), constructors: vec![(name("Bad.mk"), negative)] };
    let bad = Declaration::Inductive { level_params: vec![], params: 0, types: vec![bad] };
    check(add(&bad), Other, "non positive occurrence");
    let params = Declaration::Inductive {
        level_params: vec![],
        params: u32::MAX,
        types: vec![InductiveType { name: name("E"), ty: Expr::sort(&one), constructors: vec![] }],
    };
    check(add(&params), Other, "incorrect number of parameters");
}

#[test]
fn a_false_proof_is_rejected_and_an_ill_typed_term_is_not_reduced() {
    let environment = core();
    let refl = Expr::constant(&name("rfl"), &[kernel().level_zero().unwrap().succ().unwrap()])
        .apps(&[constant("Nat"), nat(1)]);
    assert!(environment.add(&theorem("right", &nat_eq(&nat(1), &nat(1)), &refl)).is_ok());
    let wrong = exception(environment.add(&theorem("wrong", &nat_eq(&nat(1), &nat(2)), &refl)));
    assert_eq!(wrong.kind(), &KernelExceptionKind::DeclTypeMismatch);
    // (fun x => x x) (fun x => x x)
    let half = lambda("x", &constant("Nat"), &bvar(0).app(&bvar(0)));
    assert_eq!(exception(environment.whnf(&half.app(&half))).kind(), &KernelExceptionKind::FunExpected);
}

#[test]
fn the_kernel_takes_closed_terms_only() {
    let error = core().infer_type(&bvar(3)).unwrap_err().to_string();
    assert!(error.starts_with("the term has the loose bound variable #3: "), "{error}");
    let error = core().add(&definition("d", &bvar(0), &nat(1))).unwrap_err().to_string();
    assert!(error.starts_with("the type has the loose bound variable #0: "), "{error}");
    let error = core().is_def_eq(&nat(1), &bvar(0)).unwrap_err();
    assert!(matches!(kernel_error::<()>(Err(error)), KernelError::LooseBoundVariable { .. }));
}

#[test]
fn a_deep_term_is_made_measured_compared_printed_and_dropped() {
    let (f, x) = (constant("Nat.succ"), constant("Nat.zero"));
    let depth = support::size(1_000_000);
    let deep = || (0..depth).fold(x.clone(), |term, _| f.app(&term));
    let (a, b) = (deep(), deep());
    assert_eq!(a.depth(), depth as u64);
    assert_eq!(a, b);
    assert_ne!(a, b.app(&x));
    assert_ne!(a, f.app(&b));
    assert_eq!(a.to_string(), format!("<a term of depth {depth} with {} parts>", 2 * depth + 1));
    let printable = (0..5_000).fold(x, |term, _| f.app(&term)).to_string();
    assert_eq!(printable.matches("Nat.succ").count(), 5_000);
}

#[test]
fn a_term_that_shares_its_parts_is_not_printed_in_full() {
    let doubled = (0..200).fold(constant("a"), |term, _| term.app(&term));
    assert_eq!(doubled.depth(), 200);
    assert!(doubled.to_string().starts_with("<a term of depth 200 with "), "{doubled}");
}

/// One term of this depth for each constructor that can be deep.
fn deep_terms(depth: usize) -> Vec<Expr> {
    let (nat_type, f, x) = (constant("Nat"), constant("Nat.succ"), constant("Nat.zero"));
    let grow = |seed: Expr, step: &dyn Fn(Expr) -> Expr| (0..depth).fold(seed, |term, _| step(term));
    let (variable, and) = (name("x"), name("And"));
    vec![
        grow(x.clone(), &|term| f.app(&term)),
        grow(constant("Nat.add"), &|term| term.app(&x)),
        grow(bvar(0), &|body| Expr::lambda(&variable, &nat_type, &body, Explicit)),
        grow(x.clone(), &|body| Expr::let_in(&variable, &nat_type, &x, &body, false)),
        grow(nat_type.clone(), &|ty| Expr::arrow(&nat_type, &ty)),
        grow(nat_type.clone(), &|ty| Expr::arrow(&ty, &nat_type)),
        grow(constant("trivial"), &|term| Expr::proj(&and, 0, &term)),
    ]
}

#[test]
fn the_kernel_takes_deep_terms() {
    let environment = core();
    for term in deep_terms(support::size(29_999)) {
        let rejected_at_most = |result: Result<(), KernelError>| match result {
            Ok(()) => {}
            Err(error) => drop(exception::<()>(Err(error))),
        };
        rejected_at_most(environment.infer_type(&term).map(drop));
        rejected_at_most(environment.whnf(&term).map(drop));
        rejected_at_most(environment.is_def_eq(&term, &term).map(drop));
        rejected_at_most(environment.add(&definition("deep", &constant("Nat"), &term)).map(drop));
        rejected_at_most(environment.add(&axiom("deep", &term)).map(drop));
        assert!(term.instantiate(std::slice::from_ref(&term)).is_ok());
    }
}

#[test]
fn a_term_too_deep_for_the_kernel_is_an_error() {
    let environment = core();
    // A short run of the tests takes the smallest depth that is refused.
    for term in deep_terms(support::size(100_000).max(30_001)) {
        let error = environment.infer_type(&term).unwrap_err().to_string();
        assert!(error.contains(": Lean is given terms of a depth of 30000 at most"), "{error}");
        assert!(matches!(kernel_error(environment.whnf(&term)), KernelError::TooDeep { .. }));
        assert!(matches!(kernel_error(environment.is_def_eq(&nat(1), &term)), KernelError::TooDeep { .. }));
        assert!(matches!(kernel_error(environment.add(&axiom("deep", &term))), KernelError::TooDeep { .. }));
        assert!(matches!(kernel_error(term.instantiate(&[])), KernelError::TooDeep { .. }));
        assert!(term.to_string().starts_with("<a term of depth "), "{term}");
    }
}

#[test]
fn threads_share_an_environment() {
    let shared = core().share();
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let shared = shared.clone();
            std::thread::spawn(move || {
                let (_lean, _guard) = support::lean();
                let mut environment = shared.get().unwrap();
                for i in 0..200 {
                    let text = format!("t{thread}.n{i}");
                    environment = environment.add(&definition(&text, &constant("Nat"), &nat(i))).unwrap();
                    assert_eq!(environment.whnf(&constant(&text)).unwrap(), nat(i));
                }
                assert!(environment.find(&name(&format!("t{}.n0", (thread + 1) % 4))).unwrap().is_none());
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn a_thread_that_is_not_attached_gets_an_error() {
    let (kernel, shared) = (kernel(), core().share());
    std::thread::spawn(move || {
        assert!(matches!(kernel.name("a"), Err(KernelError::NotAttached(_))));
        assert!(matches!(kernel.level_zero(), Err(KernelError::NotAttached(_))));
        assert!(matches!(kernel.bound_variable(0), Err(KernelError::NotAttached(_))));
        assert!(matches!(kernel.nat(0u8), Err(KernelError::NotAttached(_))));
        assert!(matches!(kernel.empty_environment(), Err(KernelError::NotAttached(_))));
        assert!(matches!(shared.get(), Err(KernelError::NotAttached(_))));
        assert!(matches!(kernel.runtime().kernel(), Err(KernelError::NotAttached(_))));
    })
    .join()
    .unwrap();
}

#[test]
fn a_loose_variable_that_cannot_be_raised_is_refused() {
    let (lean, _guard) = support::lean();
    let kernel = lean.kernel().unwrap();
    let prop = Expr::sort(&kernel.level_zero().unwrap());
    let name = kernel.name("x").unwrap();
    let function = Expr::lambda(&name, &prop, &kernel.bound_variable(1).unwrap(), BinderInfo::Default);
    let largest = kernel.bound_variable((1 << 20) - 2).unwrap();
    assert!(function.instantiate(&[largest]).is_err());
    assert!(function.instantiate(&[kernel.bound_variable(7).unwrap()]).is_ok());
}
