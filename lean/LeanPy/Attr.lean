module

public meta import Lean.Elab.Exception
public meta import LeanPy.Classify
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
syntax (name := python) "python" ppSpace str : attr

/-- Letters, digits and underscores, not beginning with a digit. -/
def isCIdentifier (s : String) : Bool :=
  let chars := s.toList
  let isLetter c := c == '_' || c.isAlpha
  chars.head?.any isLetter && chars.all fun c => isLetter c || c.isDigit

/-- Describes a definition by its type. -/
def describeFunction (declName : Name) (exportName : String) : MetaM FuncInfo := do
  let type := (← getConstInfo declName).type
  withReducible <| forallTelescopeReducing type fun params result => do
    return {
      declName, exportName
      paramNames := ← params.mapM binderName
      params := ← params.mapM fun x => do classify (← inferType x) { arguments := params }
      returnType := ← classify result { arguments := params }
    }

/-- Exports and registers a definition. -/
def registerFunction (declName : Name) (exportName : TSyntax `str) (kind : AttributeKind) :
    AttrM Unit := do
  let name := exportName.getString
  unless isCIdentifier name do
    throwErrorAt exportName "invalid export name \"{name}\": a C symbol consists of letters, \
      digits and underscores and does not begin with a digit"
  -- A definition whose body is not exposed looks like an axiom here, so axioms have to pass.
  if (← getConstInfo declName) matches .thmInfo .. | .inductInfo .. | .ctorInfo .. | .recInfo .. then
    throwError "`{.ofConstName declName}` is not a definition: there is no code to export"
  if let some other := (registeredFunctions (← getEnv)).find? (·.exportName == name) then
    throwErrorAt exportName "the export name \"{name}\" already belongs to `{.ofConstName other.declName}`"
  let attr ← `(attr| export $(mkIdentFrom exportName (.mkSimple name)):ident)
  Attribute.add declName `export attr kind
  let info ← (describeFunction declName name).run'
  modifyEnv (functionExt.addEntry · info)

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
        let `(attr| python $exportName:str) := stx | Elab.throwUnsupportedSyntax
        registerFunction declName exportName kind
    }
  -- As for the registry's extensions: at run time there may be one already.
  catch _ => pure ()

end LeanPy
