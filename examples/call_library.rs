//! The README's program. It calls the library that Lake builds of `examples/geometry`:
//!
//! ```sh
//! cd examples/geometry
//! lake build
//! cargo run --manifest-path ../../Cargo.toml --example call_library
//! ```

use leanbind::Runtime;

fn main() -> Result<(), leanbind::Error> {
    // Finds Lean, or installs its runtime; opens and initialises it, once per process.
    let lean = Runtime::start_or_install(|progress| eprintln!("{progress}"))?;
    let lib = lean.library(".lake/build/lib/libgeometry_Geometry.so", "Geometry")?;

    // By name: arguments and result are checked against the library's registry.
    let point = lib.construct("Point.mk", (1, 2))?;
    let moved = lib.call("geometry_move", (point, 10, 20))?;
    println!("{moved}"); // Point.mk 11 22

    // Typed: checked once, then a plain call.
    let area = lib.typed::<(u64, u64), u64>("geometry_area")?;
    println!("{}", area.call((6, 7))?); // 42
    Ok(())
}
