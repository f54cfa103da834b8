//! The boundary between Rust and Lean: the failure of a Rust function is told by the call in which it happened, by that
//! alone, and a panic ends at the boundary, wherever it begins.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leanbind::registry::{FuncInfo, TypeRepr};
use leanbind::runtime::ThreadGuard;
use leanbind::{CallError, Closure, LeanLibrary, TypedFunction, TypedObj, Value, View};

use crate::support::closures::{nat, successor};
use crate::support::{self, Registry};
use crate::temp_dir::TempDir;

/// `def lazy (f : Nat → Nat) (n : Nat) : Array (Thunk Nat) := #[Thunk.mk fun _ => f n]`
const LAZY: &str = r"
    static lean_object* run(lean_object* f, lean_object* n, lean_object* u) { return lean_apply_1(f, n); }
    LEAN_EXPORT lean_object* boundary_lazy(lean_object* f, lean_object* n) {
        lean_object* c = lean_alloc_closure((void*)run, 3, 2);
        lean_closure_set(c, 0, f);
        lean_closure_set(c, 1, n);
        return lean_array_push(lean_mk_empty_array_with_capacity(lean_box(1)), lean_mk_thunk(c));
    }
    LEAN_EXPORT lean_object* boundary_first(lean_object* thunks) {
        lean_object* n = lean_thunk_get_own(lean_array_get_core(thunks, 0));
        lean_dec(thunks);
        return n;
    }";

type Lazy = TypedFunction<(Closure, u64), TypedObj>;

fn lazy() -> (LeanLibrary, Lazy) {
    let folder = TempDir::new();
    let thunks = r#"{"kind": "array", "elem": {"kind": "opaque", "name": "Thunk", "type": "Thunk Nat", "args": [{"kind": "nat"}]}}"#;
    let funcs = format!(
        r#"[{{"declName": "lazy", "exportName": "boundary_lazy", "params": [
                {{"kind": "opaque", "name": "[anonymous]", "type": "Nat -> Nat",
                  "function": {{"params": [{{"kind": "nat"}}], "result": {{"kind": "nat"}}}}}}, {{"kind": "nat"}}],
              "returnType": {thunks}}},
            {{"declName": "first", "exportName": "boundary_first", "params": [{thunks}],
              "returnType": {{"kind": "nat"}}}}]"#
    );
    let registry = Registry { name: "Boundary", funcs: &funcs, types: "[]" };
    let [library] = support::libraries(folder.path(), LAZY, &[], "lean_io_result_mk_ok(lean_box(0))", [registry]);
    let lazy = library.function("boundary_lazy").unwrap().typed().unwrap();
    (library, lazy)
}

fn failing() -> Closure {
    Closure::pure(|_| Err("cannot".into()))
}

#[track_caller]
fn assert_told<T: std::fmt::Debug>(result: Result<T, CallError>, text: &str) {
    let error = result.unwrap_err();
    assert!(matches!(error, CallError::Callback { .. }), "{error:?}");
    assert!(error.to_string().contains(text), "{error}");
}

/// No later call tells a failure that is not its own.
#[track_caller]
fn assert_forgotten() {
    let increment = support::fixture().call("py_increment", (1u64,));
    assert_eq!(increment.unwrap(), nat(2));
}

#[test]
fn whoever_forces_a_thunk_is_told_that_its_function_failed() {
    let (_lean, _guard) = support::lean();
    let (library, lazy) = lazy();
    let array = TypeRepr::Array(Box::new(TypeRepr::Named { name: "Thunk".into(), args: vec![TypeRepr::Nat] }));
    let wrapper = library.marshaller().wrapper_for(&array).unwrap();
    let of_nat = library.marshaller().wrapper_for(&TypeRepr::Nat).unwrap();
    let first = library.function("boundary_first").unwrap();
    type Way<'a> = &'a dyn Fn(TypedObj) -> Result<(), CallError>;
    let element =
        |thunks: &TypedObj, read: &dyn Fn(View<'_>) -> Result<(), CallError>| thunks.view().element(0).and_then(read);
    let ways: [(&str, Way<'_>); 8] = [
        ("the whole as a value", &|thunks| thunks.view().decode().map(drop)),
        ("the whole as a Rust type", &|thunks| thunks.view().decode_as::<Vec<u64>>().map(drop)),
        ("an element as a value", &|thunks| element(&thunks, &|n| n.decode().map(drop))),
        ("an element as a Rust type", &|thunks| element(&thunks, &|n| n.decode_as::<u64>().map(drop))),
        ("a reading of another type", &|thunks| element(&thunks, &|n| n.as_str().map(drop))),
        ("a conversion", &|thunks| {
            // SAFETY: the object is of this type.
            unsafe { wrapper.from_lean(thunks.object().as_obj()) }.map(drop)
        }),
        ("a conversion of an element", &|thunks| {
            let thunk = thunks.view().element(0)?.decode_as::<TypedObj>()?;
            of_nat.to_typed(&thunk).map(drop)
        }),
        ("a call", &|thunks| first.call((thunks,)).map(drop)),
    ];
    for (name, read) in ways {
        let thunks = lazy.call((failing(), 41)).unwrap();
        let result = read(thunks);
        assert!(matches!(result, Err(CallError::Callback { .. })), "{name}: {result:?}");
        assert_told(result, "cannot");
        assert_forgotten();
        let thunks = lazy.call((successor(), 41)).unwrap();
        let result = read(thunks);
        assert!(result.is_ok() || name == "a reading of another type", "{name}: {result:?}");
    }
}

#[test]
fn a_failure_in_a_call_within_a_function_is_that_calls() {
    let (_lean, _guard) = support::lean();
    let (_library, lazy) = lazy();
    let outer = Closure::typed(move |n: u64| -> u64 {
        let thunks = lazy.call((failing(), n)).unwrap();
        match thunks.view().element(0).unwrap().decode_as::<u64>() {
            Err(CallError::Callback { .. }) => 99,
            other => panic!("{other:?}"),
        }
    });
    assert_eq!(support::fixture().call("py_apply", (outer, 3u64)).unwrap(), nat(99));
    assert_forgotten();
}

thread_local! {
    static GUARD: RefCell<Option<ThreadGuard>> = const { RefCell::new(None) };
}

#[test]
fn a_guard_that_is_kept_on_a_thread_of_leans_changes_nothing() {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    let numbers: Vec<Value> = (0..50u64).map(Value::from).collect();
    for _ in 0..20 {
        let keeping = Closure::typed(move |n: u64| {
            GUARD.with(|guard| *guard.borrow_mut() = Some(lean.attach()));
            n + 1
        });
        lib.call("py_map_tasks", (keeping, numbers.clone())).unwrap();
    }
    for _ in 0..50 {
        assert_told(lib.call("py_map_tasks", (failing(), vec![nat(1)])), "cannot");
        assert_forgotten();
    }
}

/// Calls Lean when it is dropped.
struct CallsWhenDropped(Arc<AtomicUsize>);

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        assert_forgotten();
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_captured_value_that_calls_lean_when_it_is_dropped_takes_no_failure_away() {
    let (_lean, _guard) = support::lean();
    let dropped = Arc::new(AtomicUsize::new(0));
    for round in 1..=20 {
        let captured = CallsWhenDropped(dropped.clone());
        let function = Closure::pure(move |_| {
            let _ = &captured;
            Err("cannot".into())
        });
        assert_told(support::fixture().call("py_map_nat", (function, vec![nat(1), nat(2)])), "cannot");
        assert_eq!(dropped.load(Ordering::Relaxed), round);
        assert_forgotten();
    }
}

/// Panics when it is dropped.
struct Bomb(Arc<AtomicUsize>);

impl Drop for Bomb {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("a bomb that a test dropped");
    }
}

#[derive(Debug)]
struct BombError(Bomb);

impl std::fmt::Debug for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bomb")
    }
}

impl std::fmt::Display for BombError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "an error with a {:?}", self.0)
    }
}

impl std::error::Error for BombError {}

/// `IO.asTask`, so that an action runs on a thread of Lean's.
fn as_task() -> leanbind::Function {
    let (lean, _guard) = support::lean();
    let pair = TypeRepr::Prod(
        Box::new(TypeRepr::Function { params: vec![TypeRepr::Nat], result: Box::new(TypeRepr::Nat) }),
        Box::new(TypeRepr::Nat),
    );
    let action = TypeRepr::Io { elem: Box::new(pair.clone()), base: false };
    let result = TypeRepr::Except { error: Box::new(TypeRepr::opaque("IO.Error")), value: Box::new(pair), eio: false };
    let info = FuncInfo {
        export_name: "lean_io_as_task".into(),
        params: vec![action, TypeRepr::Nat],
        return_type: TypeRepr::Named { name: "Task".into(), args: vec![result] },
        ..FuncInfo::default()
    };
    // SAFETY: this is the type of `IO.asTask`, whose type argument is erased.
    unsafe { lean.core_library().unwrap().declare(info) }.unwrap()
}

#[test]
fn a_destructor_that_panics_is_dropped_once_and_does_no_harm_on_any_thread() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let numbers = || (0..20u64).map(Value::from).collect::<Vec<_>>();
    let made = Arc::new(AtomicUsize::new(0));
    let dropped = Arc::new(AtomicUsize::new(0));
    let bomb = || {
        made.fetch_add(1, Ordering::Relaxed);
        Bomb(dropped.clone())
    };
    let as_task = as_task();
    type Way<'a> = &'a dyn Fn() -> Result<Value, CallError>;
    let ways: [(&str, Way<'_>); 7] = [
        ("captured by a pure function that succeeds", &|| {
            let bomb = bomb();
            let function = Closure::typed(move |n: u64| {
                let _ = &bomb;
                n
            });
            lib.call("py_begin_tasks", (function, numbers()))
        }),
        ("captured by one that fails, on the calling thread", &|| {
            let bomb = bomb();
            let function = Closure::pure(move |_| {
                let _ = &bomb;
                Err("cannot".into())
            });
            lib.call("py_map_nat", (function, numbers()))
        }),
        ("captured by one that fails, on threads of Lean's", &|| {
            let bomb = bomb();
            let function = Closure::pure(move |_| {
                let _ = &bomb;
                Err("cannot".into())
            });
            lib.call("py_map_tasks", (function, numbers()))
        }),
        ("in an error", &|| {
            let bomb = std::sync::Mutex::new(Some(bomb()));
            let function = Closure::pure(move |_| match bomb.lock().unwrap().take() {
                Some(bomb) => Err(Box::new(BombError(bomb))),
                None => Err("cannot".into()),
            });
            lib.call("py_map_tasks", (function, numbers()))
        }),
        ("in a panic's payload", &|| {
            let bomb = std::sync::Mutex::new(Some(bomb()));
            let function = Closure::pure(move |_| match bomb.lock().unwrap().take() {
                Some(bomb) => std::panic::panic_any(bomb),
                None => Err("cannot".into()),
            });
            lib.call("py_map_tasks", (function, numbers()))
        }),
        ("in a result that does not fit, on a thread of Lean's", &|| {
            let bomb = std::sync::Mutex::new(Some(bomb()));
            let action = Closure::action(move |_| {
                let bomb = bomb.lock().unwrap().take();
                let function = Closure::typed(move |n: u64| {
                    let _ = &bomb;
                    n
                });
                Ok(Value::from((Value::Function(function), Value::from("no Nat"))))
            });
            as_task.call((action, 0u64))
        }),
        ("in a result that does not fit, on the calling thread", &|| {
            let bomb = std::sync::Mutex::new(Some(bomb()));
            let action = Closure::action(move |_| {
                let bomb = bomb.lock().unwrap().take();
                let function = Closure::typed(move |n: u64| {
                    let _ = &bomb;
                    n
                });
                Ok(Value::from((Value::Function(function), Value::from("no Nat"))))
            });
            lib.call("py_run", (action, 3u64))
        }),
    ];
    for (name, run) in ways {
        for _ in 0..3 {
            // What Rust itself drops may panic in Rust, as everywhere.
            let _ = catch_unwind(AssertUnwindSafe(|| run().map(drop).map_err(drop)));
            assert_forgotten();
        }
        // A task of Lean's may drop its function a little later.
        let started = std::time::Instant::now();
        while dropped.load(Ordering::Relaxed) != made.load(Ordering::Relaxed) {
            assert!(started.elapsed().as_secs() < 60, "{name}: {dropped:?} of {made:?}");
            std::thread::yield_now();
        }
    }
}
