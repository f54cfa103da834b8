module

public meta import Lean.EnvExtension
public meta import LeanPy.TypeRepr

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
