//! `leanbind inspect`: prints a library's types and functions, in Lean's notation or as JSON.

use std::io::{self, Write};
use std::path::Path;

use leanbind::LeanLibrary;
use leanbind::registry::{CtorInfo, FuncInfo, LookupError, TypeInfo, TypeRepr};
use serde::Serialize;

use crate::failure::Failure;
use crate::open::LibraryArgs;

/// Lines are broken at this width where possible.
const WIDTH: usize = 100;

#[derive(clap::Args)]
pub struct InspectOptions {
    #[command(flatten)]
    library: LibraryArgs,
    /// Show only these functions and types: export names, Lean names, or the last parts of them
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print the registry as one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(lean: Option<&Path>, options: &InspectOptions) -> Result<(), Failure> {
    let library = options.library.open(lean)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match (options.names.as_slice(), options.json) {
        ([], false) => library_text(&mut out, &library)?,
        ([], true) => json(&mut out, library.registry())?,
        (names, as_json) => {
            let entries = names.iter().map(|name| entry(&library, name)).collect::<Result<Vec<_>, _>>()?;
            match as_json {
                true => json(&mut out, &entries)?,
                false => entries.iter().enumerate().try_for_each(|(i, entry)| {
                    if i > 0 {
                        writeln!(out)?;
                    }
                    entry_text(&mut out, &library, entry)
                })?,
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// What the registry says of one name.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Type(&'a TypeInfo),
    Function(&'a FuncInfo),
}

/// The function or the type `name`.
///
/// # Errors
/// If there is neither: names that are similar to it, or those that it may mean.
fn entry<'a>(library: &'a LeanLibrary, name: &str) -> Result<Entry<'a>, Failure> {
    let registry = library.registry();
    let (function, ty) = match (registry.func_named(name), registry.type_named(name)) {
        (Ok(function), _) => return Ok(Entry::Function(function)),
        (_, Ok(ty)) => return Ok(Entry::Type(ty)),
        (Err(function), Err(ty)) => (function, ty),
    };
    match (function, ty) {
        (LookupError::Unknown { suggestions, .. }, LookupError::Unknown { suggestions: types, .. }) => {
            let near: Vec<String> = suggestions.iter().chain(&types).map(|near| format!("`{near}`")).collect();
            let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) };
            Err(Failure::Error(format!("the library has no function and no type `{name}`{hint}")))
        }
        (error @ LookupError::Ambiguous { .. }, _) | (_, error) => Err(Failure::Error(error.to_string())),
    }
}

fn entry_text(out: &mut impl Write, library: &LeanLibrary, entry: &Entry<'_>) -> io::Result<()> {
    match entry {
        Entry::Type(info) => type_text(out, info),
        Entry::Function(info) => callable_text(out, library, info),
    }
}

fn library_text(out: &mut impl Write, library: &LeanLibrary) -> io::Result<()> {
    let registry = library.registry();
    writeln!(out, "-- {}: the registry {:?}", library.path().display(), library.name())?;
    if let Some(meta) = registry.meta() {
        write!(out, "-- module {}, compiled by Lean {}", meta.module, meta.lean_version)?;
        match &meta.checked_for {
            Some(version) => writeln!(out, ", checked to run on Lean {version}")?,
            None => writeln!(out)?,
        }
    }
    writeln!(out, "-- {}, {}", count(registry.types().len(), "type"), count(registry.funcs().len(), "function"))?;
    for info in registry.types() {
        writeln!(out)?;
        type_text(out, info)?;
    }
    for info in registry.funcs() {
        writeln!(out)?;
        callable_text(out, library, info)?;
    }
    Ok(())
}

/// A function, and why it cannot be called if it cannot.
fn callable_text(out: &mut impl Write, library: &LeanLibrary, info: &FuncInfo) -> io::Result<()> {
    function_text(out, info)?;
    match library.function(&info.export_name) {
        Ok(_) => Ok(()),
        Err(error) => writeln!(out, "-- cannot be called: {error}"),
    }
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn type_text(out: &mut impl Write, info: &TypeInfo) -> io::Result<()> {
    doc_text(out, info.doc.as_deref())?;
    let name = format!("{}{}", info.name, parameters(info));
    match info.ctors.as_slice() {
        [ctor] if info.is_structure => {
            writeln!(out, "structure {name} where")?;
            for (i, ty) in ctor.fields.iter().enumerate() {
                writeln!(out, "  {} : {ty}", field_name(ctor, i))?;
            }
            Ok(())
        }
        ctors if info.is_enum => {
            write!(out, "inductive {name} where")?;
            enum_text(out, ctors)
        }
        ctors => {
            writeln!(out, "inductive {name} where")?;
            for ctor in ctors {
                let field = |(i, ty)| format!(" ({} : {ty})", field_name(ctor, i));
                let fields = ctor.fields.iter().enumerate().map(field);
                broken(out, std::iter::once(format!("  | {}", ctor.name)).chain(fields), "     ")?;
            }
            Ok(())
        }
    }
}

/// A type's parameters, named as its fields name them, and its indices, which have no names: ` (α) (β) (_)`.
fn parameters(info: &TypeInfo) -> String {
    let mut names = vec!["_"; info.num_params.unwrap_or(0) + info.num_indices.unwrap_or(0)];
    let mut open: Vec<&TypeRepr> = info.ctors.iter().flat_map(|ctor| &ctor.fields).collect();
    while let Some(ty) = open.pop() {
        match ty {
            TypeRepr::Param { index, name } => {
                if let Some(known) = names.get_mut(*index) {
                    *known = name;
                }
            }
            TypeRepr::Array(elem) | TypeRepr::List(elem) | TypeRepr::Option(elem) => open.push(elem),
            TypeRepr::Prod(a, b) | TypeRepr::Sum(a, b) => open.extend([&**a, b]),
            TypeRepr::Except { error, value, .. } => open.extend([&**error, value]),
            TypeRepr::Named { args, .. } | TypeRepr::Opaque { args, .. } => open.extend(args),
            TypeRepr::Function { params, result } => open.extend(params.iter().chain([&**result])),
            _ => {}
        }
    }
    names.into_iter().map(|name| format!(" ({name})")).collect()
}

/// The constructors of an enumeration, as many on a line as fit.
fn enum_text(out: &mut impl Write, ctors: &[CtorInfo]) -> io::Result<()> {
    let mut column = WIDTH;
    for ctor in ctors {
        let width = ctor.name.chars().count() + 3;
        if column + width > WIDTH {
            write!(out, "\n ")?;
            column = 1;
        }
        write!(out, " | {}", ctor.name)?;
        column += width;
    }
    writeln!(out)
}

fn field_name(ctor: &CtorInfo, i: usize) -> &str {
    ctor.field_names.as_ref().and_then(|names| names.get(i)).map_or("_", String::as_str)
}

fn function_text(out: &mut impl Write, info: &FuncInfo) -> io::Result<()> {
    doc_text(out, info.doc.as_deref())?;
    // Lines break before a parameter, before the result's type, and after an arrow.
    let decl = info.to_string().replace(" (", "\n (").replace(") : ", ")\n : ").replace(" → ", " →\n ");
    let parts = decl.split('\n').enumerate().map(|(i, part)| match i {
        0 => format!("@[python {:?}] def {part}", info.export_name),
        _ => part.to_owned(),
    });
    broken(out, parts, "   ")
}

/// Prints the parts on one line, or on several if they are too long; all but the first begin with `indent`.
fn broken(out: &mut impl Write, parts: impl Iterator<Item = String>, indent: &str) -> io::Result<()> {
    let mut column = 0;
    for part in parts {
        let width = part.chars().count();
        if column > 0 && column + width > WIDTH {
            write!(out, "\n{indent}")?;
            column = indent.len();
        }
        write!(out, "{part}")?;
        column += width;
    }
    writeln!(out)
}

fn doc_text(out: &mut impl Write, doc: Option<&str>) -> io::Result<()> {
    match doc.map(str::trim) {
        None | Some("") => Ok(()),
        Some(doc) => writeln!(out, "/-- {doc} -/"),
    }
}
