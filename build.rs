//! Compiles the C shim, against the `lean.h` of a toolchain of the supported version if there is one, else against ours.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Our own headers: those of the Lean whose ABI the crate knows.
const OUR_INCLUDE: &str = "c_shim/include";

/// The variable that names an include directory (with `lean/lean.h` in it), and overrides the search.
const INCLUDE_VARIABLE: &str = "LEANBIND_LEAN_INCLUDE";

fn main() {
    for variable in [INCLUDE_VARIABLE, "LEAN_SYSROOT", "PATH", "ELAN_HOME", "HOME", "DOCS_RS", "LEANBIND_BLESS"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=c_shim");

    match find_header() {
        Ok(header) => {
            println!("cargo::rustc-env=LEANBIND_HEADER_ORIGIN={}", header.origin);
            println!("cargo::rerun-if-changed={}", header.directory.join("lean").display());
            compile_shim(&header.directory);
        }
        Err(reason) => println!("cargo::error={reason}"),
    }
    #[cfg(feature = "bindgen")]
    generate_bindings();
}

/// The include directory to compile against, and where it was found.
struct Header {
    directory: PathBuf,
    origin: &'static str,
}

/// The first suitable header of: the explicit variable, `LEAN_SYSROOT`, `lean` on `PATH`, elan's newest toolchain, ours.
///
/// # Errors
///
/// If the explicit variable names an unsuitable directory. Unsuitable toolchains elsewhere are skipped.
fn find_header() -> Result<Header, String> {
    let ours = Header { directory: PathBuf::from(OUR_INCLUDE), origin: "leanbind" };
    if env::var_os("DOCS_RS").is_some() {
        return Ok(ours);
    }
    if let Some(directory) = env::var_os(INCLUDE_VARIABLE).map(PathBuf::from) {
        let (major, minor) = supported();
        return match header_version(&directory) {
            Some(version) if version.is_supported() => Ok(Header { directory, origin: INCLUDE_VARIABLE }),
            Some(Version { major: found, minor: found_minor, .. }) => Err(format!(
                "{INCLUDE_VARIABLE}={}: the headers there are of Lean {found}.{found_minor}, leanbind needs {major}.{minor}; \
                 unset the variable to use the headers that come with leanbind",
                directory.display()
            )),
            None => Err(format!(
                "{INCLUDE_VARIABLE}={}: expected the include directory of a Lean {major}.{minor} toolchain, \
                 with lean/lean.h and lean/version.h in it",
                directory.display()
            )),
        };
    }
    let candidates = [
        (env::var_os("LEAN_SYSROOT").map(PathBuf::from), "LEAN_SYSROOT"),
        (lean_on_path(), "lean --print-prefix"),
        (newest_elan_toolchain(), "elan"),
    ];
    for (sysroot, origin) in candidates {
        if let Some(directory) = sysroot.map(|sysroot| sysroot.join("include")) {
            if header_version(&directory).is_some_and(|version| version.is_supported()) {
                return Ok(Header { directory, origin });
            }
        }
    }
    Ok(ours)
}

/// The version in `lean/version.h`, ordered by preference.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
    patch: u32,
    /// Not a release candidate.
    is_final: bool,
}

impl Version {
    fn is_supported(&self) -> bool {
        (self.major, self.minor) == supported()
    }
}

/// The major and minor version of our own headers.
fn supported() -> (u32, u32) {
    let version = header_version(Path::new(OUR_INCLUDE)).expect("our own headers have a version");
    (version.major, version.minor)
}

/// The version of the headers in `include`; `None` if there are none, or they cannot be read.
fn header_version(include: &Path) -> Option<Version> {
    if !include.join("lean/lean.h").is_file() {
        return None;
    }
    let text = fs::read_to_string(include.join("lean/version.h")).ok()?;
    let value_of = |name: &str| {
        text.lines().find_map(|line| {
            let (defined, value) = line.strip_prefix("#define ")?.split_once(' ')?;
            if defined == name { Some(value.trim()) } else { None }
        })
    };
    let number = |name: &str| value_of(name)?.parse().ok();
    Some(Version {
        major: number("LEAN_VERSION_MAJOR")?,
        minor: number("LEAN_VERSION_MINOR")?,
        patch: number("LEAN_VERSION_PATCH")?,
        is_final: value_of("LEAN_SPECIAL_VERSION_DESC").is_none_or(|text| text == "\"\""),
    })
}

fn lean_on_path() -> Option<PathBuf> {
    let output = Command::new("lean").arg("--print-prefix").output().ok()?;
    let prefix = String::from_utf8(output.stdout).ok()?;
    let prefix = prefix.trim();
    if output.status.success() && !prefix.is_empty() { Some(PathBuf::from(prefix)) } else { None }
}

/// The newest of elan's toolchains of the supported version.
fn newest_elan_toolchain() -> Option<PathBuf> {
    let home = match env::var_os("ELAN_HOME") {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(env::var_os("HOME")?).join(".elan"),
    };
    let toolchains = fs::read_dir(home.join("toolchains")).ok()?;
    let supported = toolchains.filter_map(|entry| {
        let path = entry.ok()?.path();
        let version = header_version(&path.join("include")).filter(Version::is_supported)?;
        Some((version, path))
    });
    supported.max().map(|(_, path)| path)
}

fn compile_shim(include: &Path) {
    let mut build = cc::Build::new();
    build
        .file("c_shim/shim.c")
        .std("gnu11")
        // As a system directory, so that its warnings are not shown.
        .flag("-isystem")
        .flag(include)
        // The shim's functions are two or three instructions each; keep them so in a debug build.
        .opt_level(2)
        .define("NDEBUG", None)
        .flag("-fvisibility=hidden");
    if let Err(error) = build.try_compile("leanbind_shim") {
        println!("cargo::error=cannot compile c_shim/shim.c against {}: {error}", include.display());
    }
}

/// Writes the Rust declarations of `c_shim/shim.h` to `OUT_DIR`, where `tests/tools/bindings.rs` compares them with the
/// checked-in ones; with `LEANBIND_BLESS` set, replaces the checked-in ones.
#[cfg(feature = "bindgen")]
fn generate_bindings() {
    let version = bindgen::RustTarget::stable(85, 0).expect("bindgen knows Rust 1.85");
    let bindings = bindgen::Builder::default()
        .header("c_shim/shim.h")
        .allowlist_item("leanbind_.*")
        .rust_target(version)
        .rust_edition(bindgen::RustEdition::Edition2024)
        .use_core()
        .layout_tests(false)
        .generate_comments(false)
        .derive_copy(false)
        .derive_debug(false)
        .merge_extern_blocks(true)
        .prepend_enum_name(false)
        .formatter(bindgen::Formatter::Prettyplease)
        .generate();
    let written = bindings.map_err(|error| error.to_string()).and_then(|bindings| {
        let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        let mut targets = vec![directory.join("bindings.rs")];
        if env::var_os("LEANBIND_BLESS").is_some() {
            targets.push(PathBuf::from("src/sys/bindings.rs"));
        }
        targets.iter().try_for_each(|target| bindings.write_to_file(target)).map_err(|error| error.to_string())
    });
    if let Err(error) = written {
        println!("cargo::error=bindgen on c_shim/shim.h: {error}");
    }
}
