//! Limits of the kernel: heartbeats and cancel tokens.

use leanbind::kernel::{KernelExceptionKind, Limits};
use leanbind::{Environment, Expr, KernelError};

use crate::support;
use crate::support::kernel::{bvar, constant, core, definition, exception, kernel, lambda, name, nat, theorem};

/// The core with `walk : Nat → Bool`. The kernel takes some heartbeats for each of its steps down to zero.
fn environment() -> Environment {
    let (nat_type, bool_type) = (constant("Nat"), constant("Bool"));
    let motive = |domain: &Expr| lambda("_", domain, &bool_type);
    // walk (n + 1) = Bool.rec (walk n) (walk n) (walk n)
    let branch = constant_in_type("Bool.rec").apps(&[motive(&bool_type), bvar(0), bvar(0), bvar(0)]);
    let step = lambda("n", &nat_type, &lambda("b", &bool_type, &branch));
    let walk = constant_in_type("Nat.rec").apps(&[motive(&nat_type), constant("Bool.true"), step]);
    core().add(&definition("walk", &Expr::arrow(&nat_type, &bool_type), &walk)).unwrap()
}

/// A constant whose universe parameter is that of `Type`.
fn constant_in_type(text: &str) -> Expr {
    Expr::constant(&name(text), &[kernel().level_zero().unwrap().succ().unwrap()])
}

fn walk(steps: u64) -> Expr {
    constant("walk").app(&nat(steps))
}

/// The proposition `walk steps = Bool.true`, and its proof by computation.
fn walk_is_true(steps: u64) -> (Expr, Expr) {
    let (bool_type, yes) = (constant("Bool"), constant("Bool.true"));
    let statement = constant_in_type("Eq").apps(&[bool_type.clone(), walk(steps), yes.clone()]);
    (statement, constant_in_type("rfl").apps(&[bool_type, yes]))
}

fn heartbeats(count: usize) -> Limits {
    Limits { heartbeats: Some(count), ..Limits::default() }
}

/// A request to the kernel that makes `walk` take so many steps.
type Request = fn(&Environment, u64, &Limits) -> Result<(), KernelError>;

/// One request of each kind.
const REQUESTS: [(&str, Request); 4] = [
    ("infer_type", |environment, steps, limits| {
        let (statement, proof) = walk_is_true(steps);
        environment.infer_type_within(&lambda("h", &statement, &bvar(0)).app(&proof), limits).map(drop)
    }),
    ("whnf", |environment, steps, limits| environment.whnf_within(&walk(steps), limits).map(drop)),
    ("is_def_eq", |environment, steps, limits| {
        environment.is_def_eq_within(&walk(steps), &constant("Bool.true"), limits).map(|equal| assert!(equal))
    }),
    ("add", |environment, steps, limits| {
        let (statement, proof) = walk_is_true(steps);
        environment.add_within(&theorem("walked", &statement, &proof), limits).map(drop)
    }),
];

/// Whether the request finishes within `count` heartbeats.
fn is_done(request: Request, environment: &Environment, count: usize) -> bool {
    match request(environment, 20, &heartbeats(count)) {
        Ok(()) => true,
        result => {
            let stopped = exception(result);
            assert_eq!(stopped.kind(), &KernelExceptionKind::DeterministicTimeout);
            assert_eq!(stopped.message(), "(kernel) deterministic timeout");
            false
        }
    }
}

/// The smallest number of heartbeats within which the request finishes.
fn taken(request: Request, environment: &Environment) -> usize {
    let (mut too_few, mut enough) = (0, 1 << 16);
    assert!(is_done(request, environment, enough));
    while enough - too_few > 1 {
        let middle = (too_few + enough) / 2;
        *(if is_done(request, environment, middle) { &mut enough } else { &mut too_few }) = middle;
    }
    enough
}

#[test]
fn a_request_takes_the_same_heartbeats_on_a_new_thread_and_on_an_old_one() {
    let (environment, shared) = (environment(), environment().share());
    // Each request on a thread of its own.
    let new = REQUESTS.map(|(_, request)| taken(request, &environment));
    let old = kernel().run(move || {
        let environment = shared.get().unwrap();
        for (_, request) in REQUESTS {
            (0..support::size(1_000)).for_each(|_| request(&environment, 20, &Limits::default()).unwrap());
        }
        REQUESTS.map(|(_, request)| taken(request, &environment))
    });
    eprintln!("{new:?}");
    assert_eq!(old.unwrap(), new);
    // The kernel takes at least one heartbeat for each step.
    for ((name, _), taken) in REQUESTS.iter().zip(new) {
        assert!(taken > 20, "{name}: {taken}");
    }
}

#[test]
fn each_request_on_a_thread_has_its_own_limit() {
    let (kernel, shared) = (kernel(), core().share());
    let limits = heartbeats(200);
    let count = support::size(2_000);
    let sum = kernel.run(move || {
        let (mut environment, mut sum) = (shared.get().unwrap(), nat(0));
        for i in 0..count {
            let definition = definition(&format!("n{i}"), &constant("Nat"), &sum);
            environment = environment.add_within(&definition, &limits).unwrap();
            sum = constant("Nat.succ").app(&constant(&format!("n{i}")));
        }
        environment.find(&name(&format!("n{}", count - 1))).unwrap().is_some()
    });
    assert!(sum.unwrap());
}

#[test]
fn a_limit_stops_an_endless_request_and_does_not_hold_for_the_next_one() {
    let environment = environment();
    for (name, request) in REQUESTS {
        let stopped = exception(request(&environment, 1 << 40, &heartbeats(200)));
        assert_eq!(stopped.kind(), &KernelExceptionKind::DeterministicTimeout, "{name}");
        assert!(request(&environment, 20, &heartbeats(200)).is_err(), "{name}");
        assert!(request(&environment, 20, &Limits::default()).is_ok(), "{name}");
    }
    assert!(environment.infer_type_within(&walk(1 << 40), &heartbeats(200)).is_ok());
}

#[test]
fn zero_heartbeats_allow_no_step_and_no_limit_allows_any_number() {
    let environment = environment();
    for (name, request) in REQUESTS {
        assert!(request(&environment, 20, &heartbeats(0)).is_err(), "{name}");
        assert!(request(&environment, 20, &heartbeats(usize::MAX)).is_ok(), "{name}");
        assert!(request(&environment, 500, &Limits::default()).is_ok(), "{name}");
    }
}

#[test]
fn a_cancel_token_stops_the_kernel_from_another_thread() {
    let environment = environment();
    let cancel = kernel().cancel_token().unwrap();
    let limits = Limits { cancel: Some(cancel.clone()), ..Limits::default() };
    for (name, request) in REQUESTS {
        assert!(request(&environment, 20, &limits).is_ok(), "{name}");
    }
    assert!(!cancel.is_cancelled());
    let other = cancel.clone();
    std::thread::spawn(move || other.cancel()).join().unwrap();
    assert!(cancel.is_cancelled());
    for (name, request) in REQUESTS {
        let stopped = exception(request(&environment, 20, &limits));
        assert_eq!(stopped.kind(), &KernelExceptionKind::Interrupted, "{name}");
        assert_eq!(stopped.message(), "(kernel) interrupted");
        assert!(request(&environment, 20, &Limits::default()).is_ok(), "{name}");
    }
}
