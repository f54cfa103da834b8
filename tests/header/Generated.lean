/-
Source of Generated.c, which the compiler of Lean 4.35.0 itself wrote: `lean Generated.lean -c Generated.c`.
It brings its own prelude, so that no library is needed. It covers what the emitter does without one: constructors and
their reuse, closures and partial application, closed terms, static data, big literals, strings.
-/
prelude
universe u
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
inductive Nat where | zero | succ (n : Nat)
inductive Bool where | false | true
inductive List (α : Type u) where | nil | cons (head : α) (tail : List α)
class inductive Nonempty (α : Sort u) : Prop where | intro (val : α) : Nonempty α
class Inhabited (α : Sort u) where default : α
@[reducible] instance : Inhabited Nat := Inhabited.mk Nat.zero
class OfNat (α : Type u) (n : Nat) where ofNat : α
@[reducible] instance instOfNatNat (n : Nat) : OfNat Nat n := OfNat.mk n
inductive Char where | mk (n : Nat)
inductive String where | mk (data : List Char)
@[reducible] instance : Inhabited String := Inhabited.mk (String.mk List.nil)

@[extern "lean_nat_add"] opaque Nat.add (a b : @& Nat) : Nat
@[extern "lean_nat_mul"] opaque Nat.mul (a b : @& Nat) : Nat
@[extern "lean_string_append"] opaque String.append (a : String) (b : @& String) : String

inductive Tree where | leaf | node (left : Tree) (value : Nat) (right : Tree)

/-- The nodes are reused when the tree is not shared. -/
@[export generated_mirror]
def Tree.mirror (t : Tree) : Tree := Tree.casesOn t Tree.leaf (fun l v r => Tree.node r (Nat.add v 7) l)

def compose {α : Type} (f g : α → α) (x : α) : α := f (g x)
@[noinline] def twice {α : Type} (f : α → α) : α → α := compose f f
@[noinline] def combine (a b c : Nat) : Nat := Nat.add (Nat.mul a b) c

/-- 6 + (6 + n), through a closure that is applied twice. -/
@[export generated_closures]
def closures (n : Nat) : Nat := twice (combine 2 3) n

/-- A closed term, computed once: 10^30 + 5. -/
@[noinline, export generated_big]
def big (_ : Unit) : Nat := Nat.add 1000000000000000000000000000000 5

@[export generated_greeting]
def greeting (name : String) : String := String.append (String.append "hello, " name) " ∀ 🦀"

/-- Static data. -/
@[export generated_list]
def list : List Nat := List.cons 1 (List.cons 2 (List.cons 3 List.nil))

@[noinline] def choose (b : Bool) (t : Tree) : Tree := Bool.casesOn b t t.mirror
@[export generated_tree]
def tree (n : Nat) (t : Tree) : Tree := Tree.node (choose Bool.true t) (Nat.add (big PUnit.unit) n) (choose Bool.false t)
