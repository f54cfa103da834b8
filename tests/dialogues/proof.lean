prelude
import Core

theorem swap (p q : Prop) : And p q → And q p := by
  intro h
  exact And.intro h.right h.left
