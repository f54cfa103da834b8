module

public meta import Lean.Meta.WHNF
public meta import Lean.PrettyPrinter
public meta import Lean.Util.CollectFVars
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

/-- The variables that a type may mention. -/
structure Scope where
  /-- The parameters of the type that is being described. -/
  params : Array Expr := #[]
  /-- The parameters of the function that is being described. -/
  arguments : Array Expr := #[]

/-- A term as Lean prints it, in one line. -/
def printed (e : Expr) : MetaM String :=
  return (← withOptions (pp.fullNames.set · true) <| ppExpr e).pretty (width := 1000)

/-- `e` as `x + k`, with a literal `k`. -/
partial def offset (e : Expr) : Expr × Nat :=
  match e.getAppFnArgs with
  | (``Nat.succ, #[a]) => (offset a).map id (· + 1)
  | (``HAdd.hAdd, #[_, _, _, _, a, b]) =>
    match b.nat? with
    | some k => (offset a).map id (· + k)
    | none => (e, 0)
  | _ => (e, 0)

/-- Classifies a value among the arguments of a type. -/
def classifyValue (e : Expr) (scope : Scope) : MetaM TypeRepr := do
  let text ← printed e
  if let some index := scope.params.idxOf? e then
    return .param index text
  let (x, plus) := offset e
  if let some index := scope.arguments.idxOf? x then
    return .argument index plus text
  if e.hasFVar then
    return .variable text
  if (← whnfR (← inferType e)).isConstOf ``Nat then
    if let .lit (.natVal value) ← withDefault <| whnf e then
      return .natural value
  -- What is left out of a short text may be what tells two types apart.
  let complete (options : Options) :=
    pp.deepTerms.set (pp.maxSteps.set (pp.all.set options true) 1000000) true
  return .term text (← withOptions complete <| printed e)

/-- A type variable other than `params` in `e`. -/
def typeVariable? (e : Expr) (params : Array Expr) : MetaM (Option Expr) := do
  let variables := (collectFVars {} e).fvarIds.map Expr.fvar
  (variables.filter (!params.contains ·)).findM? fun x => isTypeFormer x

/--
The definitions among the monads and transformers of Lean's library. A type that is built of them is
described as what it is defined to be: `ExceptT ε IO α` as `IO (Except ε α)`, `StateM σ α` as
`σ → α × σ`.
-/
def monads : List Name :=
  [``Id, ``ExceptT, ``OptionT, ``ReaderT, ``StateT, ``EStateM, ``StateRefT', ``ExceptCpsT, ``StateCpsT]

/--
One step from a defined name to what it stands for, if that is a function type, an action, or built
of `monads`. The compiler sees through the name: it turns the function's arguments, and the world of
an action, into parameters of a definition that returns one. Other names stay what they are.
-/
partial def standsFor? (type : Expr) : MetaM (Option Expr) := withDefault do
  if (← isTypeFormerType type) || (← isProp type) then
    return none
  let some unfolded ← unfoldDefinition? type | return none
  let unfolded ← whnfCore unfolded.headBeta
  let isMonad := type.getAppFn.constName?.any monads.contains
  if isMonad || (← whnf unfolded).isForall || (← standsFor? unfolded).isSome then
    return some unfolded
  return none

/-- An action's type of result, and the type of what it throws, if it may throw. -/
def action? (type : Expr) : Option (Option Expr × Expr) :=
  match type.getAppFnArgs with
  | (``IO, #[a]) => some (some (.const ``IO.Error []), a)
  | (``EIO, #[e, a]) | (``EST, #[e, _, a]) => some (some e, a)
  | (``BaseIO, #[a]) | (``ST, #[_, a]) => some (none, a)
  | _ => none

/--
Classifies a type. Reducible definitions, and those that stand for functions or actions, are unfolded
one at a time, so that an `abbrev` for a known type is seen for what it is and `IO` is not taken apart.
-/
partial def classify (type : Expr) (scope : Scope := {}) : MetaM TypeRepr := do
  let type := (← instantiateMVars type).cleanupAnnotations.headBeta
  let part (e : Expr) := classify e scope
  match type.getAppFnArgs with
  | (``Array, #[a]) => return .array (← part a)
  | (``List, #[a]) => return .list (← part a)
  | (``Option, #[a]) => return .option (← part a)
  | (``Prod, #[a, b]) => return .prod (← part a) (← part b)
  | (``Sum, #[a, b]) => return .sum (← part a) (← part b)
  | (``Except, #[e, a]) => return .except (← part e) (← part a)
  | (head, args) =>
    match action? type with
    | some (none, a) => return .io (base := true) (← part a)
    | some (some e, a) =>
      if e.isConstOf ``IO.Error then
        return .io (← part a)
      return .except (eio := true) (← part e) (← part a)
    | none => pure ()
    if let some kind := scalarKind? head then
      return kind
    if let some unfolded ← withReducible <| unfoldDefinition? type then
      return ← part unfolded
    if type.isArrow then
      let arrows ← arrowDomainsAndResult type
      return .function (← arrows.1.mapM part) (← part arrows.2)
    let text ← printed type
    if type.isSort then
      return .sort text
    if let some index := scope.params.idxOf? type then
      return .param index text
    if let some unfolded ← standsFor? type then
      return ← part unfolded
    if ← isProp type then
      return .unsupported text "a proof, of which nothing exists at run time"
    if type.isForall then
      return .unsupported text "a dependent function type"
    -- With a type variable in it, one text may stand for several types.
    if let some parameter ← typeVariable? type scope.params then
      return .unsupported text s!"it depends on the type variable `{← printed parameter}`; export a \
        definition in which a type stands for it"
    if type.getAppFn.isConst then
      let argument (e : Expr) := do
        let isPlain := !e.isLambda && (!e.isForall || e.isArrow)
        -- A proposition is not the type of a value: like a value, it may tell two types apart.
        if isPlain && (← isTypeFormer e) && !(← isProp e) then part e else classifyValue e scope
      return .const head (← args.mapM argument) text
    return .unsupported text "a type that is computed"

/-- The name of a binder as its author wrote it. -/
def binderName (x : Expr) : MetaM String :=
  return toString (← x.fvarId!.getUserName).eraseMacroScopes

end LeanPy
