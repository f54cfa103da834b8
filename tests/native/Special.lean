/-
Types that a random definition does not lead to: with fields that do not exist at run time, and mutual ones. There is no
structural recursion without `Prod`, so recursive functions are `unsafe`.
-/
prelude
import Core
set_option autoImplicit false
set_option genCtorIdx false
set_option genInjectivity false

/-- A proof and a type between the fields that exist at run time. -/
structure Witness where
  byte : UInt8
  isTrue : True
  type : Type → Type
  count : Nat

@[export special_witness] def witness (byte : UInt8) (count : Nat) : Witness := ⟨byte, True.intro, List, count⟩
@[export special_witness_byte] def Witness.getByte (x : Witness) : UInt8 := x.byte
@[export special_witness_count] def Witness.getCount (x : Witness) : Nat := x.count

/-- A trivial structure, as the proof does not exist. -/
structure Subset where
  isTrue : True
  value : UInt64

@[export special_subset] def subset (value : UInt64) : Subset := ⟨True.intro, value⟩
@[export special_subset_value] def Subset.get (x : Subset) : UInt64 := x.value

mutual
inductive Statement where
  | skip
  | assign (name : String) (value : Term)
  | block (body : List Statement)

inductive Term where
  | number (value : UInt64)
  | result (statement : Statement)
end

mutual
@[export special_rebuild_statement]
unsafe def Statement.rebuild (x : Statement) : Statement :=
  Statement.casesOn x .skip (fun name value => .assign (again name) value.rebuild)
    (fun body => .block (Statement.rebuildAll body))

unsafe def Statement.rebuildAll (xs : List Statement) : List Statement :=
  List.casesOn xs .nil (fun first rest => .cons first.rebuild (Statement.rebuildAll rest))

@[export special_rebuild_term]
unsafe def Term.rebuild (x : Term) : Term :=
  Term.casesOn x (fun value => .number (again value)) (fun statement => .result statement.rebuild)
end
