module

public meta import Lean.DocString
public meta import Lean.Elab.Command
public meta import LeanPy.Attr
public meta import LeanPy.Compiled
public meta import LeanPy.Registry

/-!
# The command `#export_python_registry`
-/

public meta section

open Lean Elab Command

namespace LeanPy

/-- The Lean version whose runtime the generated C is for, where it is not the one that generates it. -/
initialize checkedFor : Lean.Option String ←
  try
    Option.register `leanpy.checkedFor {
      defValue := ""
      descr := "the Lean version that the generated C was checked to run on"
    }
  -- As for the registry's extensions: at run time there may be one already.
  catch _ => return { name := `leanpy.checkedFor, defValue := "" }

/--
`#export_python_registry "P"` exports three functions `Unit → String`:

* `P_funcs_json`: the functions registered by `@[python]`,
* `P_types_json`: the types registered by `derive_python`,
* `P_meta_json`: the Lean version, the package, the module and its initializer, and the conversions
  registered by `derive_python_conversion`.

Each covers this module and all that it imports.
-/
syntax (name := exportPythonRegistry) "#export_python_registry " str : command

/-- A key that is left out where there is no value. -/
private def optional [ToJson α] (key : String) (value? : Option α) : List (String × Json) :=
  value?.toList.map fun value => (key, toJson value)

private def ctorJson (isRegistered : Name → Bool) (ctor : CtorInfo) : Json :=
  .mkObj <| [
    ("name", toJson ctor.name),
    ("tag", toJson ctor.tag),
    ("fields", toJson <| ctor.fields.map (·.toJson isRegistered)),
    ("fieldNames", toJson ctor.fieldNames)
  ] ++ optional "layout" ctor.layout?

private def typeJson (isRegistered : Name → Bool) (type : TypeInfo) : Json :=
  .mkObj <| [
    ("name", toJson (toString type.name)),
    ("isStructure", toJson type.isStructure),
    ("isEnum", toJson type.isEnum),
    ("isRecursive", toJson type.isRecursive),
    ("numParams", toJson type.numParams),
    ("numIndices", toJson type.numIndices),
    ("repr", toJson type.repr),
    ("ctors", toJson <| type.ctors.map (ctorJson isRegistered))
  ] ++ optional "trivialField" type.trivialField? ++ optional "doc" type.doc?

/-- Without parameters, not even the world of `IO`, a definition is a data symbol. -/
private def isConstant (function : FuncInfo) : Option Signature → Bool
  | some signature => signature.params.isEmpty
  | none =>
    function.params.isEmpty && !(function.returnType matches .io .. | .except (eio := true) ..)

/--
A function as it was compiled. Compiled code may have fewer parameters than the type shows, and return
the rest as a function. It cannot be called where it has others: then nothing but that is described.
-/
private def asCompiled (function : FuncInfo) (signature : Signature) : Except FuncInfo FuncInfo :=
  let passed := (signature.params.filter (·.type != .void)).size
  let isAction := function.returnType matches .io .. | .except (eio := true) ..
  let hasWorld := signature.params.any (·.type == .void)
  if passed == function.params.size && hasWorld == isAction then
    .ok function
  else if passed ≤ function.params.size && !hasWorld then
    .ok { function with
      params := function.params.extract 0 passed
      paramNames := function.paramNames.extract 0 passed
      returnType := .function (function.params.extract passed function.params.size) function.returnType }
  else
    let count (n : Nat) := s!"{n} parameter{if n == 1 then "" else "s"}"
    let world (isAction : Bool) := if isAction then ", as an action" else ""
    let why := s!"the compiler made a function of {count passed}{world hasWorld} of it, and its type \
      shows {count function.params.size}{world isAction}. Write the type out, or use `abbrev` for the names in it"
    .error { function with returnType := .unsupported "a type that hides a function" why }

private def functionJson (isRegistered : Name → Bool) (function : FuncInfo) : CoreM Json := do
  let env ← getEnv
  let name := function.declName
  if isNoncomputable env name then
    throwError "`{.ofConstName name}` is marked `@[python]` but noncomputable: it has no code to call"
  let (function, signature?) := match signature? env name with
    | none => (function, none)
    | some signature => match asCompiled function signature with
      | .ok function => (function, some signature)
      | .error function => (function, none)
  return .mkObj <| [
    ("declName", toJson (toString <| (privateToUserName? name).getD name)),
    ("exportName", toJson function.exportName),
    ("params", toJson <| function.params.map (·.toJson isRegistered)),
    ("paramNames", toJson function.paramNames),
    ("returnType", function.returnType.toJson isRegistered),
    ("constant", toJson <| isConstant function signature?)
  ] ++ optional "signature" signature?
    -- Without a signature it is not known whether there is a boxed version: no key, rather than null.
    ++ optional "boxed" (signature?.map fun _ => boxedSymbol? env name)
    ++ optional "doc" ((← findDocString? env name) <|> importedDoc? env name)

/-- Modules that do not import each other may have chosen the same export name. -/
private def checkExportNames (functions : Array FuncInfo) : CoreM Unit := do
  let mut owners : Std.HashMap String Name := {}
  for function in functions do
    if let some other := owners[function.exportName]? then
      throwError "the export name \"{function.exportName}\" belongs to both `{.ofConstName other}` and \
        `{.ofConstName function.declName}`"
    owners := owners.insert function.exportName function.declName

/-- The JSON of all functions, of all types, and of the module itself. -/
def registryJson : CoreM (Json × Json × Json) := do
  let env ← getEnv
  let functions := registeredFunctions env
  checkExportNames functions
  let types := registeredTypes env
  let isRegistered name := types.any (·.name == name)
  let package? := env.getModulePackage?
  let checkedFor? := some (checkedFor.get (← getOptions)) |>.filter (!·.isEmpty)
  return (
    toJson <| ← functions.mapM (functionJson isRegistered),
    toJson <| types.map (typeJson isRegistered),
    .mkObj <| optional "checkedFor" checkedFor? ++ [
      ("schema", toJson 1),
      ("leanVersion", toJson versionStringCore),
      ("package", toJson package?),
      ("module", toJson (toString env.mainModule)),
      ("conversions", toJson (registeredConversions env)),
      ("initializer", toJson <| mkModuleInitializationFunctionName env.mainModule package?)
    ])

/-- Defines and exports a function that returns `json`. -/
private def exportJson (stem : TSyntax `str) (suffix : String) (json : Json) : CommandElabM Unit := do
  let ident := mkIdentFrom stem (.mkSimple (stem.getString ++ suffix))
  let text := Syntax.mkStrLit json.compress
  elabCommand <| ← `(@[export $ident] def $ident (_ : Unit) : String := $text)

@[command_elab exportPythonRegistry]
def elabExportPythonRegistry : CommandElab := fun stx => do
  let `(#export_python_registry $stem) := stx | throwUnsupportedSyntax
  let suffixes := ["_funcs_json", "_types_json", "_meta_json"]
  if stem.getString.isEmpty then
    throwErrorAt stem "a registry needs a name, with which its C symbols begin"
  if let some problem := suffixes.findSome? (exportNameProblem? <| stem.getString ++ ·) then
    throwErrorAt stem "invalid prefix \"{stem.getString}\" of C symbols: {problem}"
  for suffix in suffixes do
    let name := stem.getString ++ suffix
    if let some function := (registeredFunctions (← getEnv)).find? (·.exportName == name) then
      throwErrorAt stem "`{.ofConstName function.declName}` is exported as \"{name}\", which is a name of the \
        registry's own. Choose another prefix, or another name for the definition"
  let (functions, types, origin) ← liftCoreM registryJson
  exportJson stem "_funcs_json" functions
  exportJson stem "_types_json" types
  exportJson stem "_meta_json" origin

end LeanPy
