//! The compiled shim neither needs nor defines a symbol of the runtime: Lean is opened, not linked, and nothing is
//! interposed on it.

use std::fs;
use std::path::Path;

use object::{Object, ObjectSymbol};

#[test]
fn the_shim_has_no_symbol_of_the_runtime() {
    let mut symbols = 0;
    for entry in fs::read_dir(Path::new(env!("OUT_DIR"))).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_str().unwrap().ends_with("shim.o") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for symbol in object::File::parse(&*bytes).unwrap().symbols() {
            let name = symbol.name().unwrap().trim_start_matches('_');
            assert!(
                !name.starts_with("lean_") && !name.starts_with("mi_"),
                "{name}: a line for it is missing in c_shim/runtime_functions.h or c_shim/rename.h"
            );
            assert!(
                !symbol.is_undefined() || !symbol.is_global() || name.is_empty() || name == "GLOBAL_OFFSET_TABLE_",
                "{name} is undefined in the shim"
            );
            symbols += 1;
        }
    }
    assert!(symbols > 100, "the shim's object file stands in OUT_DIR");
}
