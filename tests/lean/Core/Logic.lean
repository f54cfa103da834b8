prelude

/-!
A core of our own, in place of `Init`: what the elaborator, its code generator and the kernel ask for by name, and some logic.

It is no copy of `Init`, which is not at hand where the tests run. A declaration that a part of Lean looks up has that part
in its comment.
-/

set_option autoImplicit false
set_option linter.all false

universe u v w

/-! ## Types that the code generator erases to -/

unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type
unsafe axiom lcProof {p : Prop} : p
unsafe axiom lcUnreachable {α : Sort u} : α

/-! ## One value -/

set_option bootstrap.inductiveCheckResultingUniverse false in
/-- Without it no type has a `casesOn`. -/
inductive PUnit : Sort u where
  | unit : PUnit

abbrev Unit : Type := PUnit
abbrev Unit.unit : Unit := PUnit.unit

@[inline] def id {α : Sort u} (a : α) : α := a
@[inline] def Function.const {α : Sort u} (β : Sort v) (a : α) : β → α := fun _ => a

/-! ## Connectives -/

inductive True : Prop where
  | intro : True

inductive False : Prop

def Not (a : Prop) : Prop := a → False

structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b

inductive Or (a b : Prop) : Prop where
  | inl (h : a) : Or a b
  | inr (h : b) : Or a b

structure Iff (a b : Prop) : Prop where
  intro ::
  mp : a → b
  mpr : b → a

inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  | intro (w : α) (h : p w) : Exists p

@[macro_inline] def False.elim {C : Sort u} (h : False) : C := False.rec (fun _ => C) h
@[macro_inline] def absurd {a : Prop} {b : Sort v} (h : a) (k : Not a) : b := False.elim (k h)

theorem trivial : True := True.intro
theorem And.swap {a b : Prop} (h : And a b) : And b a := And.intro h.right h.left

/-! ## Equality -/

inductive Eq {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a

/-- `cases` and `noConfusion` rewrite with it. -/
@[reducible] def Eq.ndrec {α : Sort v} {a : α} {motive : α → Sort u} (m : motive a) {b : α} (h : Eq a b) : motive b :=
  Eq.rec (motive := fun x _ => motive x) m h

theorem rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a

theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a :=
  Eq.ndrec (motive := fun x => Eq x a) rfl h

theorem Eq.trans {α : Sort u} {a b c : α} (h : Eq a b) (k : Eq b c) : Eq a c :=
  Eq.ndrec (motive := fun x => Eq a x) h k

theorem Eq.subst {α : Sort u} {motive : α → Prop} {a b : α} (h : Eq a b) (m : motive a) : motive b :=
  Eq.ndrec m h

theorem congrArg {α : Sort u} {β : Sort v} {a b : α} (f : α → β) (h : Eq a b) : Eq (f a) (f b) :=
  Eq.ndrec (motive := fun x => Eq (f a) (f x)) rfl h

def cast {α β : Sort u} (h : Eq α β) (a : α) : β := Eq.ndrec (motive := fun x => x) a h

/-- Equality between types. -/
inductive HEq {α : Sort u} (a : α) : {β : Sort u} → β → Prop where
  | refl : HEq a a

/-- `cases` turns indices into equations with it. -/
theorem eq_of_heq {α : Sort u} {a b : α} (h : HEq a b) : Eq a b :=
  have general : {β : Sort u} → (c : β) → HEq a c → (e : Eq α β) → Eq (cast e a) c :=
    fun {β} c (k : HEq a c) =>
      HEq.rec (motive := fun {β} (c : β) (_ : HEq a c) => (e : Eq α β) → Eq (cast e a) c)
        (fun (e : Eq α α) => (rfl : Eq (cast e a) a)) k
  (general b h rfl : Eq (cast rfl a) b)

theorem heq_of_eq {α : Sort u} {a b : α} (h : Eq a b) : HEq a b :=
  Eq.ndrec (motive := fun x => HEq a x) HEq.refl h

-- Every environment with imports is taken to have it.
init_quot

/-! ## Products, universes -/

/-- Structural recursion keeps what it has computed in it. -/
structure PProd (α : Sort u) (β : Sort v) where
  fst : α
  snd : β

structure PULift.{r, s} (α : Sort s) : Sort (max s 1 r) where
  up ::
  down : α

/-! ## Decisions -/

inductive Bool : Type where
  | false
  | true

def Bool.isTrue (b : Bool) : Prop := Bool.rec (motive := fun _ => Prop) False True b

theorem Bool.false_ne_true (h : Eq Bool.false Bool.true) : False :=
  Eq.subst (motive := Bool.isTrue) (Eq.symm h) trivial

class Inhabited (α : Sort u) where
  default : α

class inductive Nonempty (α : Sort u) : Prop where
  | intro (val : α) : Nonempty α

class inductive Decidable (p : Prop) where
  | isFalse (h : Not p) : Decidable p
  | isTrue (h : p) : Decidable p

@[inline] def Decidable.decide (p : Prop) [h : Decidable p] : Bool :=
  match h with
  | Decidable.isFalse _ => Bool.false
  | Decidable.isTrue _ => Bool.true

/-- `decide` proves with it. -/
theorem of_decide_eq_true {p : Prop} [h : Decidable p] (same : Eq (Decidable.decide p) Bool.true) : p :=
  Decidable.rec (motive := fun h => Eq (@Decidable.decide p h) Bool.true → p)
    (fun _ (same : Eq Bool.false Bool.true) => False.elim (Bool.false_ne_true same)) (fun holds _ => holds) h same

instance Bool.decEqTrue (b : Bool) : Decidable (Eq b Bool.true) :=
  match b with
  | Bool.false => Decidable.isFalse Bool.false_ne_true
  | Bool.true => Decidable.isTrue rfl

@[inline] def cond {α : Sort u} (b : Bool) (x y : α) : α :=
  match b with
  | Bool.true => x
  | Bool.false => y

@[macro_inline] def dite {α : Sort u} (c : Prop) [h : Decidable c] (t : c → α) (e : Not c → α) : α :=
  match h with
  | Decidable.isTrue k => t k
  | Decidable.isFalse k => e k

@[macro_inline] def ite {α : Sort u} (c : Prop) [h : Decidable c] (t e : α) : α :=
  match h with
  | Decidable.isTrue _ => t
  | Decidable.isFalse _ => e

/-- What stands for a proof that is missing. -/
@[extern "lean_sorry", never_extract] axiom sorryAx (α : Sort u) (synthetic : Bool) : α

/-- For theorems that may rest on it, and the tests that look for it. -/
axiom Classical.em (p : Prop) : Or p (Not p)
