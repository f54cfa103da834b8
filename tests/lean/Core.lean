prelude
import Core.Logic
import Core.Nat
import Core.Tactic

/-! A core for tests, in place of `Init`. -/
