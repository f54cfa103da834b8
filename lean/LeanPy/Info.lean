module

public meta import LeanPy.TypeRepr

/-!
# What the registry says about functions and inductive types

With what the compiler made of them: machine types, layouts, signatures.
-/

public meta section

open Lean

namespace LeanPy

/-- How the compiler passes or stores a value. -/
inductive MachineType where
  | u8 | u16 | u32 | u64 | usize | f32 | f64
  /-- A `lean_object*`, whether always a heap object, always a boxed scalar, or either. -/
  | object
  /-- A type or proof: passed as `lean_box(0)`, not stored in constructors. -/
  | erased
  /-- The world of `IO`: neither passed nor stored. -/
  | void
  deriving Inhabited, BEq

instance : ToString MachineType where
  toString
    | .u8 => "u8" | .u16 => "u16" | .u32 => "u32" | .u64 => "u64" | .usize => "usize"
    | .f32 => "f32" | .f64 => "f64" | .object => "object" | .erased => "erased" | .void => "void"

instance : ToJson MachineType where
  toJson t := .str (toString t)

/-- Where a constructor object keeps one field. -/
inductive FieldPlace where
  /-- The object slot `index`. -/
  | object (index : Nat)
  /-- The slot `index`, counted from the first object slot; usize slots follow the object slots. -/
  | usize (index : Nat)
  /-- `offset` bytes behind the last object or usize slot. -/
  | scalar (offset : Nat) (type : MachineType)
  /-- Nowhere. -/
  | erased
  deriving Inhabited

instance : ToJson FieldPlace where
  toJson
    | .object index => .mkObj [("at", "object"), ("index", index)]
    | .usize index => .mkObj [("at", "usize"), ("index", index)]
    | .scalar offset type => .mkObj [("at", "scalar"), ("offset", offset), ("type", toJson type)]
    | .erased => .mkObj [("at", "erased")]

/-- The layout of a constructor object. -/
structure Layout where
  /-- Number of object slots. -/
  objects : Nat
  /-- Number of usize slots. -/
  usizes : Nat
  /-- Size of the scalar area in bytes. -/
  scalarBytes : Nat
  /-- The place of every field, in declaration order. -/
  fields : Array FieldPlace
  deriving Inhabited, ToJson

/-- A constructor. -/
structure CtorInfo where
  /-- The constructor's name without that of its type. -/
  name : String
  /-- Its index among the constructors of the type. -/
  tag : Nat
  fieldNames : Array String
  fields : Array TypeRepr
  /-- Absent for a trivial structure, which has no object of its own. -/
  layout? : Option Layout
  deriving Inhabited

/-- An inductive type or structure. -/
structure TypeInfo where
  name : Name
  isStructure : Bool
  /-- No constructor has fields. -/
  isEnum : Bool
  isRecursive : Bool
  numParams : Nat
  /-- Number of indices, which follow the parameters and differ from constructor to constructor. -/
  numIndices : Nat
  /-- How the compiler passes a value of the type. -/
  repr : MachineType
  /-- A structure with one relevant field is represented by that field: its index. -/
  trivialField? : Option Nat
  ctors : Array CtorInfo
  doc? : Option String
  deriving Inhabited

/-- A function or constant. -/
structure FuncInfo where
  declName : Name
  /-- The C symbol. -/
  exportName : String
  /-- With those that the type hides under a name, as in `ReaderT Nat IO String`. -/
  paramNames : Array String
  params : Array TypeRepr
  returnType : TypeRepr
  deriving Inhabited

/-- The machine type of a compiled parameter, and whether the caller keeps ownership of it. -/
structure ParamSignature where
  type : MachineType
  borrowed : Bool
  deriving Inhabited, ToJson

/-- What the compiler made of a definition. -/
structure Signature where
  params : Array ParamSignature
  result : MachineType
  deriving Inhabited, ToJson

end LeanPy
