module

public meta import Lean.Compiler.IR
public meta import Lean.Compiler.IR.CompilerM
public meta import Lean.Compiler.IR.ToIRType
public meta import Lean.Compiler.LCNF
public meta import Lean.Compiler.LCNF.MonoTypes
public meta import Lean.Compiler.LCNF.Types
public meta import Lean.Compiler.ModPkgExt
public meta import Lean.Compiler.NameMangling
public meta import LeanPy.Info

/-!
# What the compiler knows

Machine types, constructor layouts and signatures, asked of the compiler rather than worked out again.

Lean 4.35 keeps layouts in `Lean.Compiler.LCNF` and writes machine types as `Expr`
(`LCNF/ToImpureType.lean`); before, they stood in `Lean.IR` and were `IRType`s (`IR/ToIRType.lean`).
Opening both namespaces and `by first` choose whichever this compiler has.
-/

public meta section

open Lean Meta

namespace LeanPy

/-- Types by which the compiler denotes machine types. -/
class ToMachineType (α : Type) where
  machineType : α → MachineType

export ToMachineType (machineType)

instance : ToMachineType IR.IRType where
  machineType
    | .uint8 => .u8
    | .uint16 => .u16
    | .uint32 => .u32
    | .uint64 => .u64
    | .usize => .usize
    | .float32 => .f32
    | .float => .f64
    | .erased => .erased
    | .void => .void
    | .object | .tobject | .tagged | .struct .. | .union .. => .object

instance : ToMachineType Expr where
  machineType type := match type.constName? with
    | some ``UInt8 => .u8
    | some ``UInt16 => .u16
    | some ``UInt32 => .u32
    | some ``UInt64 => .u64
    | some ``USize => .usize
    | some ``Float32 => .f32
    | some ``Float => .f64
    | some ``lcErased => .erased
    | some ``lcVoid => .void
    | _ => .object

/-- The machine type of a value of the given type. -/
def machineTypeOf (type : Expr) : MetaM MachineType := do
  let mono ← Compiler.LCNF.toMonoType (← Compiler.LCNF.toLCNFType type)
  ofMono mono
where
  ofMono (mono : Expr) : CoreM MachineType := by
    first
    | exact return machineType (← Compiler.LCNF.toImpureType mono)
    | exact return machineType (← IR.toIRType mono)

open IR Compiler.LCNF in
/-- The layout of a constructor's objects. -/
def layoutOf (ctor : Name) : CoreM Layout := do
  let layout ← getCtorLayout ctor
  return {
    objects := layout.ctorInfo.size
    usizes := layout.ctorInfo.usize
    scalarBytes := layout.ctorInfo.ssize
    fields := layout.fieldInfo.map fun
      | .object index _ => .object index
      | .usize index => .usize index
      | .scalar _ offset type => .scalar offset (machineType type)
      | .erased | .void => .erased
  }

/-- The field that represents a trivial structure (`LCNF/MonoTypes.lean`). -/
def trivialField? (typeName : Name) : CoreM (Option Nat) :=
  return (← Compiler.LCNF.hasTrivialStructure? typeName).map (·.fieldIdx)

/--
The signature of a compiled definition. `none` where the compiler has no record: a private
definition of another module, or code generation was postponed (`compiler.postponeCompile`).
-/
def signature? (env : Environment) (declName : Name) : Option Signature := do
  let decl ← IR.findEnvDecl env declName
  return {
    params := decl.params.map fun p => { type := machineType p.ty, borrowed := p.borrow }
    result := machineType decl.resultType
  }

/-- The symbol of a definition's boxed version, where the compiler made one. -/
def boxedSymbol? (env : Environment) (declName : Name) : Option String := do
  let boxedName := declName.str "_boxed"
  discard <| IR.findEnvDecl env boxedName
  -- The boxed name is no declaration, so its package is found through `declName`.
  let package? := match env.getModuleIdxFor? declName with
    | some index => env.getModulePackageByIdx? index
    | none => env.getModulePackage?
  return boxedName.mangle (mkPackageSymbolPrefix package?)

end LeanPy
