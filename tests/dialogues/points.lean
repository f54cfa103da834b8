prelude
import Core

structure Point where
  x : Nat
  y : Nat

def origin : Point := Point.mk 0 0

#check origin.x
