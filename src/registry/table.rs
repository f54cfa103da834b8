//! [`LibraryRegistry`]: all entries of a registry, and look-up by name.
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::{FuncInfo, LookupError, RegistryError, RegistryMeta, TypeInfo, check, read, suggest::suggest};

/// The types and functions that a Lean library exports.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LibraryRegistry {
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<RegistryMeta>,
    types: Vec<TypeInfo>,
    funcs: Vec<FuncInfo>,
    #[serde(skip)]
    type_names: Names,
    #[serde(skip)]
    func_names: Names,
}

impl LibraryRegistry {
    /// Reads the texts that `P_funcs_json` and `P_types_json` return. An empty text is an empty list. If a type has
    /// several entries, the one with the most constructors counts; if an export name has several, the first counts (as
    /// in lean.py).
    ///
    /// # Errors
    /// A [`RegistryError`] states what is wrong and where.
    pub fn from_json_strings(funcs: &str, types: &str) -> Result<LibraryRegistry, RegistryError> {
        LibraryRegistry::build(funcs, types, None)
    }

    /// Reads the texts of [`from_json_strings`](LibraryRegistry::from_json_strings), and the text that `P_meta_json`
    /// returns.
    ///
    /// # Errors
    /// A [`RegistryError`] states what is wrong and where. A registry with a newer schema is refused.
    pub fn from_json_strings_with_meta(funcs: &str, types: &str, meta: &str) -> Result<LibraryRegistry, RegistryError> {
        // The schema determines how the other texts are read.
        let meta = read::meta(meta)?;
        LibraryRegistry::build(funcs, types, Some(meta))
    }

    fn build(funcs: &str, types: &str, meta: Option<RegistryMeta>) -> Result<LibraryRegistry, RegistryError> {
        let (mut funcs, all_types) = read::entries(funcs, types)?;
        let mut exports = FxHashSet::default();
        funcs.retain(|func| exports.insert(func.export_name.clone()));

        let mut types: Vec<TypeInfo> = Vec::with_capacity(all_types.len());
        let mut places = FxHashMap::default();
        for info in all_types {
            let place = *places.entry(info.name.clone()).or_insert(types.len());
            match types.get_mut(place) {
                None => types.push(info),
                Some(known) if info.ctors.len() > known.ctors.len() => *known = info,
                Some(_) => {}
            }
        }
        check::type_count(&types)?;
        check::trivial_structures(&types, |name| places.get(name).copied())?;

        let mut type_names = Names::default();
        for (i, info) in types.iter().enumerate() {
            type_names.add(i, [info.name.as_str(), last_component(&info.name)]);
        }
        let mut func_names = Names::default();
        for (i, func) in funcs.iter().enumerate() {
            let (export, decl) = (func.export_name.as_str(), func.decl_name.as_str());
            func_names.add(i, [export, decl, last_component(decl)]);
        }
        Ok(LibraryRegistry { meta, types, funcs, type_names, func_names })
    }

    /// How the registry was generated, if the library tells.
    pub fn meta(&self) -> Option<&RegistryMeta> {
        self.meta.as_ref()
    }

    /// The types.
    pub fn types(&self) -> &[TypeInfo] {
        &self.types
    }

    /// The functions.
    pub fn funcs(&self) -> &[FuncInfo] {
        &self.funcs
    }

    /// The type with the full name `name`, else the only type whose name ends in it.
    pub fn find_type(&self, name: &str) -> Option<&TypeInfo> {
        self.type_named(name).ok()
    }

    /// The function with the export name `name`, else with the declaration name, else the only function whose
    /// declaration name ends in it.
    pub fn find_func(&self, name: &str) -> Option<&FuncInfo> {
        self.func_named(name).ok()
    }

    /// Every name that identifies one function, and the function's index in [`funcs`](LibraryRegistry::funcs).
    pub(crate) fn func_index(&self) -> impl Iterator<Item = (&str, usize)> {
        self.func_names.unambiguous()
    }

    /// As [`find_type`](LibraryRegistry::find_type), with an error that explains why there is no such type.
    ///
    /// # Errors
    /// [`LookupError`] suggests similar names, or lists the types that may be meant.
    pub fn type_named(&self, name: &str) -> Result<&TypeInfo, LookupError> {
        match self.type_names.find(name) {
            [place] => Ok(&self.types[*place]),
            [] => {
                let suggestions = suggest(name, self.types.iter().map(|ty| ty.name.as_str()));
                Err(LookupError::Unknown { what: "type", name: name.to_owned(), suggestions })
            }
            places => {
                let candidates = places.iter().map(|i| self.types[*i].name.clone()).collect();
                Err(LookupError::Ambiguous { what: "type", name: name.to_owned(), candidates })
            }
        }
    }

    /// As [`find_func`](LibraryRegistry::find_func), with an error that explains why there is no such function.
    ///
    /// # Errors
    /// [`LookupError`] suggests similar names, or lists the functions that may be meant.
    pub fn func_named(&self, name: &str) -> Result<&FuncInfo, LookupError> {
        let what = "function";
        match self.func_names.find(name) {
            [place] => Ok(&self.funcs[*place]),
            [] => {
                let names = self.funcs.iter().flat_map(|func| [&func.export_name, &func.decl_name]);
                let suggestions = suggest(name, names.map(String::as_str));
                Err(LookupError::Unknown { what, name: name.to_owned(), suggestions })
            }
            places => {
                // Two functions may share a declaration name, but never an export name.
                let candidate = |i: &usize| {
                    let func = &self.funcs[*i];
                    format!("{} (exported as {})", func.decl_name, func.export_name)
                };
                let candidates = places.iter().map(candidate).collect();
                Err(LookupError::Ambiguous { what, name: name.to_owned(), candidates })
            }
        }
    }

    /// The functions as JSON, for [`from_json_strings`](LibraryRegistry::from_json_strings) and lean.py.
    pub fn funcs_json(&self) -> String {
        to_json(&self.funcs)
    }

    /// The types as JSON, for [`from_json_strings`](LibraryRegistry::from_json_strings) and lean.py.
    pub fn types_json(&self) -> String {
        to_json(&self.types)
    }

    /// How the registry was generated, as JSON.
    pub fn meta_json(&self) -> Option<String> {
        self.meta.as_ref().map(to_json)
    }
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("registry entries have only string keys")
}

/// Entries by name. Each entry has several names, in order of their rank. If entries share a name, only those count for
/// which the name has the lowest rank.
#[derive(Debug, Clone, Default)]
struct Names {
    by_name: FxHashMap<String, Rank>,
}

#[derive(Debug, Clone)]
struct Rank {
    rank: usize,
    places: Vec<usize>,
}

impl Names {
    fn add<const N: usize>(&mut self, place: usize, names: [&str; N]) {
        for (rank, name) in names.into_iter().enumerate() {
            let fresh = || Rank { rank, places: Vec::new() };
            let known = self.by_name.entry(name.to_owned()).or_insert_with(fresh);
            if rank < known.rank {
                *known = fresh();
            }
            // If two names of one entry are equal, the first counts.
            if rank == known.rank && known.places.last() != Some(&place) {
                known.places.push(place);
            }
        }
    }

    fn unambiguous(&self) -> impl Iterator<Item = (&str, usize)> {
        self.by_name.iter().filter_map(|(name, known)| match known.places[..] {
            [place] => Some((name.as_str(), place)),
            _ => None,
        })
    }

    fn find(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], |known| &known.places)
    }
}

/// The part of a Lean name after its last dot. Dots inside `«»` do not count.
pub(crate) fn last_component(name: &str) -> &str {
    let mut quoted = false;
    let mut start = 0;
    for (i, c) in name.char_indices() {
        match c {
            '«' => quoted = true,
            '»' => quoted = false,
            '.' if !quoted => start = i + 1,
            _ => {}
        }
    }
    &name[start..]
}

/// `name` at its last dot outside of `«»`: `Shape.«a.b»` is `Shape` and `«a.b»`.
pub(crate) fn split_last(name: &str) -> Option<(&str, &str)> {
    let last = last_component(name);
    let before = name[..name.len() - last.len()].strip_suffix('.')?;
    Some((before, last))
}
