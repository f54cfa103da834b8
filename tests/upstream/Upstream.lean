/-
What `Upstream.c`, `funcs.json` and `types.json` stand for: a library as a user of lean.py writes it, with lean.py's own
Lean package. That package is for an older Lean, so the C is written by hand, as the compiler would; see `tests/calling/old_registry.rs`.
-/
import LeanPy

structure Point where
  x : Int
  y : Int

inductive Shape where
  | circle (radius : Nat)
  | path (points : List Point) (closed : Bool)

inductive Color where
  | red | green | blue

derive_python Point
derive_python Shape
derive_python Color

@[python "up_mirror"] def mirror (p : Point) : Point := { x := p.y, y := p.x }
@[python "up_circle"] def circle (radius : Nat) : Shape := .circle radius
@[python "up_is_closed"] def isClosed : Shape → Bool
  | .circle _ => true
  | .path _ closed => closed
@[python "up_next"] def next : Color → Color
  | .red => .green
  | .green => .blue
  | .blue => .red
@[python "up_half"] def half (x : Float) : Float := x / 2
@[python "up_fill"] def fill (n : USize) (b : UInt8) : UInt64 := n.toUInt64 + b.toUInt64
@[python "up_id"] def id' (x : Option (Array (Nat × String))) : Option (Array (Nat × String)) := x
@[python "up_safe_pred"] def safePred (n : Nat) : Except String Nat :=
  if n = 0 then .error "zero" else .ok (n - 1)
@[python "up_shout"] def shout (text : String) : IO String :=
  if text.isEmpty then throw (IO.userError "nothing to shout") else return text ++ "!"

#export_python_registry "Upstream"
