//! Finds the symbol of a library that initialises a module.
use crate::mangle::{LeanName, NameError, demangle_str, module_stem};
use crate::registry::{did_you_mean, suggest};

/// The prefixes of an initializer's symbol (`Lean.mkModuleInitializationPrefix`). A file with a `module` header has an
/// initializer for run time only, which skips what only elaboration needs.
const RUNTIME: &str = "runtime_initialize_";
const ALL: &str = "initialize_";

/// The initializer of a module was not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InitializerError {
    /// The module's name is not a Lean name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The library does not have the module.
    #[error(
        "the library has no initializer for module `{name}` (looked for {}){}",
        tried.join(", "),
        hint(suggestions, available)
    )]
    NotFound {
        /// The module, as given.
        name: String,
        /// The symbols that were tried.
        tried: Vec<String>,
        /// Modules of the library with similar names.
        suggestions: Vec<String>,
        /// The initializers that the library has, sorted.
        available: Vec<String>,
    },
    /// Several packages in the library have a module of that name.
    #[error(
        "the library has several modules `{name}`: {}; name the package too, as in \
         `package:{name}`",
        candidates.join(", ")
    )]
    Ambiguous {
        /// The module, as given.
        name: String,
        /// The initializers' symbols.
        candidates: Vec<String>,
    },
}

fn hint(suggestions: &[String], available: &[String]) -> String {
    if !suggestions.is_empty() {
        return did_you_mean(suggestions);
    }
    match available {
        [] => "; it exports no initializer at all: it holds no Lean module, or hides its symbols".to_owned(),
        [only] => format!("; it only has {only}"),
        [first, rest @ ..] => format!("; it has {first} and {} more", rest.len()),
    }
}

/// The symbols that may initialise the module `name`, likeliest first.
///
/// `name` is a module such as `Elpi.Ffi`, or a package and a module such as `lean-elpi:Elpi.Ffi`. If it has no package,
/// the candidates assume that there is none, or that it is named like the module's root. The initializer for run time
/// only comes before the one for everything.
///
/// # Errors
/// If `name` is not a Lean name.
fn candidate_initializers(name: &str) -> Result<Vec<String>, NameError> {
    let mut stems = Vec::new();
    match name.split_once(':') {
        Some((package, module)) => stems.push(module_stem(Some(package), module)?),
        None => {
            stems.push(module_stem(None, name)?);
            if let Some((root, _)) = name.parse::<LeanName>()?.split_root() {
                stems.push(module_stem(Some(root), name)?);
            }
        }
    }
    let symbols = |stem: String| [RUNTIME, ALL].map(|prefix| format!("{prefix}{stem}"));
    Ok(stems.into_iter().flat_map(symbols).collect())
}

/// Finds the initializer of the module `name` (see [`candidate_initializers`]) among a library's symbols. If no
/// candidate exists, the module may belong to any package.
///
/// # Errors
/// If there is none, or if several packages have such a module.
pub(super) fn find_initializer<'a>(
    name: &str,
    symbols: impl IntoIterator<Item = &'a str>,
) -> Result<&'a str, InitializerError> {
    let mut initializers: Vec<&str> =
        symbols.into_iter().filter(|symbol| symbol.starts_with(RUNTIME) || symbol.starts_with(ALL)).collect();
    initializers.sort_unstable();
    let first = |candidates: &[String]| {
        let find = |wanted: &String| initializers.iter().copied().find(|symbol| symbol == wanted);
        candidates.iter().find_map(find)
    };
    let tried = candidate_initializers(name)?;
    if let Some(found) = first(&tried) {
        return Ok(found);
    }

    let stems: Vec<&str> = initializers.iter().filter_map(|symbol| symbol.strip_prefix(ALL)).collect();
    let of_some_package = match name.contains(':') {
        true => Vec::new(),
        false => with_any_package(&module_stem(None, name)?, &stems),
    };
    match of_some_package.as_slice() {
        [] => {
            let modules = module_names(&stems);
            Err(InitializerError::NotFound {
                name: name.to_owned(),
                tried,
                suggestions: suggest(name, modules.iter().map(String::as_str)),
                available: stems.iter().map(|stem| format!("{ALL}{stem}")).collect(),
            })
        }
        [stem] => {
            let candidates = [RUNTIME, ALL].map(|prefix| format!("{prefix}{stem}"));
            Ok(first(&candidates).expect("the stem was taken from one of the symbols"))
        }
        several => {
            let candidates = several.iter().map(|stem| format!("{ALL}{stem}")).collect();
            Err(InitializerError::Ambiguous { name: name.to_owned(), candidates })
        }
    }
}

/// The stems that consist of a package's mangled name, `_` and `module`.
fn with_any_package<'a>(module: &str, stems: &[&'a str]) -> Vec<&'a str> {
    let package = |stem: &'a str| demangle_str(stem.strip_suffix(module)?.strip_suffix('_')?);
    stems.iter().copied().filter(|stem| package(stem).is_some_and(|name| !name.is_empty())).collect()
}

/// The modules that the stems may belong to. A stem does not separate the package from the module's first component, so
/// each is read both ways.
fn module_names(stems: &[&str]) -> Vec<String> {
    let names = stems.iter().filter_map(|stem| LeanName::demangle(stem));
    names
        .flat_map(|name| [name.split_root().map(|(_, module)| module), Some(name)])
        .flatten()
        .map(|name| name.to_string())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "embedded")]
    use crate::image::Image;

    /// A library of the embedded runtime.
    #[cfg(feature = "embedded")]
    fn library(name: &str) -> Image {
        use crate::runtime::embedded::{InstallOptions, install};
        let embedded = install(&InstallOptions::default(), &mut |p| eprintln!("{p}")).expect("the embedded runtime");
        Image::read(embedded.libleanshared.with_file_name(name)).unwrap()
    }

    #[cfg(feature = "embedded")]
    #[test]
    fn every_module_of_a_library_is_found() {
        let elpi = library("libleanelpi.so");
        let symbols = || elpi.symbols().map(|(symbol, _)| symbol);
        assert_eq!(elpi.initializers().len(), 33);
        for initializer in elpi.initializers() {
            let whole = LeanName::demangle(initializer.strip_prefix("initialize_").unwrap()).unwrap();
            let whole = whole.to_string();
            let module = whole.strip_prefix("lean-elpi.").unwrap();
            for given in [module, &whole, &format!("lean-elpi:{module}")] {
                assert_eq!(find_initializer(given, symbols()), Ok(initializer), "{given}");
            }
        }
        // Modules with a `module` header have an initializer for run time only.
        let shared = library("libleanshared.so");
        let symbols = || shared.symbols().map(|(symbol, _)| symbol);
        assert_eq!(find_initializer("Lean.Data.Json", symbols()), Ok("runtime_initialize_Lean_Data_Json"));
    }

    #[cfg(feature = "embedded")]
    #[test]
    fn a_wrong_module_is_explained() {
        let elpi = library("libleanelpi.so");
        let error = |name| find_initializer(name, elpi.symbols().map(|(symbol, _)| symbol)).unwrap_err();
        assert_eq!(
            error("Elpi.Fi").to_string(),
            "the library has no initializer for module `Elpi.Fi` (looked for \
             runtime_initialize_Elpi_Fi, initialize_Elpi_Fi, runtime_initialize_Elpi_Elpi_Fi, \
             initialize_Elpi_Elpi_Fi); did you mean `Elpi.Ffi`?"
        );
        assert_eq!(
            error("elpi:Elpi.Ffi").to_string(),
            "the library has no initializer for module `elpi:Elpi.Ffi` (looked for \
             runtime_initialize_elpi_Elpi_Ffi, initialize_elpi_Elpi_Ffi); \
             did you mean `lean-elpi.Elpi.Ffi`?"
        );
        assert!(error("Quite.Another").to_string().ends_with("; it has initialize_lean_x2delpi_Elpi and 32 more"));
        assert!(matches!(error("Elpi..Ffi"), InitializerError::Name(_)));
        // The end of a module's name does not find the module.
        assert!(matches!(error("Ffi"), InitializerError::NotFound { .. }));
    }

    #[test]
    fn a_library_without_initializers_is_none_of_lean() {
        let none = find_initializer("Foo", ["main", "l_Foo"]).unwrap_err();
        assert!(none.to_string().contains("it exports no initializer at all"), "{none}");
    }

    #[test]
    fn initializers_are_tried_in_order() {
        assert_eq!(
            candidate_initializers("LeanbindFixture").unwrap(),
            [
                "runtime_initialize_LeanbindFixture",
                "initialize_LeanbindFixture",
                "runtime_initialize_LeanbindFixture_LeanbindFixture",
                "initialize_LeanbindFixture_LeanbindFixture",
            ]
        );
        let symbols = ["initialize_a_Foo_Bar", "initialize_b__c_Foo_Bar", "initialize_Foo"];
        assert_eq!(find_initializer("b_c:Foo.Bar", symbols), Ok(symbols[1]));
        assert_eq!(
            find_initializer("Foo.Bar", symbols).unwrap_err().to_string(),
            "the library has several modules `Foo.Bar`: initialize_a_Foo_Bar, \
             initialize_b__c_Foo_Bar; name the package too, as in `package:Foo.Bar`"
        );
        // `Foo` has its own initializer; it does not matter that other symbols end in `Foo`.
        assert_eq!(find_initializer("Foo", symbols), Ok(symbols[2]));
        // Odd symbols are ignored.
        assert!(find_initializer("Foo", ["initialize_", "runtime_initialize_", "initialize__"]).is_err());
    }
}
