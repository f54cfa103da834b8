module

meta import LeanPy

public section

structure Point where
  x : Int
  y : Int

derive_python Point

@[python "geometry_move"]
def move (p : Point) (dx dy : Int) : Point := { x := p.x + dx, y := p.y + dy }

@[python "geometry_area"]
def area (width height : Nat) : Nat := width * height

#export_python_registry "Geometry"
