//! The kernel, our core in it, and short ways to write terms and declarations.

use std::sync::OnceLock;

use leanbind::kernel::{BinderInfo, Declaration, Hints, ImportOptions, KernelException, Safety, SharedEnvironment};
use leanbind::{Environment, Expr, Kernel, KernelError, Name};

pub fn kernel() -> &'static Kernel {
    // The tests' threads end with their tests.
    std::mem::forget(super::lean().1);
    super::lean().0.kernel().unwrap()
}

/// The core of `tests/lean`, imported once.
pub fn core() -> Environment {
    static CORE: OnceLock<SharedEnvironment> = OnceLock::new();
    let kernel = kernel();
    let import = || {
        let options = ImportOptions { search_path: Some(super::core()), ..ImportOptions::default() };
        kernel.import(&["Core"], &options).unwrap().share()
    };
    CORE.get_or_init(import).get().unwrap()
}

pub fn name(text: &str) -> Name {
    kernel().name(text).unwrap()
}

pub fn constant(text: &str) -> Expr {
    Expr::constant(&name(text), &[])
}

pub fn prop() -> Expr {
    Expr::sort(&kernel().level_zero().unwrap())
}

pub fn bvar(index: u64) -> Expr {
    kernel().bound_variable(index).unwrap()
}

pub fn nat(number: u64) -> Expr {
    kernel().nat(number).unwrap()
}

pub fn forall(variable: &str, ty: &Expr, body: &Expr) -> Expr {
    Expr::forall(&name(variable), ty, body, BinderInfo::Default)
}

pub fn lambda(variable: &str, ty: &Expr, body: &Expr) -> Expr {
    Expr::lambda(&name(variable), ty, body, BinderInfo::Default)
}

/// `Nat = Nat`'s equality at two numbers.
pub fn nat_eq(a: &Expr, b: &Expr) -> Expr {
    let one = kernel().level_zero().unwrap().succ().unwrap();
    Expr::constant(&name("Eq"), &[one]).apps(&[constant("Nat"), a.clone(), b.clone()])
}

pub fn theorem(text: &str, ty: &Expr, value: &Expr) -> Declaration {
    Declaration::Theorem { name: name(text), level_params: vec![], ty: ty.clone(), value: value.clone() }
}

pub fn axiom(text: &str, ty: &Expr) -> Declaration {
    Declaration::Axiom { name: name(text), level_params: vec![], ty: ty.clone() }
}

pub fn definition(text: &str, ty: &Expr, value: &Expr) -> Declaration {
    Declaration::Definition {
        name: name(text),
        level_params: vec![],
        ty: ty.clone(),
        value: value.clone(),
        hints: Hints::Regular(1),
        safety: Safety::Safe,
    }
}

pub fn exception<T: std::fmt::Debug>(result: Result<T, KernelError>) -> KernelException {
    match result {
        Err(error) => match error {
            KernelError::Exception(exception) => (*exception).clone(),
            other => panic!("{other}"),
        },
        other => panic!("{other:?}"),
    }
}

pub fn kernel_error<T: std::fmt::Debug>(result: Result<T, KernelError>) -> KernelError {
    match result {
        Err(error) => error,
        other => panic!("{other:?}"),
    }
}
