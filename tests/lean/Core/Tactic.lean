prelude
import Core.Nat

/-!
The syntax of Lean's own tactics.

Their elaborators are in `libleanshared`, and so are the values of their `ParserDescr`s; what is missing without `Init` are
the declarations. A declaration here that has the name of Lean's needs no value: the interpreter looks the name up among the
compiled constants, and finds the genuine one. That is what `extern` and `opaque` are for; the C name is never used.

Some tactics are macros in `Init`; their expansions are found in the same way, under the names that `macro_rules` gave them.
-/

set_option autoImplicit false
set_option linter.all false
set_option warn.classDefReducibility false

namespace Lean

set_option genCtorIdx false in
inductive Name : Type where
  | anonymous
  | str (p : Name) (s : String)
  | num (p : Name) (i : Nat)

instance instInhabitedName : Inhabited Name := Inhabited.mk Name.anonymous

/-! A quoted name of up to eight components is made by these. -/

@[extern "compiled"] opaque Name.mkStr1 (a : String) : Name
@[extern "compiled"] opaque Name.mkStr2 (a b : String) : Name
@[extern "compiled"] opaque Name.mkStr3 (a b c : String) : Name
@[extern "compiled"] opaque Name.mkStr4 (a b c d : String) : Name
@[extern "compiled"] opaque Name.mkStr5 (a b c d e : String) : Name

/-- The constructors in Lean's order: compiled code reads the values. -/
inductive ParserDescr : Type where
  | const (name : Name)
  | unary (name : Name) (p : ParserDescr)
  | binary (name : Name) (p q : ParserDescr)
  | node (kind : Name) (prec : Nat) (p : ParserDescr)
  | trailingNode (kind : Name) (prec lhsPrec : Nat) (p : ParserDescr)
  | symbol (val : String)
  | nonReservedSymbol (val : String) (includeIdent : Bool)
  | cat (catName : Name) (rbp : Nat)
  | parser (declName : Name)
  | nodeWithAntiquot (name : String) (kind : Name) (p : ParserDescr)
  | sepBy (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)
  | sepBy1 (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)

instance instInhabitedParserDescr : Inhabited ParserDescr := Inhabited.mk (ParserDescr.const Name.anonymous)

abbrev TrailingParserDescr : Type := ParserDescr

/-! What a macro takes and gives; only compiled code ever sees the values. -/

inductive Syntax : Type where
  | missing
inductive Macro.Context : Type where
  | compiled
inductive Macro.State : Type where
  | compiled
inductive Macro.Result : Type where
  | compiled

instance instInhabitedResult : Inhabited Macro.Result := Inhabited.mk Macro.Result.compiled

abbrev Macro : Type := Syntax → Macro.Context → Macro.State → Macro.Result

instance instInhabitedMacro : Inhabited Macro := Inhabited.mk (fun _ _ _ => Macro.Result.compiled)

end Lean

namespace Lean.Parser.Tactic

/-- The fields in Lean's order: compiled code reads the values. -/
structure DecideConfig where
  kernel : Bool := Bool.false
  native : Bool := Bool.false
  zetaReduce : Bool := Bool.false
  revert : Bool := Bool.false

@[extern "compiled"] opaque optConfig : ParserDescr

@[tactic_parser 1000, extern "compiled"] opaque allGoals : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque anyGoals : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque apply : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque assumption : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque case : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque cases : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque clear : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque constructor : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque contradiction : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque decide : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque done : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque exact : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque fail : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque first : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque induction : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque intro : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque left : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque paren : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque refine : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque rename : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque renameI : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque revert : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque right : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque skip : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque tacticRepeat_ : ParserDescr
@[tactic_parser 1000, extern "compiled"] opaque traceState : ParserDescr

/-! Macros: `sorry`, `t <;> s`, `have`, `try`, `exfalso`, `rfl`. -/

@[tactic_parser 1000, extern "compiled"] opaque tacticSorry : ParserDescr
@[macro Lean.Parser.Tactic.tacticSorry, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSorry_1 : Macro

@[tactic_parser 1000, extern "compiled"] opaque «tactic_<;>_» : TrailingParserDescr
@[macro Lean.Parser.Tactic.«tactic_<;>_», extern "compiled"]
opaque «_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tactic_<;>__1» : Macro

@[tactic_parser 1000, extern "compiled"] opaque tacticHave__ : ParserDescr
@[macro Lean.Parser.Tactic.tacticHave__, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave___1 : Macro

@[tactic_parser 1000, extern "compiled"] opaque tacticRefine_lift_ : ParserDescr
@[macro Lean.Parser.Tactic.tacticRefine_lift_, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift__1 : Macro

@[tactic_parser 1000, extern "compiled"] opaque tacticTry_ : ParserDescr
@[macro Lean.Parser.Tactic.tacticTry_, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTry__1 : Macro

@[tactic_parser 1000, extern "compiled"] opaque tacticExfalso : ParserDescr
@[macro Lean.Parser.Tactic.tacticExfalso, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExfalso_1 : Macro

@[tactic_parser 1000, extern "compiled"] opaque tacticRfl : ParserDescr
@[macro Lean.Parser.Tactic.tacticRfl, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Macro
@[macro Lean.Parser.Tactic.tacticRfl, extern "compiled"]
opaque _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_2 : Macro

end Lean.Parser.Tactic
