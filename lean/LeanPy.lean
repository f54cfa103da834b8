module

public meta import LeanPy.Attr
public meta import LeanPy.Convert
public meta import LeanPy.Derive
public meta import LeanPy.Export

/-!
# LeanPy

Describes a library's functions and types, so that a program in another language can call them.

```
module

meta import LeanPy

public section

structure Point where
  x : Int
  y : Int

derive_python Point

@[python "py_move"]
def move (p : Point) (dx dy : Int) : Point := { x := p.x + dx, y := p.y + dy }

#export_python_registry "Geometry"
```

* `@[python "name"]` exports a definition under the C symbol `name` and registers it.
* `derive_python T, U` registers inductive types and structures: constructors, fields, layout.
* `derive_python_conversion toList, ofList` lets the values of a type, such as a hash map, travel as
  those of another.
* `#export_python_registry "P"` defines `P_funcs_json`, `P_types_json` and `P_meta_json`, each a
  function `Unit → String` that returns what was registered. It belongs at the end of the module
  that imports all others.

Nothing in this package runs outside the compiler: a file with a `module` header writes
`meta import LeanPy`, which keeps Lean's own elaborator out of what the library initialises at run
time. An ordinary file, as those written for lean.py, writes `import LeanPy`.
-/
