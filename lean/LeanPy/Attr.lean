module

public meta import Lean.Elab.Exception
public meta import LeanPy.Classify
public meta import LeanPy.Derive
public meta import LeanPy.ExportName
public meta import LeanPy.Registry

/-!
# The attribute `@[python "name"]`
-/

public meta section

open Lean Meta

namespace LeanPy

/--
`@[python "name"]` exports a definition under the C symbol `name` and describes it in the
registry. A definition without parameters becomes a data symbol.
-/
syntax (name := python) "python" (ppSpace str)? : attr

/-- What to call the parameter that a monad hides. -/
private def hiddenName? : Name → Option String
  | ``ReaderT => some "context"
  | ``StateT | ``EStateM => some "state"
  | _ => none

/--
Describes a definition by its type. The parameters that the type hides are among the function's, as
they are in compiled code: `ReaderT ρ IO α` is `ρ → IO α`.
-/
partial def describeFunction (declName : Name) (exportName : String) : MetaM FuncInfo := do
  visit (← getConstInfo declName).type #[] #[] none
where
  visit (type : Expr) (params : Array Expr) (names : Array String) (hidden? : Option String) :
      MetaM FuncInfo :=
    withReducible <| forallTelescopeReducing type fun inner result => withDefault do
      let params := params ++ inner
      let names := names ++ (← inner.mapM (nameOf · hidden?))
      let result := (← instantiateMVars result).cleanupAnnotations.headBeta
      if (action? result).isNone then
        if let some next ← standsFor? result then
          let hidden? := (result.getAppFn.constName?.bind hiddenName?) <|> hidden?
          return ← visit next params names hidden?
      return {
        declName, exportName, paramNames := names
        params := ← params.mapM fun x => do classify (← inferType x) { arguments := params }
        returnType := ← classify result { arguments := params }
      }
  nameOf (x : Expr) (hidden? : Option String) : MetaM String := do
    let isWritten := !(← x.fvarId!.getUserName).hasMacroScopes
    match hidden? with
    | some name => if isWritten then binderName x else return name
    | none => binderName x

/-- Refuses what has no code, or none that a caller could use. -/
def checkDefinition (declName : Name) : MetaM Unit := do
  let info ← getConstInfo declName
  -- A definition whose body is not exposed looks like an axiom here, so axioms have to pass.
  if info matches .inductInfo .. | .ctorInfo .. | .recInfo .. | .quotInfo .. then
    throwError "`{.ofConstName declName}` is not a definition: there is no code to export. Mark a `def`"
  if ← isProp info.type then
    throwError "`{.ofConstName declName}` is a proof: nothing of it exists at run time. Mark a `def` \
      whose result is data"
  if ← isTypeFormerType info.type then
    throwError "`{.ofConstName declName}` returns a type: nothing of it exists at run time. Mark a \
      `def` whose result is data"

/-- Exports and registers a definition. -/
def registerFunction (declName : Name) (exportName : TSyntax `str) (kind : AttributeKind) :
    AttrM Unit := do
  let name := exportName.getString
  if let some problem := exportNameProblem? name then
    throwErrorAt exportName "invalid export name \"{name}\": {problem}. \
      Write for example `@[python \"{suggestedExportName name declName}\"]`"
  (checkDefinition declName).run'
  let functions := registeredFunctions (← getEnv)
  if let some other := functions.find? (·.declName == declName) then
    throwErrorAt exportName "`{.ofConstName declName}` is already exported as \"{other.exportName}\". \
      Export a definition of its own: `@[python \"{name}\"] def other := {.ofConstName declName}`"
  if let some other := functions.find? (·.exportName == name) then
    throwErrorAt exportName "the export name \"{name}\" already belongs to `{.ofConstName other.declName}`. \
      Choose another one"
  let attr ← `(attr| export $(mkIdentFrom exportName (.mkSimple name)):ident)
  Attribute.add declName `export attr kind
  let info ← (describeFunction declName name).run'
  modifyEnv (functionExt.addEntry · info)
  (registerHiddenTypes (info.params.push info.returnType)).run'

/-
The export name has to be known before code is generated: only then are the parameters of the
definition owned by the callee (`Lean.isExport` in borrow inference).
-/
initialize
  try
    registerBuiltinAttribute {
      name := `python
      descr := "exports a definition and describes it in the registry"
      applicationTime := .afterTypeChecking
      add := fun declName stx kind => do
        match stx with
        | `(attr| python $exportName:str) => registerFunction declName exportName kind
        | `(attr| python) =>
          throwError "`@[python]` needs the name of the C symbol. Write for example \
            `@[python \"{suggestedExportName "" declName}\"]`"
        | _ => Elab.throwUnsupportedSyntax
    }
  -- As for the registry's extensions: at run time there may be one already.
  catch _ => pure ()

end LeanPy
