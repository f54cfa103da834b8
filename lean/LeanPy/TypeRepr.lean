module

public meta import Lean.Data.Json

/-!
# What the registry says about types

`TypeRepr` is the part of a Lean type that a caller outside Lean needs to know. Its JSON is the
format of lean.py; keys that lean.py does not have are additions that its reader ignores.
-/

public meta section

open Lean

namespace LeanPy

/-- A Lean type as a caller outside Lean sees it. -/
inductive TypeRepr where
  | unit
  | bool
  | nat
  | int
  | float
  | float32
  | char
  | string
  /-- `UInt8` to `UInt64`, and `USize` when `usize` is set. -/
  | uint (bits : Nat) (usize : Bool := false)
  /-- `Int8` to `Int64`, and `ISize` when `usize` is set. -/
  | sint (bits : Nat) (usize : Bool := false)
  | array (elem : TypeRepr)
  | list (elem : TypeRepr)
  | option (elem : TypeRepr)
  | prod (a b : TypeRepr)
  | sum (a b : TypeRepr)
  /-- `IO elem`, or `BaseIO elem` when `base` is set. -/
  | io (elem : TypeRepr) (base : Bool := false)
  /-- `Except e a`, or `EIO e a` when `eio` is set. -/
  | except (e a : TypeRepr) (eio : Bool := false)
  /--
  Any other type with a constant at its head, and the whole of it as printed: named if it is
  registered, else opaque.
  -/
  | const (name : Name) (args : Array TypeRepr) (text : String)
  /-- A function type without dependencies. -/
  | function (params : Array TypeRepr) (result : TypeRepr)
  /-- A parameter of the type that is being described. -/
  | param (index : Nat) (text : String)
  /-- A number among the arguments of a type, as in `Fin 5`. -/
  | natural (value : Nat)
  /--
  A value among the arguments of a type that is a parameter of the function being described, counted
  from 0, as in `(n : Nat) → Fin (n + 1)`, where `plus` is 1.
  -/
  | argument (index : Nat) (plus : Nat) (text : String)
  /-- A value among the arguments of a type that depends on other variables, as printed. -/
  | variable (text : String)
  /-- Any other value among the arguments of a type, as printed, and as printed with nothing left out. -/
  | term (text : String) (explicit : String)
  /-- The type of types or of propositions, as printed: what is of it is erased. -/
  | sort (text : String)
  /-- A dependent function type, or a type with a type variable in it, as printed. -/
  | other (text : String)
  deriving Inhabited

/-- The JSON of a type; `isRegistered` tells which constants went through `derive_python`. -/
partial def TypeRepr.toJson (isRegistered : Name → Bool) : TypeRepr → Json
  | .unit => kind "unit"
  | .bool => kind "bool"
  | .nat => kind "nat"
  | .int => kind "int"
  | .float => kind "float"
  | .float32 => kind "float32"
  | .char => kind "char"
  | .string => kind "string"
  | .uint bits usize => kind "uint" <| ("bits", bits) :: flag "usize" usize
  | .sint bits usize => kind "sint" <| ("bits", bits) :: flag "usize" usize
  | .array elem => kind "array" [("elem", elem.toJson isRegistered)]
  | .list elem => kind "list" [("elem", elem.toJson isRegistered)]
  | .option elem => kind "option" [("elem", elem.toJson isRegistered)]
  | .prod a b => kind "prod" [("a", a.toJson isRegistered), ("b", b.toJson isRegistered)]
  | .sum a b => kind "sum" [("a", a.toJson isRegistered), ("b", b.toJson isRegistered)]
  | .io elem base => kind "io" <| ("elem", elem.toJson isRegistered) :: flag "base" base
  | .except e a eio =>
    kind "except" <| ("e", e.toJson isRegistered) :: ("a", a.toJson isRegistered) :: flag "eio" eio
  | .const name args text =>
    kind (if isRegistered name then "named" else "opaque") <| ("name", toString name) ::
      if args.isEmpty then []
      else [("type", text), ("args", .arr <| args.map (·.toJson isRegistered))]
  -- lean.py knows such types by no name.
  | .function params result =>
    kind "opaque" [("name", toString Name.anonymous),
      ("function", .mkObj [("params", .arr <| params.map (·.toJson isRegistered)), ("result", result.toJson isRegistered)])]
  | .param index text => unnamed text [("param", index)]
  | .natural value => unnamed (toString value) [("natural", value)]
  | .argument index plus text => unnamed text [("argument", index), ("plus", plus)]
  | .variable text => unnamed text [("variable", true)]
  | .term text explicit => unnamed text [("term", explicit)]
  | .sort text => unnamed text [("sort", true)]
  | .other text => unnamed text []
where
  unnamed (text : String) (fields : List (String × Json)) : Json :=
    kind "opaque" <| ("name", toString Name.anonymous) :: ("type", text) :: fields
  kind (name : String) (fields : List (String × Json) := []) : Json :=
    .mkObj <| ("kind", .str name) :: fields
  flag (name : String) (value : Bool) : List (String × Json) :=
    if value then [(name, true)] else []

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
  paramNames : Array String
  params : Array TypeRepr
  returnType : TypeRepr
  deriving Inhabited

/--
Two functions by which the values of a type travel as those of another, by their C symbols: one to
that type, and one back.
-/
structure Conversion where
  to : String
  of : String
  deriving Inhabited, BEq, ToJson

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
