//! Tests of differences: that states are rebuilt, and that a difference contains no more than it must.

use std::collections::HashSet;
use std::ffi::c_void;

use super::*;
use crate::Runtime;
use crate::kernel::list::{array, list};
use crate::kernel::{CancelToken, SearchPath};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::SharedImports;
use crate::server::elaborator::{Elaborator, Importing, interpreted};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::CommandOptions;
use crate::server::reference::Reference;
use crate::sys::lean_object;

/// A running Lean.
struct Lean {
    elaborator: &'static Elaborator,
    none: Regions,
    cancel: CancelToken,
    _guard: crate::ThreadGuard,
}

impl Lean {
    fn new() -> Self {
        let runtime = Runtime::for_tests();
        let _guard = runtime.attach();
        let elaborator = Elaborator::get(runtime).unwrap();
        let cancel = elaborator.kernel.cancel_token().unwrap();
        Lean { elaborator, none: Regions::new(&array([])).unwrap(), cancel, _guard }
    }

    /// The difference between two objects that are counterparts.
    fn difference(&self, state: &LeanObj, origin: &LeanObj) -> Result<(Difference, LeanObj), Interrupt> {
        let graph = Graph::new(&self.elaborator.region, &self.cancel);
        let mut alignment = Alignment::new(&graph, &self.none, origin.as_obj());
        alignment.pair(state.as_obj(), &[])?;
        alignment.walk(state.as_obj())?;
        Difference::new(&alignment, state.as_obj())
    }

    /// The difference, its payload and the rebuilt state, which is checked to be the same.
    fn there_and_back(&self, state: &LeanObj, origin: &LeanObj) -> (Difference, LeanObj, LeanObj) {
        let (difference, payload) = unwrap(self.difference(state, origin));
        let text = serde_json::to_string(&difference).unwrap();
        let difference: Difference = serde_json::from_str(&text).unwrap();
        let made = self.rebuild(&difference, &payload, origin).ok().unwrap();
        assert!(self.same(state, &made), "{text}");
        (difference, payload, made)
    }

    fn rebuild(&self, difference: &Difference, payload: &LeanObj, origin: &LeanObj) -> Result<LeanObj, RebuildError> {
        let graph = Graph::new(&self.elaborator.region, &self.cancel);
        difference.rebuild(&graph, origin.as_obj(), payload.as_obj())
    }

    /// Whether two objects are equivalent.
    fn same(&self, one: &LeanObj, other: &LeanObj) -> bool {
        let graph = Graph::new(&self.elaborator.region, &self.cancel);
        let (mut waiting, mut seen) = (vec![(one.as_obj(), other.as_obj())], HashSet::new());
        while let Some((one, other)) = waiting.pop() {
            if one.as_ptr() == other.as_ptr() || !seen.insert((one.as_ptr(), other.as_ptr())) {
                continue;
            }
            let (ours, theirs) = (unwrap(graph.children(one)), unwrap(graph.children(other)));
            let code = |object: ObjRef<'_>| object.closure_parts().map(|parts| parts.code);
            let equal = graph::Form::from_object(one) == graph::Form::from_object(other)
                && one.string_bytes() == other.string_bytes()
                && code(one) == code(other);
            if !equal {
                return false;
            }
            waiting.extend(ours.as_slice().iter().copied().zip(theirs.as_slice().iter().copied()));
        }
        true
    }

    /// The addresses of all objects in an object.
    fn objects(&self, object: &LeanObj) -> HashSet<*mut lean_object> {
        let graph = Graph::new(&self.elaborator.region, &self.cancel);
        let (mut waiting, mut seen) = (vec![object.as_obj()], HashSet::new());
        while let Some(object) = waiting.pop() {
            if object.as_scalar().is_none() && seen.insert(object.as_ptr()) {
                waiting.extend(unwrap(graph.children(object)).as_slice());
            }
        }
        seen
    }
}

fn unwrap<T>(done: Result<T, Interrupt>) -> T {
    match done {
        Ok(value) => value,
        Err(Interrupt::Error(error)) => panic!("{error}"),
        Err(Interrupt::Cancelled) => panic!("cancelled"),
    }
}

fn text(n: usize) -> LeanObj {
    LeanObj::string(&format!("text {n}"))
}

/// An object that is too large to be copied.
fn large(n: usize) -> LeanObj {
    list((0..100).map(|i| text(1000 * n + i)).collect::<Vec<_>>())
}

fn node<const N: usize>(fields: [LeanObj; N]) -> LeanObj {
    LeanObj::constructor(3, fields)
}

/// The number of objects in a difference: those in the payload, and those to rebuild.
fn size(lean: &Lean, (difference, payload, _): &(Difference, LeanObj, LeanObj)) -> usize {
    lean.objects(payload).len() + difference.objects.len()
}

#[test]
fn an_unchanged_state_is_a_place_in_the_origin() {
    let lean = Lean::new();
    let origin = large(1);
    let nothing = lean.there_and_back(&origin, &origin);
    assert_eq!((lean.objects(&nothing.1).len(), nothing.0.objects.len(), nothing.0.places.len()), (1, 0, 1));
    assert_eq!(nothing.2.as_ptr(), origin.as_ptr());
}

#[test]
fn objects_around_a_change_are_rebuilt() {
    let lean = Lean::new();
    let (left, right) = (large(1), large(2));
    let deep = node([left.clone(), node([right.clone(), large(3), LeanObj::scalar(5)])]);
    let changed = node([left, node([right, large(4), LeanObj::scalar(6)])]);
    let done = lean.there_and_back(&changed, &deep);
    assert_eq!((done.0.objects.len(), done.0.places.len()), (2, 4));
    // The payload has the new list, two templates, and the array itself.
    assert_eq!(lean.objects(&done.1).len(), lean.objects(&large(4)).len() + 3);
}

#[test]
fn a_long_array_is_the_origins_with_some_elements_changed() {
    let lean = Lean::new();
    let elements: Vec<LeanObj> = (0..1000).map(text).collect();
    let origin = array(elements.clone());
    let with = |change: &dyn Fn(&mut Vec<LeanObj>)| {
        let mut elements = elements.clone();
        change(&mut elements);
        size(&lean, &lean.there_and_back(&array(elements), &origin))
    };
    assert!(with(&|it| it[7] = text(7000)) < 5);
    assert!(with(&|it| it.push(text(7000))) < 5);
    assert!(with(&|it| it[7] = LeanObj::scalar(4)) < 5);
    assert!(with(&|it| it.truncate(998)) < 5);
    assert!(with(&|it| it.truncate(3)) < 10);
}

/// `Lean.ScopedEnvExtension` has a stack that grows whenever a namespace is opened.
#[test]
fn a_list_that_grew_contains_the_old_list() {
    let lean = Lean::new();
    let state = node([large(1), large(2)]);
    let origin = node([list([state.clone()]), large(9)]);
    let pushed = node([list([state.clone(), state.clone(), state.clone()]), large(9)]);
    assert!(size(&lean, &lean.there_and_back(&pushed, &origin)) < 600);
    let [one, two] = [large(1), large(2)];
    let origin = list([node([one.clone(), two.clone()])]);
    // Both states differ from the origin's, but share parts with it.
    let new = |n: usize| node([one.clone(), list([text(n)])]);
    assert!(size(&lean, &lean.there_and_back(&list([new(1), new(2)]), &origin)) < 30);
    let origin = list((0..500).map(text).collect::<Vec<_>>());
    let grown = LeanObj::constructor(1, [text(8), LeanObj::constructor(1, [text(9), origin.clone()])]);
    assert!(size(&lean, &lean.there_and_back(&grown, &origin)) < 10);
}

/// An insertion into a balanced tree makes the nodes on the way anew, and moves them.
#[test]
fn a_rotated_tree_shares_the_old_branches() {
    let lean = Lean::new();
    let inner = |value: usize, left: &LeanObj, right: &LeanObj| node([text(value), left.clone(), right.clone()]);
    let branch = |n: usize| inner(n, &large(n), &large(n + 10));
    let [p, q, r, x, y, z] = [10, 20, 30, 40, 50, 60].map(branch);
    let with = |right: &LeanObj| inner(7, &p, &inner(8, &q, right));
    let (old, new) = (with(&r), with(&inner(9, &r, &LeanObj::scalar(0))));
    let check = |origin: LeanObj, rotated: LeanObj| {
        assert!(size(&lean, &lean.there_and_back(&rotated, &origin)) < 40);
    };
    let middle = inner(2, &x, &y);
    check(inner(3, &inner(1, &old, &middle), &z), inner(1, &new, &inner(3, &middle, &z)));
    let twice = |a: &LeanObj, b: &LeanObj, c: &LeanObj| inner(2, &inner(1, a, b), &inner(3, c, &z));
    check(inner(3, &inner(1, &x, &inner(2, &old, &y)), &z), twice(&x, &new, &y));
    check(inner(3, &inner(1, &x, &inner(2, &y, &old)), &z), twice(&x, &y, &new));
}

/// No pair leads to an older array of states in a task, a closure or a reference.
#[test]
fn shared_objects_are_found_without_a_pair() {
    unsafe extern "C" fn code(_: *mut lean_object, _: *mut lean_object) -> *mut lean_object {
        unreachable!("nobody calls it")
    }
    let lean = Lean::new();
    let states: Vec<LeanObj> = (0..50).map(|n| node([large(n), large(100 + n)])).collect();
    let with = |place: usize, new: usize| {
        let mut states = states.clone();
        let old = states[place].as_obj().owned_field(0).unwrap().clone();
        states[place] = node([old, list([text(new)])]);
        array(states)
    };
    let (origin, none) = (node([array(states.clone()), LeanObj::scalar(0)]), || LeanObj::scalar(0));
    // SAFETY: the function takes two objects.
    let closure = |first| unsafe { LeanObj::closure(code as *const c_void, 2, first) };
    for hidden in [
        LeanObj::task(with(8, 2)),
        LeanObj::thunk(with(8, 2)),
        closure(with(8, 2)),
        Reference::new(with(8, 2)).into_object(),
        list([none(), with(8, 2), none()]),
    ] {
        let state = node([with(7, 1), hidden]);
        assert!(size(&lean, &lean.there_and_back(&state, &origin)) < 60);
    }
}

#[test]
fn shared_objects_stay_shared() {
    let lean = Lean::new();
    let (old, new) = (large(1), list([text(1)]));
    let shared = node([old.clone(), new]);
    let origin = node([old, LeanObj::scalar(0), LeanObj::scalar(0)]);
    let state = node([large(1), shared.clone(), shared]);
    let (difference, _, made) = lean.there_and_back(&state, &origin);
    let field = |index| made.as_obj().field(index).unwrap().as_ptr();
    assert_eq!(field(1), field(2));
    assert_eq!(difference.objects.len(), 2);
}

/// The children of shared objects are not visited: a large library has tens of millions of objects.
#[test]
fn the_work_depends_on_the_changes_only() {
    let lean = Lean::new();
    fn tree(depth: usize, last: &LeanObj) -> LeanObj {
        if depth == 0 {
            return LeanObj::constructor(1, [text(depth), last.clone()]);
        }
        array(
            (0..32)
                .map(|i| if i == 7 { tree(depth - 1, last) } else { tree(depth - 1, &LeanObj::scalar(0)) })
                .collect::<Vec<_>>(),
        )
    }
    // Like `Lean.PersistentHashMap`, this copies each array on the path to the inserted value.
    fn insert(tree: &LeanObj, path: &[usize], value: &LeanObj) -> LeanObj {
        let Some((first, rest)) = path.split_first() else { return value.clone() };
        let children = tree.as_obj().elements().unwrap();
        let child = |(i, child): (usize, &ObjRef<'_>)| {
            let child = (*child).to_obj();
            if i == *first { insert(&child, rest, value) } else { child }
        };
        array(children.iter().enumerate().map(child).collect::<Vec<_>>())
    }
    let origin = tree(3, &text(1));
    let state = insert(&insert(&origin, &[1, 2, 3], &text(2)), &[31, 0, 5], &large(3));
    let graph = Graph::new(&lean.elaborator.region, &lean.cancel);
    let mut alignment = Alignment::new(&graph, &lean.none, origin.as_obj());
    unwrap(alignment.pair(state.as_obj(), &[]));
    unwrap(alignment.walk(state.as_obj()));
    let (difference, payload) = unwrap(Difference::new(&alignment, state.as_obj()));
    assert!(lean.objects(&origin).len() > 30_000 && graph.steps() < 3000, "{}", graph.steps());
    assert!(lean.same(&lean.rebuild(&difference, &payload, &origin).ok().unwrap(), &state));
}

/// A reference has an identity: only the origin's own reference may take its place.
#[test]
fn a_reference_of_the_origin_stays_the_same_reference() {
    let lean = Lean::new();
    let reference = Reference::new(text(1)).into_object();
    let (own, origin) = (Reference::new(text(2)).into_object(), node([reference.clone(), LeanObj::scalar(0)]));
    let (_, _, made) = lean.there_and_back(&node([reference.clone(), own.clone()]), &origin);
    assert_eq!(made.as_obj().field(0).unwrap().as_ptr(), reference.as_ptr());
    let other = made.as_obj().field(1).unwrap();
    assert_eq!(other.kind(), ObjectKind::Ref);
    assert_ne!(other.as_ptr(), own.as_ptr());
}

#[test]
fn deeply_nested_objects_need_no_stack() {
    let lean = Lean::new();
    let deep = |last: LeanObj| (0..1_000_000).fold(last, |inner, _| node([inner, LeanObj::scalar(1)]));
    let (origin, state) = (node([deep(text(1)), large(1)]), node([deep(text(2)), large(2)]));
    let (difference, payload) = unwrap(lean.difference(&state, &origin));
    let made = lean.rebuild(&difference, &payload, &origin).ok().unwrap();
    assert!(lean.same(&state, &made));
    // With an object of the origin at every depth.
    let parts: Vec<LeanObj> = (0..100_000).map(|_| Reference::new(LeanObj::scalar(0)).into_object()).collect();
    let deep = |last: LeanObj| parts.iter().fold(last, |inner, part| node([inner, part.clone()]));
    let (difference, ..) = lean.there_and_back(&deep(text(2)), &deep(text(1)));
    assert!(difference.places.len() > 100_000);
}

#[test]
fn an_object_that_refers_to_itself_is_refused() {
    let lean = Lean::new();
    let reference = Reference::new(LeanObj::scalar(0)).into_object();
    let state = node([reference.clone(), large(1)]);
    let set = |content: LeanObj| {
        // SAFETY: a reference and an object, which the function consumes; it returns the old value of the reference.
        let before = unsafe { crate::sys::runtime!(lean_st_ref_swap(reference.as_ptr(), content.into_raw())) };
        // SAFETY: as above.
        drop(unsafe { LeanObj::from_raw(before) });
    };
    set(state.clone());
    let Err(Interrupt::Error(error)) = lean.difference(&state, &large(2)) else { panic!() };
    assert_eq!(error.to_string(), "cannot write the state: it refers to itself");
    // Breaks the cycle, so that the objects are freed.
    set(LeanObj::scalar(0));
}

#[test]
fn a_set_token_is_seen() {
    let lean = Lean::new();
    lean.cancel.cancel();
    let state = list((0..100_000).map(text).collect::<Vec<_>>());
    assert!(matches!(lean.difference(&state, &large(2)), Err(Interrupt::Cancelled)));
    // A token that is not set contains an unresolved promise.
    let never = node([lean.elaborator.kernel.cancel_token().unwrap().object().to_obj()]);
    assert!(matches!(lean.difference(&never, &large(2)), Err(Interrupt::Cancelled)));
}

#[test]
fn another_origin_is_refused() {
    let lean = Lean::new();
    let elements = || (0..100).map(text).collect::<Vec<_>>();
    let origin = node([large(1), node([large(2), array(elements())])]);
    let inner = origin.as_obj().owned_field(1).unwrap();
    let old = inner.as_obj().owned_field(1).unwrap().as_obj().elements().unwrap();
    let array_of = |n: usize| array(old[..n].iter().map(|it| (*it).to_obj()).chain([text(1)]).collect::<Vec<_>>());
    let kept = |index| inner.as_obj().owned_field(index).unwrap().clone();
    let state = node([origin.as_obj().owned_field(0).unwrap().clone(), node([kept(0), array_of(100)])]);
    let (difference, payload, _) = lean.there_and_back(&state, &origin);
    let shorter = array(elements().into_iter().take(99).collect::<Vec<_>>());
    let longer = array(elements().into_iter().chain([text(1)]).collect::<Vec<_>>());
    for other in [
        LeanObj::scalar(0),
        text(1),
        node([large(1)]),
        LeanObj::constructor(4, [large(1), kept(0)]),
        node([large(1), text(1)]),
        node([large(1), node([large(2), text(1)])]),
        node([large(1), node([large(2), shorter])]),
        node([large(1), node([large(2), longer])]),
        node([LeanObj::scalar(0), inner.clone()]),
    ] {
        assert!(matches!(lean.rebuild(&difference, &payload, &other), Err(RebuildError::Origin)), "{other:?}");
    }
    // Of the same form, with another number behind the fields, or among the elements.
    let with_scalar = |n: u64| {
        let mut object = crate::object::NewConstructor::new(3, 1, 8);
        object.set_field(0, large(1));
        object.set_scalar(0, 8, n);
        object.finish()
    };
    let with_number =
        |n: usize| array((0..100).map(|i| if i == 7 { LeanObj::scalar(n) } else { text(i) }).collect::<Vec<_>>());
    for of in [&with_scalar as &dyn Fn(u64) -> LeanObj, &|n| with_number(n as usize)] {
        let origin = of(1);
        let (difference, payload, _) = lean.there_and_back(&node([origin.clone(), large(1)]), &origin);
        assert!(lean.rebuild(&difference, &payload, &of(1)).is_ok());
        assert!(matches!(lean.rebuild(&difference, &payload, &of(2)), Err(RebuildError::Origin)));
    }
    let none = array([]);
    assert!(matches!(lean.rebuild(&difference, &none, &origin), Err(RebuildError::Difference)));
    assert!(matches!(lean.rebuild(&difference, &text(1), &origin), Err(RebuildError::Difference)));
}

/// Later imports may have registered more extensions, after the old ones.
#[test]
fn a_pickle_can_be_read_where_more_extensions_are_registered() {
    let lean = Lean::new();
    let environment = |extensions: Vec<LeanObj>| {
        let mut object = crate::object::NewConstructor::new(0, 6, 8);
        object.set_field(3, array(extensions));
        object.finish()
    };
    let states: Vec<LeanObj> = (0..40).map(large).collect();
    let with = |change: usize| {
        let mut states = states.clone();
        states[change] = text(1);
        states
    };
    let (origin, state) = (environment(states.clone()), environment(with(5)));
    let (difference, payload, _) = lean.there_and_back(&state, &origin);
    let grown = environment(states.iter().cloned().chain([text(40), text(41)]).collect());
    let expected = environment(with(5).into_iter().chain([text(40), text(41)]).collect());
    assert!(lean.same(&lean.rebuild(&difference, &payload, &grown).ok().unwrap(), &expected));
    let shrunk = environment(states[..39].to_vec());
    assert!(matches!(lean.rebuild(&difference, &payload, &shrunk), Err(RebuildError::Origin)));
}

/// Whatever commands do, objects that are imported or built into Lean are not copied into the payload.
#[test]
fn no_large_object_of_the_origin_is_in_the_payload() {
    const BEGINNING: &str = "prelude\n\
        axiom Nat : Type\naxiom String : Type\naxiom Lean.Name : Type\naxiom Bool : Type\naxiom Bool.false : Bool\n\
        axiom Bool.true : Bool\naxiom sorryAx.{u} (α : Sort u) (synthetic : Bool) : α";
    let lean = Lean::new();
    let (search_path, imports) = (SearchPath::default(), SharedImports::new());
    let importing = Importing { search_path: &search_path, imports: &imports, options: &[] };
    let run = |before, text: &str| {
        let options = CommandOptions::default();
        let done = lean.elaborator.elaborate(before, text, "Test.lean", &options, importing, &lean.cancel);
        let mut done = unwrap(done);
        (done.state, done.report.take_sorries())
    };
    let (beginning, _) = run(None, BEGINNING);
    let origin = lean.objects(&beginning.import.state.get());
    assert!(origin.len() > 50_000, "{}", origin.len());
    for commands in [
        "",
        "namespace A.B.C\nsection\nvariable (p : Prop)",
        "theorem t (p : Prop) (h : p) : p := h",
        "set_option Elab.async true\ntheorem t (p : Prop) (h : p) : p := by exact h\ntheorem u (p : Prop) (h : p) : p := t p h",
        "inductive Two where\n  | one\n  | two\nnamespace Two\nstructure Pair where\n  left : Two\n  right : Two",
        "class C (α : Type) where\n  c : α\ninstance : C Prop where\n  c := (p : Prop) → p\nattribute [instance] C.c",
        "declare_syntax_cat thing\nsyntax \"a thing\" : thing\nsyntax \"[\" thing \"]\" : term",
        "end A\nnoncomputable section\nuniverse u\nopen Lean\nset_option pp.all true\n@[reducible] def D := Prop",
        "theorem t (p : Prop) (h : p) : p := sorry",
    ] {
        let (state, proofs) = run(Some(&beginning), commands);
        let regions = lean.elaborator.regions_of(&state.import).unwrap();
        let (difference, payload) = unwrap(lean.elaborator.environment_difference(&state, &regions, &lean.cancel));
        check(&lean, &origin, &difference, &payload, commands);
        for (_, proof) in proofs {
            let proof = state.with_state(proof);
            let (difference, payload) = unwrap(lean.elaborator.proof_difference(&proof, &regions, &lean.cancel));
            check(&lean, &origin, &difference, &payload, commands);
        }
    }
}

fn check(lean: &Lean, origin: &HashSet<*mut lean_object>, difference: &Difference, payload: &LeanObj, commands: &str) {
    let graph = Graph::new(&lean.elaborator.region, &lean.cancel);
    let (mut waiting, mut seen) = (vec![payload.as_obj()], HashSet::new());
    while let Some(object) = waiting.pop() {
        if object.as_scalar().is_some() || !seen.insert(object.as_ptr()) {
            continue;
        }
        if origin.contains(&object.as_ptr()) {
            let copied = lean.objects(&object.to_obj()).len();
            assert!(copied < 100, "{copied} objects of the origin are copied for {commands:?}");
        }
        waiting.extend(unwrap(graph.children(object)).as_slice());
    }
    println!(
        "{:6} own, {:5} made, {:5} places: {commands:?}",
        seen.len(),
        difference.objects.len(),
        difference.places.len()
    );
}

/// Extensions without a name are identified by these functions: those of imported modules are interpreted.
#[test]
fn interpreted_functions_are_distinguished() {
    const MACROS: &str = "prelude\naxiom lcAny : Type\naxiom Lean.Syntax : Type\ndef Lean.Macro : Type := Lean.Syntax → Lean.Syntax\n\
        @[macro Lean.Parser.Term.app] def one : Lean.Macro := fun s => s\n\
        @[macro Lean.Parser.Term.app] def two : Lean.Macro := fun s => s";
    let lean = Lean::new();
    let (search_path, imports, options) = (SearchPath::default(), SharedImports::new(), CommandOptions::default());
    let importing = Importing { search_path: &search_path, imports: &imports, options: &[] };
    let done = lean.elaborator.elaborate(None, MACROS, "Test.lean", &options, importing, &lean.cancel);
    let done = unwrap(done);
    let state = done.state.state.get();
    // SAFETY: the objects are in the state, which lives on.
    let objects = lean.objects(&state).into_iter().map(|object| unsafe { ObjRef::from_raw(object) });
    let found: HashSet<u64> = objects.filter_map(interpreted).collect();
    assert_eq!(found.len(), 2, "{:?}", done.messages);
}
