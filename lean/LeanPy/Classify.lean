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

/-- The types on the left of a function type's arrows, and the one on the right of the last. -/
def arrowDomainsAndResult (type : Expr) : MetaM (Array Expr × Expr) := do
  let mut domains := #[]
  let mut type := type
  repeat
    type := (← instantiateMVars type).cleanupAnnotations
    let .forallE _ domain result _ := type | break
    if result.hasLooseBVars then break
    domains := domains.push domain
    type := result
  return (domains, type)

/--
Classifies a type, in which the parameters of the type that is being described may stand.
Reducible definitions are unfolded one at a time, so that an `abbrev` for a known type is seen for
what it is and `IO` is not taken apart.
-/
partial def classify (type : Expr) (params : Array Expr := #[]) : MetaM TypeRepr := do
  let type := (← instantiateMVars type).cleanupAnnotations.headBeta
  let part (e : Expr) := classify e params
  match type.getAppFnArgs with
  | (``Array, #[a]) => return .array (← part a)
  | (``List, #[a]) => return .list (← part a)
  | (``Option, #[a]) => return .option (← part a)
  | (``Prod, #[a, b]) => return .prod (← part a) (← part b)
  | (``Sum, #[a, b]) => return .sum (← part a) (← part b)
  | (``Except, #[e, a]) => return .except (← part e) (← part a)
  | (``IO, #[a]) => return .io (← part a)
  | (``BaseIO, #[a]) => return .io (base := true) (← part a)
  | (``EIO, #[e, a]) =>
    if e.isConstOf ``IO.Error then
      return .io (← part a)
    return .except (eio := true) (← part e) (← part a)
  | (head, args) =>
    if let some kind := scalarKind? head then
      return kind
    if let some unfolded ← withReducible <| unfoldDefinition? type then
      return ← part unfolded
    if type.isArrow then
      let arrows ← arrowDomainsAndResult type
      return .function (← arrows.1.mapM part) (← part arrows.2)
    let text := (← withOptions (pp.fullNames.set · true) <| ppExpr type).pretty (width := 1000)
    if let some index := params.idxOf? type then
      return .param index text
    -- With another variable in it, one text may stand for several types.
    if type.getAppFn.isConst && !type.hasAnyFVar fun x => !params.contains (.fvar x) then
      return .const head (← args.mapM part) text
    return .other text

/-- The name of a binder as its author wrote it. -/
def binderName (x : Expr) : MetaM String :=
  return toString (← x.fvarId!.getUserName).eraseMacroScopes

end LeanPy
