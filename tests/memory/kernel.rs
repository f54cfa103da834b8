//! Requests to the kernel do not leak memory.

use leanbind::kernel::{CancelToken, Declaration, Hints, ImportOptions, Limits, Safety};
use leanbind::{Environment, Expr, Kernel};

use crate::support;
use crate::support::memory::{in_its_own_process, stays_flat};

fn requests(kernel: &'static Kernel, environment: &Environment, cancel: &CancelToken) {
    let constant = |text: &str| Expr::constant(&kernel.name(text).unwrap(), &[]);
    let (nat, succ) = (constant("Nat"), constant("Nat.succ"));
    let five = kernel.nat(5u8).unwrap();
    let sum = constant("Nat.add").app(&five).app(&five);
    let definition = |value: &Expr| Declaration::Definition {
        name: kernel.name("five").unwrap(),
        level_params: vec![kernel.name("u").unwrap()],
        ty: nat.clone(),
        value: value.clone(),
        hints: Hints::Regular(3),
        safety: Safety::Safe,
    };
    let (good, bad) = (definition(&five), definition(&succ));
    let limits = Limits { heartbeats: Some(1_000_000), cancel: Some(cancel.clone()) };

    stays_flat("terms", 1_000_000, |_| {
        let level = kernel.level_zero().unwrap().succ().unwrap();
        let term = Expr::sort(&level).app(&kernel.bound_variable(0).unwrap());
        term.instantiate(std::slice::from_ref(&five)).unwrap();
        let name = kernel.name("a.b.1").unwrap();
        drop((Expr::constant(&name, &[level]).to_string(), name.to_string(), term == five));
    });
    stays_flat("infer_type", 500_000, |_| drop(environment.infer_type_within(&sum, &limits).unwrap()));
    stays_flat("whnf", 200_000, |_| drop(environment.whnf(&sum).unwrap()));
    stays_flat("is_def_eq", 200_000, |_| assert!(!environment.is_def_eq(&sum, &five).unwrap()));
    stays_flat("find", 500_000, |_| {
        let info = environment.find(&kernel.name("Nat.add").unwrap()).unwrap().unwrap();
        drop((info.value().cloned(), environment.find(&kernel.name("nope").unwrap()).unwrap()));
    });
    stays_flat("axioms", 5_000, |_| drop(environment.axioms(&kernel.name("Nat.decEq").unwrap()).unwrap()));
    stays_flat("add", 50_000, |_| drop(environment.add_within(&good, &limits).unwrap()));
    stays_flat("a rejected declaration", 5_000, |_| drop(environment.add(&bad).unwrap_err()));
    stays_flat("a term without a type", 5_000, |_| drop(environment.infer_type(&five.app(&five)).unwrap_err()));
    stays_flat("cancel tokens", 100_000, |_| {
        let token = kernel.cancel_token().unwrap();
        token.clone().cancel();
        assert!(token.is_cancelled());
    });
    stays_flat("empty environments", 20_000, |_| drop(kernel.empty_environment().unwrap()));
}

#[test]
fn requests_to_the_kernel_leave_memory_flat() {
    in_its_own_process(
        "kernel::requests_to_the_kernel_leave_memory_flat",
        requests_on_a_thread_of_the_kernel_and_on_others,
    );
}

fn requests_on_a_thread_of_the_kernel_and_on_others() {
    let (lean, _guard) = support::lean();
    let kernel = lean.kernel().unwrap();
    let options = ImportOptions { search_path: Some(support::core()), ..ImportOptions::default() };
    let shared = kernel.import(&["Core"], &options).unwrap().share();
    let cancel = kernel.cancel_token().unwrap();
    kernel.run(move || requests(kernel, &shared.get().unwrap(), &cancel)).unwrap();
    let five = kernel.nat(5u8).unwrap();
    let environment = kernel.import(&["Core"], &options).unwrap();
    stays_flat("threads with a large stack", 4_000, |_| drop(environment.infer_type(&five).unwrap()));
}
