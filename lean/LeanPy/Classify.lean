module

public meta import Lean.Meta.WHNF
public meta import Lean.PrettyPrinter
public meta import LeanPy.TypeRepr

/-!
# From Lean types to `TypeRepr`
-/

public meta section

open Lean Meta

namespace LeanPy

/-- The types that have a kind of their own and no arguments. -/
def scalarKind? : Name → Option TypeRepr
  | ``Unit | ``PUnit => some .unit
  | ``Bool => some .bool
  | ``Nat => some .nat
  | ``Int => some .int
  | ``Float => some .float
  | ``Float32 => some .float32
  | ``Char => some .char
  | ``String => some .string
  | ``UInt8 => some (.uint 8)
  | ``UInt16 => some (.uint 16)
  | ``UInt32 => some (.uint 32)
  | ``UInt64 => some (.uint 64)
  | ``USize => some (.uint 64 (usize := true))
  | ``Int8 => some (.sint 8)
  | ``Int16 => some (.sint 16)
  | ``Int32 => some (.sint 32)
  | ``Int64 => some (.sint 64)
  | ``ISize => some (.sint 64 (usize := true))
  | _ => none

/-- The type constructors that have a kind of their own. -/
def containerKinds : List Name :=
  [``Array, ``List, ``Option, ``Prod, ``Sum, ``Except, ``IO, ``BaseIO, ``EIO]

/--
Classifies a type. Reducible definitions are unfolded one at a time, so that an `abbrev` for a
known type is seen for what it is and `IO` is not taken apart.
-/
partial def classify (type : Expr) : MetaM TypeRepr := do
  let type := (← instantiateMVars type).cleanupAnnotations.headBeta
  match type.getAppFnArgs with
  | (``Array, #[a]) => return .array (← classify a)
  | (``List, #[a]) => return .list (← classify a)
  | (``Option, #[a]) => return .option (← classify a)
  | (``Prod, #[a, b]) => return .prod (← classify a) (← classify b)
  | (``Sum, #[a, b]) => return .sum (← classify a) (← classify b)
  | (``Except, #[e, a]) => return .except (← classify e) (← classify a)
  | (``IO, #[a]) => return .io (← classify a)
  | (``BaseIO, #[a]) => return .io (base := true) (← classify a)
  | (``EIO, #[e, a]) =>
    if e.isConstOf ``IO.Error then
      return .io (← classify a)
    return .except (eio := true) (← classify e) (← classify a)
  | (head, args) =>
    if let some kind := scalarKind? head then
      return kind
    if let some unfolded ← withReducible <| unfoldDefinition? type then
      return ← classify unfolded
    if type.getAppFn.isConst then
      return .const head (← args.mapM classify)
    return .other <| (← ppExpr type).pretty (width := 1000)

/-- The name of a binder as its author wrote it. -/
def binderName (x : Expr) : MetaM String :=
  return toString (← x.fvarId!.getUserName).eraseMacroScopes

end LeanPy
