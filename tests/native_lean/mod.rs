//! The compiler that belongs to the embedded runtime: `libleanshared` has all of `lean` but the `main`.
//!
//! No registry has the `.olean` files of its library, so it compiles modules that begin with `prelude`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use leanbind::registry::{CompiledParam, CompiledSignature, CtorLayout, FieldPlace, MachineType};

use crate::support::{self, native_lean::native_lean};

/// What `command` prints, which succeeds.
fn output(command: &mut Command) -> String {
    let output = command.output().expect("the command runs");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{command:?}:\n{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// What the compiler made of some modules.
pub struct Compiled {
    /// The C of the modules.
    pub c: Vec<PathBuf>,
    /// The layouts of constructors that some function takes apart, by the constructor's name.
    pub layouts: HashMap<String, CtorLayout>,
    /// The signatures of functions by their name.
    pub signatures: HashMap<String, CompiledSignature>,
}

/// Compiles modules to C in `folder`, in the order of their imports.
pub fn compile(folder: &Path, modules: &[(&str, &str)]) -> Compiled {
    let mut compiled = Compiled { c: Vec::new(), layouts: HashMap::new(), signatures: HashMap::new() };
    for (name, text) in modules {
        let file = |extension| folder.join(format!("{name}.{extension}"));
        fs::write(file("lean"), text).unwrap();
        let mut command = Command::new(native_lean(support::lean().0.installation()));
        command.current_dir(folder).env("LEAN_PATH", folder).arg("-Dtrace.compiler.ir.result=true").arg(file("lean"));
        command.arg("-o").arg(file("olean")).arg("-c").arg(file("c"));
        compiled.read(&output(&mut command));
        compiled.c.push(file("c"));
    }
    compiled
}

impl Compiled {
    /// Reads the functions of Lean's intermediate representation as `trace.compiler.ir.result` prints them
    /// (`Lean/Compiler/IR/Format.lean`). The places of a constructor's fields are those that the first parameter's
    /// fields are taken from, in the order of the fields.
    fn read(&mut self, text: &str) {
        let mut of = String::new();
        for line in text.lines().map(str::trim) {
            if let Some((name, rest)) = line.strip_prefix("def ").and_then(|rest| rest.split_once(' ')) {
                // Of a type with one constructor.
                of = format!("{}.c0", name.rsplit_once('.').map_or("", |(ty, _)| ty));
                self.signatures.insert(name.to_owned(), signature(rest));
            } else if let Some(constructor) = line.strip_suffix(" →") {
                of = constructor.to_owned();
            } else if let Some((ty, place)) = projection(line) {
                let empty = || CtorLayout { objects: 0, usizes: 0, scalar_bytes: 0, fields: Vec::new() };
                let layout = self.layouts.entry(of.clone()).or_insert_with(empty);
                layout.fields.push(match place {
                    Projection::Object(index) => {
                        layout.objects += 1;
                        FieldPlace::Object { index }
                    }
                    Projection::Usize(index) => {
                        layout.usizes += 1;
                        FieldPlace::Usize { index }
                    }
                    Projection::Scalar(offset) => {
                        layout.scalar_bytes = layout.scalar_bytes.max(offset + ty.scalar_size().unwrap());
                        FieldPlace::Scalar { offset, ty }
                    }
                });
            }
        }
    }
}

/// `(x_1 : obj) (x_2 : @& u8) : u64 :=`.
fn signature(text: &str) -> CompiledSignature {
    let (params, result) = text.trim_end_matches(" :=").rsplit_once(": ").unwrap();
    let types = params.split_inclusive(')').filter_map(|param| param.trim().strip_suffix(')')?.split_once(" : "));
    let params = types.map(|(_, ty)| {
        let owned = ty.strip_prefix("@& ");
        CompiledParam { ty: machine(owned.unwrap_or(ty)), borrowed: owned.is_some() }
    });
    CompiledSignature { params: params.collect(), result: machine(result) }
}

fn machine(ty: &str) -> MachineType {
    match ty {
        "u8" => MachineType::U8,
        "u16" => MachineType::U16,
        "u32" => MachineType::U32,
        "u64" => MachineType::U64,
        "usize" => MachineType::Usize,
        "float" => MachineType::F64,
        "float32" => MachineType::F32,
        "obj" | "tobj" | "tagged" => MachineType::Object,
        "◾" => MachineType::Erased,
        other => panic!("the machine type {other}"),
    }
}

enum Projection {
    Object(usize),
    Usize(usize),
    Scalar(usize),
}

/// `let x_2 : u64 := sproj[4, 16] x_1;`: a field of the first parameter.
fn projection(line: &str) -> Option<(MachineType, Projection)> {
    let (ty, value) = line.strip_prefix("let ")?.strip_suffix(" x_1;")?.split_once(" : ")?.1.split_once(" := ")?;
    let (kind, index) = value.strip_suffix(']')?.split_once('[')?;
    let number = |text: &str| text.parse::<usize>().ok();
    let projection = match kind {
        "proj" => Projection::Object(number(index)?),
        "uproj" => Projection::Usize(number(index)?),
        "sproj" => Projection::Scalar(number(index.split_once(", ")?.1)?),
        _ => return None,
    };
    Some((machine(ty), projection))
}
