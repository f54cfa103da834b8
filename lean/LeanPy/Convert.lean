module

public meta import Lean.Elab.Command
public meta import LeanPy.Registry

/-!
# The command `derive_python_conversion`
-/

public meta section

open Lean Elab Command

namespace LeanPy

/--
`derive_python_conversion toList, ofList` lets the values of a type travel as those of another: where
the registry says `T`, callers give and get an `S`. Both functions are marked `@[python]`; their types
are `T → S`, and `S → T` or `S → Except ε T`. `T` is a type without `derive_python`, at arguments
without variables, such as `Std.HashMap String Nat`.
-/
syntax (name := derivePythonConversion) "derive_python_conversion " ident ", " ident : command

/-- The description of a function that is marked `@[python]`. -/
def registeredFunction (name : Ident) : CoreM FuncInfo :=
  withRef name do
    let declName ← realizeGlobalConstNoOverloadWithInfo name
    let some info := (registeredFunctions (← getEnv)).find? (·.declName == declName)
      | throwError "`{.ofConstName declName}` is not marked `@[python]`"
    return info

@[command_elab derivePythonConversion]
def elabDerivePythonConversion : CommandElab := fun stx => do
  let `(derive_python_conversion $to, $of) := stx | throwUnsupportedSyntax
  let toInfo ← liftCoreM <| registeredFunction to
  let ofInfo ← liftCoreM <| registeredFunction of
  let types := registeredTypes (← getEnv)
  let isRegistered name := types.any (·.name == name)
  let same (a b : TypeRepr) := (a.toJson isRegistered).compress == (b.toJson isRegistered).compress
  let #[source] := toInfo.params | throwErrorAt to "a conversion has one parameter"
  let #[target] := ofInfo.params | throwErrorAt of "a conversion has one parameter"
  let made := match ofInfo.returnType with
    | .except _ value false => value
    | other => other
  unless same source made && same toInfo.returnType target do
    throwError "the conversions of a type `T` are of types `T → S`, and `S → T` or `S → Except ε T`"
  let .const name .. := source
    | throwErrorAt to "only a type that has no form of its own outside of Lean needs a conversion"
  if isRegistered name then
    throwErrorAt to "`{.ofConstName name}` is described by `derive_python` and needs no conversion"
  let conversion := { to := toInfo.exportName, of := ofInfo.exportName }
  unless (registeredConversions (← getEnv)).contains conversion do
    modifyEnv (conversionExt.addEntry · conversion)

end LeanPy
