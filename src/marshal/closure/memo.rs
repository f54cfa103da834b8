//! [`Memo`]: memoises a Rust function, so that equal arguments always have equal results.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::callback::CallbackError;
use crate::lock::Lock;
use crate::marshal::codec::Codec;
use crate::marshal::deep::deep;
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::{LeanObj, SharedObj};

/// The results of a function by its arguments.
#[derive(Default)]
pub(super) struct Memo(Lock<FxHashMap<Box<[u8]>, Remembered>>);

type Remembered = Result<SharedObj, Arc<CallbackError>>;

impl Memo {
    /// The result for these arguments. Calls `run` if there is none yet.
    pub(super) fn get_or_run(
        &self,
        args: &[Value],
        run: impl FnOnce() -> Result<LeanObj, Arc<CallbackError>>,
    ) -> Result<LeanObj, Arc<CallbackError>> {
        let key = key(args);
        if let Some(known) = self.0.lock().get(&key) {
            return object(known);
        }
        // Without the lock, because the function may call itself. If two threads run it, the first result counts.
        let fresh = run().map(SharedObj::new);
        let mut known = self.0.lock();
        match known.get(&key) {
            Some(first) => {
                let first = object(first);
                // Drops `fresh` without the lock, because that may run any code.
                drop(known);
                first
            }
            None => object(known.entry(key).or_insert(fresh)),
        }
    }
}

fn object(known: &Remembered) -> Result<LeanObj, Arc<CallbackError>> {
    known.as_ref().map(SharedObj::get).map_err(Clone::clone)
}

/// Whether [`key`] can distinguish values of the type: they contain no opaque value and no function.
pub(super) fn is_comparable(ty: Ty<'_>, seen: &mut FxHashSet<usize>) -> bool {
    match ty.codec {
        Codec::Opaque(_) | Codec::Function(_) | Codec::Bound(_) | Codec::Boxed => false,
        // Lean's own function converts the values, so equal values have equal targets.
        Codec::Converted(converted) => is_comparable(ty.with(&converted.target), seen),
        Codec::Checked(checked) => is_comparable(ty.with(&checked.carrier), seen),
        Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => is_comparable(ty.with(elem), seen),
        Codec::Thunk(elem) | Codec::Task(elem) => is_comparable(ty.with(elem), seen),
        Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => {
            is_comparable(ty.with(&pair.0), seen) && is_comparable(ty.with(&pair.1), seen)
        }
        Codec::Inductive(i) => {
            let fields = ty.table.inductive(*i).constructors.iter().flat_map(|constructor| &constructor.fields);
            !seen.insert(*i) || deep(|| fields.into_iter().all(|codec| is_comparable(ty.with(codec), seen)))
        }
        Codec::Unit | Codec::Bool | Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_) => true,
        Codec::Float | Codec::Float32 | Codec::Char | Codec::String | Codec::Bytes | Codec::Floats => true,
    }
}

/// Bytes that are equal exactly if Lean considers the arguments equal. Their types are known, so lengths and
/// constructors suffice.
fn key(args: &[Value]) -> Box<[u8]> {
    let mut key = Vec::new();
    args.iter().for_each(|arg| write(arg, &mut key));
    key.into()
}

fn write(value: &Value, key: &mut Vec<u8>) {
    match value {
        Value::Unit => {}
        Value::Bool(b) => key.push(u8::from(*b)),
        Value::Nat(n) => write_bytes(&n.to_biguint().to_bytes_le(), key),
        Value::Int(n) => write_bytes(&n.to_bigint().to_signed_bytes_le(), key),
        Value::UInt(n) => key.extend(n.to_le_bytes()),
        Value::SInt(n) => key.extend(n.to_le_bytes()),
        Value::Float(x) => write_float(*x, key),
        Value::Float32(x) => write_float(f64::from(*x), key),
        Value::Char(c) => key.extend(u32::from(*c).to_le_bytes()),
        Value::String(s) => write_bytes(s.as_bytes(), key),
        Value::Bytes(bytes) => write_bytes(bytes, key),
        Value::Floats(floats) => {
            write_length(floats.len(), key);
            floats.iter().for_each(|x| write_float(*x, key));
        }
        Value::Array(items) | Value::List(items) => {
            write_length(items.len(), key);
            items.iter().for_each(|item| write(item, key));
        }
        Value::Option(None) => key.push(0),
        Value::Option(Some(v)) => write_case(1, v, key),
        Value::Prod(pair) => {
            write(&pair.0, key);
            write(&pair.1, key);
        }
        Value::Inl(v) | Value::Except(Err(v)) => write_case(0, v, key),
        Value::Inr(v) | Value::Except(Ok(v)) => write_case(1, v, key),
        Value::Inductive(v) => deep(|| {
            key.extend(v.tag().to_le_bytes());
            v.fields().iter().for_each(|field| write(field, key));
        }),
        Value::Opaque(_) | Value::Function(_) => unreachable!("`is_comparable` has refused the type"),
    }
}

fn write_case(tag: u8, value: &Value, key: &mut Vec<u8>) {
    key.push(tag);
    write(value, key);
}

fn write_bytes(bytes: &[u8], key: &mut Vec<u8>) {
    write_length(bytes.len(), key);
    key.extend(bytes);
}

fn write_length(length: usize, key: &mut Vec<u8>) {
    key.extend((length as u64).to_le_bytes());
}

/// Lean has one NaN (`Float.toBits`), and distinguishes the zeros.
fn write_float(x: f64, key: &mut Vec<u8>) {
    let x = if x.is_nan() { f64::NAN } else { x };
    key.extend(x.to_bits().to_le_bytes());
}
