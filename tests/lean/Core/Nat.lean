prelude
import Core.Logic

/-! Natural numbers, texts and numerals. -/

set_option autoImplicit false
set_option linter.all false
set_option warn.classDefReducibility false

universe u v

-- The types' own comparison of constructors would need `Nat.decEq`, which comes after them.
set_option genCtorIdx false in
inductive Nat : Type where
  | zero
  | succ (n : Nat)

/-- What a numeral elaborates to. -/
class OfNat (α : Type u) (n : Nat) where
  ofNat : α

@[instance, instance_reducible] def instOfNatNat (n : Nat) : OfNat Nat n := OfNat.mk n

/-!
The kernel computes these on numerals, and compiled code has its own. Without `WellFounded` there is no recursion by
equations, so that they are written with the recursors.
-/

@[extern "lean_nat_add"] protected def Nat.add (n m : Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) n (fun _ sum => Nat.succ sum) m

@[extern "lean_nat_mul"] protected def Nat.mul (n m : Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) Nat.zero (fun _ product => Nat.add product n) m

@[extern "lean_nat_pred"] def Nat.pred (n : Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) Nat.zero (fun n _ => n) n

@[extern "lean_nat_dec_eq"] def Nat.beq (n : Nat) : (m : Nat) → Bool :=
  Nat.rec (motive := fun _ => Nat → Bool)
    (fun m => Nat.rec (motive := fun _ => Bool) Bool.true (fun _ _ => Bool.false) m)
    (fun _ equals m => Nat.rec (motive := fun _ => Bool) Bool.false (fun m _ => equals m) m) n

@[extern "lean_nat_dec_le"] def Nat.ble (n : Nat) : (m : Nat) → Bool :=
  Nat.rec (motive := fun _ => Nat → Bool)
    (fun _ => Bool.true)
    (fun _ below m => Nat.rec (motive := fun _ => Bool) Bool.false (fun m _ => below m) m) n

/-! `Nat.decEq` decides whether two constructors of a type are the same one, in what `cases` and `noConfusion` make. -/

theorem Nat.eq_of_beq (n : Nat) : (m : Nat) → Eq (Nat.beq n m) Bool.true → Eq n m :=
  Nat.rec (motive := fun n => (m : Nat) → Eq (Nat.beq n m) Bool.true → Eq n m)
    (fun m => Nat.rec (motive := fun m => Eq (Nat.beq Nat.zero m) Bool.true → Eq Nat.zero m)
      (fun _ => rfl) (fun _ _ h => False.elim (Bool.false_ne_true h)) m)
    (fun n same m => Nat.rec (motive := fun m => Eq (Nat.beq (Nat.succ n) m) Bool.true → Eq (Nat.succ n) m)
      (fun h => False.elim (Bool.false_ne_true h)) (fun m _ h => congrArg Nat.succ (same m h)) m) n

theorem Nat.beq_refl (n : Nat) : Eq (Nat.beq n n) Bool.true :=
  Nat.rec (motive := fun n => Eq (Nat.beq n n) Bool.true) rfl (fun _ h => h) n

@[extern "lean_nat_dec_eq"] def Nat.decEq (n m : Nat) : Decidable (Eq n m) :=
  Bool.rec (motive := fun b => Eq (Nat.beq n m) b → Decidable (Eq n m))
    (fun h => Decidable.isFalse fun e =>
      have differ : Eq (Nat.beq n n) Bool.false := Eq.subst (motive := fun x => Eq (Nat.beq n x) Bool.false) (Eq.symm e) h
      Bool.false_ne_true (Eq.trans (Eq.symm differ) (Nat.beq_refl n)))
    (fun h => Decidable.isTrue (Nat.eq_of_beq n m h)) (Nat.beq n m) rfl

theorem Nat.zero_add (n : Nat) : Eq (Nat.add Nat.zero n) n :=
  Nat.rec (motive := fun n => Eq (Nat.add Nat.zero n) n) rfl (fun _ h => congrArg Nat.succ h) n

inductive String : Type where
  | ofCode (n : Nat)

inductive List (α : Type u) : Type u where
  | nil
  | cons (head : α) (tail : List α)
