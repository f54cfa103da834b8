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
  /-- A type that no caller outside Lean can give or take, as printed, and why. -/
  | unsupported (text : String) (why : String)
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
  | .unsupported text why => unnamed text [("unsupported", why)]
where
  unnamed (text : String) (fields : List (String × Json)) : Json :=
    kind "opaque" <| ("name", toString Name.anonymous) :: ("type", text) :: fields
  kind (name : String) (fields : List (String × Json) := []) : Json :=
    .mkObj <| ("kind", .str name) :: fields
  flag (name : String) (value : Bool) : List (String × Json) :=
    if value then [(name, true)] else []

end LeanPy
