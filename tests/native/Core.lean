/-
The least prelude that the compiler of Lean 4.35.0 generates code with. There is no `Eq` and no `Prod`: where they
are, Lean defines `noConfusion` and `brecOn` for every inductive type, and those need much more.
-/
prelude
universe u v
set_option autoImplicit false
set_option genCtorIdx false
set_option genInjectivity false

unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type
unsafe axiom lcProof {α : Prop} : α

set_option bootstrap.inductiveCheckResultingUniverse false in
inductive PUnit : Sort u where | unit : PUnit
abbrev Unit : Type := PUnit
inductive True : Prop where | intro
inductive Bool where | false | true
inductive Nat where | zero | succ (n : Nat)
inductive Int where | ofNat (n : Nat) | negSucc (n : Nat)
inductive List (α : Type u) where | nil | cons (head : α) (tail : List α)
inductive Option (α : Type u) where | none | some (value : α)
inductive Sum (α : Type u) (β : Type v) where | inl (value : α) | inr (value : β)
inductive Except (ε : Type u) (α : Type v) where | error (e : ε) | ok (a : α)

/- The compiler knows these by name, whatever they are made of. -/
inductive UInt8 where | mk (n : Nat)
inductive UInt16 where | mk (n : Nat)
inductive UInt32 where | mk (n : Nat)
inductive UInt64 where | mk (n : Nat)
inductive USize where | mk (n : Nat)
inductive Float where | mk (n : Nat)
inductive Float32 where | mk (n : Nat)
inductive Array (α : Type u) where | mk (toList : List α)
inductive ByteArray where | mk (data : List UInt8)
inductive FloatArray where | mk (data : List Float)

/- And these not: they are trivial structures. -/
structure Char where val : UInt32
structure Int8 where toUInt8 : UInt8
structure Int16 where toUInt16 : UInt16
structure Int32 where toUInt32 : UInt32
structure Int64 where toUInt64 : UInt64
structure ISize where toUSize : USize

inductive String where | mk (data : List Char)

/-- `x`, without the compiler's knowing. -/
@[noinline] def again {α : Type} (x : α) : α := x
