module

public meta import Lean.DocString
public meta import Lean.Elab.Command
public meta import LeanPy.Classify
public meta import LeanPy.Compiled
public meta import LeanPy.Registry

/-!
# The command `derive_python`
-/

public meta section

open Lean Meta Elab Command

namespace LeanPy

/-- `derive_python T, U` describes inductive types and structures in the registry. -/
syntax (name := derivePython) "derive_python " ident,+ : command

/-- Names for the fields of library types whose authors gave them none. -/
private def fieldNames? : Name → Option (Array String)
  | ``EStateM.Result.ok => some #["value", "state"]
  | ``EStateM.Result.error => some #["error", "state"]
  | _ => none

/-- Describes one constructor of a type. -/
def describeCtor (ctorName : Name) (isTrivial : Bool) : MetaM CtorInfo := do
  let ctor ← getConstInfoCtor ctorName
  if (Compiler.getImplementedBy? (← getEnv) ctorName).isSome then
    throwError "`{.ofConstName ctorName}` has another implementation at run time \
      (`implemented_by`), for example because of computed fields: its layout is not known"
  forallTelescope ctor.type fun xs _ => do
    let params := xs.extract 0 ctor.numParams
    let fields := xs.extract ctor.numParams xs.size
    return {
      name := ctorName.getString!
      tag := ctor.cidx
      fieldNames := ← match fieldNames? ctorName with
        | some names => pure names
        | none => fields.mapM binderName
      fields := ← fields.mapM fun x => do classify (← inferType x) { params }
      layout? := ← if isTrivial then pure none else some <$> layoutOf ctorName
    }

/-- Describes an inductive type. -/
def describeType (typeName : Name) : MetaM TypeInfo := do
  let .inductInfo type ← getConstInfo typeName
    | throwError "`{.ofConstName typeName}` is not an inductive type or structure"
  if (scalarKind? typeName).isSome || containerKinds.contains typeName then
    throwError "`{.ofConstName typeName}` has a kind of its own and needs no `derive_python`"
  if ← isPropFormerType type.type then
    throwError "`{.ofConstName typeName}` is a proposition and has no values at run time"
  let trivialField? ← trivialField? typeName
  let ctors ← type.ctors.toArray.mapM (describeCtor · trivialField?.isSome)
  let repr ← forallTelescope type.type fun params _ =>
    machineTypeOf (mkAppN (.const typeName (type.levelParams.map .param)) params)
  return {
    name := typeName
    isStructure := isStructure (← getEnv) typeName
    isEnum := ctors.all (·.fields.isEmpty)
    isRecursive := type.isRec
    numParams := type.numParams
    numIndices := type.numIndices
    repr, trivialField?, ctors
    doc? := ← findDocString? (← getEnv) typeName
  }

/-- Whether a type has the constant `name` at its head, or somewhere inside. -/
partial def TypeRepr.mentions (name : Name) : TypeRepr → Bool
  | .array a | .list a | .option a | .io a _ => a.mentions name
  | .prod a b | .sum a b | .except a b _ => a.mentions name || b.mentions name
  | .const head args _ => head == name || args.any (·.mentions name)
  | .function params result => params.any (·.mentions name) || result.mentions name
  | _ => false

/-- Describes a type, unless it is described already: two modules may each derive one that they share. -/
def registerType (typeName : Name) : MetaM Unit := do
  unless (registeredTypes (← getEnv)).any (·.name == typeName) do
    let info ← describeType typeName
    modifyEnv (typeExt.addEntry · info)

/-- Describes the result of `EStateM`, which nobody writes, where it is what a type stands for. -/
def registerHiddenTypes (types : Array TypeRepr) : MetaM Unit := do
  if types.any (·.mentions ``EStateM.Result) then
    registerType ``EStateM.Result

@[command_elab derivePython]
def elabDerivePython : CommandElab := fun stx => do
  let `(derive_python $names,*) := stx | throwUnsupportedSyntax
  for name in names.getElems do
    withRef name do
      let typeName ← liftCoreM <| realizeGlobalConstNoOverloadWithInfo name
      liftTermElabM do
        registerType typeName
        let types := registeredTypes (← getEnv)
        let ctors := (types.find? (·.name == typeName)).map (·.ctors) |>.getD #[]
        registerHiddenTypes (ctors.flatMap (·.fields))

end LeanPy
