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
      fieldNames := ← fields.mapM binderName
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

@[command_elab derivePython]
def elabDerivePython : CommandElab := fun stx => do
  let `(derive_python $names,*) := stx | throwUnsupportedSyntax
  for name in names.getElems do
    withRef name do
      let typeName ← liftCoreM <| realizeGlobalConstNoOverloadWithInfo name
      -- Deriving twice changes nothing: two modules may each derive a type that they share.
      unless (registeredTypes (← getEnv)).any (·.name == typeName) do
        let info ← liftTermElabM <| describeType typeName
        modifyEnv (typeExt.addEntry · info)

end LeanPy
