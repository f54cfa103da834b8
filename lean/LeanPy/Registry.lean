module

public meta import Lean.DocString.Extension
public meta import Lean.EnvExtension
public meta import LeanPy.Info

/-!
# The registry

Environment extensions collect what `@[python]`, `derive_python` and `derive_python_conversion` describe, in the order of
the declarations, imported modules first. They are stored in the `.olean` files, so a module sees
the entries of all modules that it imports.
-/

public meta section

open Lean

namespace LeanPy

/--
Two functions by which the values of a type travel as those of another, by their C symbols: one to
that type, and one back.
-/
structure Conversion where
  to : String
  of : String
  deriving Inhabited, BEq, ToJson

/--
Registers an extension that keeps its entries in order.

In a program that opens libraries, this code may run once for each library that brings its own copy
of it, and after Lean's initialization. There the extension is of no use and cannot be registered.
-/
private def registerListExtension (name : Name) (α : Type) [Inhabited α] :
    IO (SimplePersistentEnvExtension α (Array α)) :=
  try
    registerSimplePersistentEnvExtension {
      name
      addEntryFn := Array.push
      addImportedFn := Array.flatten
    }
  catch _ => return default

/-- The functions registered by `@[python]`. -/
initialize functionExt : SimplePersistentEnvExtension FuncInfo (Array FuncInfo) ←
  registerListExtension decl_name% FuncInfo

/-- The types registered by `derive_python`. -/
initialize typeExt : SimplePersistentEnvExtension TypeInfo (Array TypeInfo) ←
  registerListExtension decl_name% TypeInfo

/-- The conversions registered by `derive_python_conversion`. -/
initialize conversionExt : SimplePersistentEnvExtension Conversion (Array Conversion) ←
  registerListExtension decl_name% Conversion

/--
The doc strings of registered functions of other modules, which do not load those of `docStringExt`
(`.olean.server`). A definition gets its doc string after its attributes, so they are collected when
the module has come to its end.
-/
initialize docExt : SimplePersistentEnvExtension (Name × String) (NameMap String) ←
  let collect (env : Environment) : Array (Name × String) :=
    (functionExt.getEntries env).toArray.filterMap fun info =>
      (docStringExt.find? env info.declName).map (info.declName, ·)
  let add (docs : NameMap String) (entry : Name × String) := docs.insert entry.1 entry.2
  try
    registerSimplePersistentEnvExtension {
      name := decl_name%
      addEntryFn := add
      addImportedFn := mkStateFromImportedEntries add {}
      -- `Lean.OLeanEntries` in Lean 4.35; before, a function of the `OLeanLevel`.
      exportEntriesFnEx? := some fun env _ _ => by
        first
        | exact .uniform (collect env)
        | exact fun _ => collect env
    }
  catch _ => return default

/-- The doc string of a registered function of another module. -/
def importedDoc? (env : Environment) (declName : Name) : Option String :=
  (docExt.getState env).find? declName

/-- All registered functions. -/
def registeredFunctions (env : Environment) : Array FuncInfo :=
  functionExt.getState env

/-- All registered types. -/
def registeredTypes (env : Environment) : Array TypeInfo :=
  typeExt.getState env

/-- All registered conversions. -/
def registeredConversions (env : Environment) : Array Conversion :=
  conversionExt.getState env

end LeanPy
