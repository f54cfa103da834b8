//! Reads the registry's JSON texts into entries.
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::json::{At, boolean, digits, index, name, number, parse, string};
use super::suggest::suggest;
use super::type_repr::ANONYMOUS;
use super::{
    Bits, Boxed, CompiledParam, CompiledSignature, ConversionInfo, CtorInfo, CtorLayout, FieldPlace, FuncInfo,
    JsonText, MachineType, RegistryError, RegistryMeta, TypeInfo, TypeRepr, check,
};

type Result<T> = std::result::Result<T, RegistryError>;

/// Every kind of type, in lean.py's order.
const KINDS: [&str; 20] = [
    "unit", "bool", "nat", "int", "float", "float32", "uint", "sint", "char", "string", "array", "list", "option",
    "prod", "sum", "io", "except", "pyobject", "named", "opaque",
];

/// The entries of the funcs text and of the types text, in their order.
pub(super) fn entries(funcs: &str, types: &str) -> Result<(Vec<FuncInfo>, Vec<TypeInfo>)> {
    // A type may be mentioned before its own entry. One text is given up before the other one is parsed.
    let parsed = parse(JsonText::Types, types)?;
    let types = At::root(JsonText::Types, &parsed);
    let reader = Reader { type_names: types.list(|ty| ty.get("name", name))?.into_iter().collect() };
    let types = types.list(|ty| reader.type_info(ty))?;
    drop(parsed);
    let parsed = parse(JsonText::Funcs, funcs)?;
    let funcs = At::root(JsonText::Funcs, &parsed).list(|func| reader.func_info(func))?;
    Ok((funcs, types))
}

/// Reads the meta text.
pub(super) fn meta(json: &str) -> Result<RegistryMeta> {
    let value = parse(JsonText::Meta, json)?;
    let meta = At::root(JsonText::Meta, &value);
    let schema = meta.get("schema", number)?;
    if schema > RegistryMeta::SCHEMA {
        let supported = RegistryMeta::SCHEMA;
        return Err(RegistryError::Schema { found: schema, supported });
    }
    Ok(RegistryMeta {
        schema,
        lean_version: meta.get("leanVersion", name)?,
        checked_for: meta.get_opt("checkedFor", name)?,
        package: meta.get_opt("package", name)?,
        module: meta.get("module", name)?,
        initializer: meta.get("initializer", name)?,
        conversions: meta.get_opt("conversions", |all| all.list(conversion))?.unwrap_or_default(),
    })
}

fn conversion(at: &At<'_>) -> Result<ConversionInfo> {
    Ok(ConversionInfo { to: at.get("to", name)?, of: at.get("of", name)? })
}

struct Reader {
    type_names: FxHashSet<String>,
}

impl Reader {
    fn type_info(&self, at: &At<'_>) -> Result<TypeInfo> {
        let info = TypeInfo {
            name: at.get("name", name)?,
            is_structure: at.flag("isStructure")?,
            is_enum: at.flag("isEnum")?,
            ctors: at.get("ctors", |ctors| ctors.list(|ctor| self.ctor_info(ctor)))?,
            repr: at.get_opt("repr", machine_type)?,
            trivial_field: at.get_opt("trivialField", index)?,
            num_params: at.get_opt("numParams", index)?,
            num_indices: at.get_opt("numIndices", index)?,
            is_recursive: at.get_opt("isRecursive", boolean)?,
            doc: at.get_opt("doc", string)?,
        };
        check::type_info(&info).map_err(|problem| at.invalid(problem))?;
        Ok(info)
    }

    fn ctor_info(&self, at: &At<'_>) -> Result<CtorInfo> {
        let info = CtorInfo {
            name: at.get("name", name)?,
            tag: at.get("tag", index)?,
            fields: at.get("fields", |fields| fields.list(|field| self.type_repr(field)))?,
            field_names: at.get_opt("fieldNames", |names| names.list(string))?,
            layout: at.get_opt("layout", ctor_layout)?,
        };
        check::ctor_info(&info).map_err(|problem| at.invalid(problem))?;
        Ok(info)
    }

    fn func_info(&self, at: &At<'_>) -> Result<FuncInfo> {
        let info = FuncInfo {
            decl_name: at.get("declName", name)?,
            export_name: at.get("exportName", name)?,
            params: at.get("params", |params| params.list(|param| self.type_repr(param)))?,
            return_type: at.get("returnType", |ty| self.type_repr(ty))?,
            param_names: at.get_opt("paramNames", |names| names.list(string))?,
            constant: at.get_opt("constant", boolean)?,
            boxed: match at.value.get("boxed") {
                None => Boxed::Unknown,
                Some(Value::Null) => Boxed::None,
                Some(_) => Boxed::Symbol(at.get("boxed", name)?),
            },
            signature: at.get_opt("signature", compiled_signature)?,
            doc: at.get_opt("doc", string)?,
        };
        check::func_info(&info).map_err(|problem| at.invalid(problem))?;
        Ok(info)
    }

    fn type_repr(&self, at: &At<'_>) -> Result<TypeRepr> {
        let kind = at.get("kind", string)?;
        let part = |key| at.get(key, |part| self.type_repr(part).map(Box::new));
        Ok(match kind.as_str() {
            "unit" => TypeRepr::Unit,
            "bool" => TypeRepr::Bool,
            "nat" => TypeRepr::Nat,
            "int" => TypeRepr::Int,
            "float" => TypeRepr::Float,
            "float32" => TypeRepr::Float32,
            "char" => TypeRepr::Char,
            "string" => TypeRepr::String,
            "pyobject" => TypeRepr::PyObject,
            "uint" | "sint" => {
                let bits = at.get("bits", bits)?;
                match (kind == "sint", at.flag("usize")?) {
                    (false, false) => TypeRepr::UInt { bits },
                    (true, false) => TypeRepr::SInt { bits },
                    (false, true) => TypeRepr::USize,
                    (true, true) => TypeRepr::ISize,
                }
            }
            "array" => TypeRepr::Array(part("elem")?),
            "list" => TypeRepr::List(part("elem")?),
            "option" => TypeRepr::Option(part("elem")?),
            "io" => TypeRepr::Io { elem: part("elem")?, base: at.flag("base")? },
            "prod" => TypeRepr::Prod(part("a")?, part("b")?),
            "sum" => TypeRepr::Sum(part("a")?, part("b")?),
            "except" => TypeRepr::Except { error: part("e")?, value: part("a")?, eio: at.flag("eio")? },
            "named" => TypeRepr::Named { name: at.get("name", |at| self.type_name(at))?, args: self.type_args(at)? },
            "opaque" => {
                let (name, text) = (at.get("name", string)?, at.get_opt("type", string)?);
                let text = text.unwrap_or_else(|| name.clone());
                if name == ANONYMOUS {
                    return self.unnamed(at, text);
                }
                TypeRepr::Opaque { text, name, args: self.type_args(at)? }
            }
            _ => return at.get("kind", |at| unknown_word(at, "kind of type", KINDS)),
        })
    }

    /// Reads a type without a name, or a value among the arguments of a type.
    fn unnamed(&self, at: &At<'_>, text: String) -> Result<TypeRepr> {
        if let Some(function) = at.get_opt("function", |at| self.function_type(at))? {
            return Ok(function);
        }
        if let Some(index) = at.get_opt("param", index)? {
            return Ok(TypeRepr::Param { index, name: text });
        }
        if let Some(value) = at.get_opt("natural", digits)? {
            return Ok(TypeRepr::Natural(value));
        }
        if let Some(index) = at.get_opt("argument", index)? {
            return Ok(TypeRepr::Argument { index, plus: at.get_opt("plus", number)?.unwrap_or(0), text });
        }
        if let Some(explicit) = at.get_opt("term", string)? {
            return Ok(TypeRepr::Term { text, explicit });
        }
        if let Some(why) = at.get_opt("unsupported", string)? {
            return Ok(TypeRepr::Unsupported { text, why });
        }
        Ok(match (at.flag("variable")?, at.flag("sort")?) {
            (true, _) => TypeRepr::Variable(text),
            (_, true) => TypeRepr::Sort(text),
            _ => TypeRepr::Unnamed(text),
        })
    }

    /// Reads the arguments of a type.
    fn type_args(&self, at: &At<'_>) -> Result<Vec<TypeRepr>> {
        Ok(at.get_opt("args", |args| args.list(|arg| self.type_repr(arg)))?.unwrap_or_default())
    }

    fn function_type(&self, at: &At<'_>) -> Result<TypeRepr> {
        let params = at.get("params", |params| params.list(|param| self.type_repr(param)))?;
        Ok(TypeRepr::Function { params, result: at.get("result", |ty| self.type_repr(ty).map(Box::new))? })
    }

    /// Reads the name of a type, which must have an entry.
    fn type_name(&self, at: &At<'_>) -> Result<String> {
        let name = string(at)?;
        if self.type_names.contains(&name) {
            return Ok(name);
        }
        let suggestions = suggest(&name, self.type_names.iter().map(String::as_str));
        Err(RegistryError::UnknownType { path: at.to_string(), name, suggestions })
    }
}

fn bits(at: &At<'_>) -> Result<Bits> {
    let bits = number(at)?;
    Bits::new(bits).ok_or_else(|| RegistryError::BadWidth { path: at.to_string(), bits })
}

fn machine_type(at: &At<'_>) -> Result<MachineType> {
    let name = string(at)?;
    match MachineType::ALL.into_iter().find(|ty| ty.name() == name) {
        Some(ty) => Ok(ty),
        None => unknown_word(at, "machine type", MachineType::ALL.map(MachineType::name)),
    }
}

fn compiled_signature(at: &At<'_>) -> Result<CompiledSignature> {
    let param = |at: &At<'_>| {
        let borrowed = at.get("borrowed", boolean)?;
        Ok(CompiledParam { ty: at.get("type", machine_type)?, borrowed })
    };
    Ok(CompiledSignature {
        params: at.get("params", |params| params.list(param))?,
        result: at.get("result", machine_type)?,
    })
}

fn ctor_layout(at: &At<'_>) -> Result<CtorLayout> {
    let layout = CtorLayout {
        objects: at.get("objects", index)?,
        usizes: at.get("usizes", index)?,
        scalar_bytes: at.get("scalarBytes", index)?,
        fields: at.get("fields", |fields| fields.list(field_place))?,
    };
    check::ctor_layout(&layout).map_err(|problem| at.invalid(problem))?;
    Ok(layout)
}

fn field_place(at: &At<'_>) -> Result<FieldPlace> {
    Ok(match at.get("at", string)?.as_str() {
        "object" => FieldPlace::Object { index: at.get("index", index)? },
        "usize" => FieldPlace::Usize { index: at.get("index", index)? },
        "scalar" => FieldPlace::Scalar { offset: at.get("offset", index)?, ty: at.get("type", machine_type)? },
        "erased" => FieldPlace::Erased,
        _ => {
            let words = ["object", "usize", "scalar", "erased"];
            return at.get("at", |at| unknown_word(at, "place of a field", words));
        }
    })
}

/// The error for a string that is not one of `words`.
fn unknown_word<T, const N: usize>(at: &At<'_>, what: &'static str, words: [&'static str; N]) -> Result<T> {
    let word = string(at)?;
    let suggestions = suggest(&word, words);
    Err(RegistryError::UnknownWord { path: at.to_string(), what, word, suggestions })
}
