//! [`Target`]: the kind of machine that a library is for.
/// The kind of machine that a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    pub(super) format: Format,
    pub(super) architecture: Architecture,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Format {
    Elf,
    MachO,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Architecture {
    X86_64,
    Aarch64,
    Other,
}

impl Target {
    /// Linux on x86-64.
    pub const LINUX_X86_64: Target = Target { format: Format::Elf, architecture: Architecture::X86_64 };
    /// Linux on aarch64.
    pub const LINUX_AARCH64: Target = Target { format: Format::Elf, architecture: Architecture::Aarch64 };
    /// macOS on x86-64.
    pub const MACOS_X86_64: Target = Target { format: Format::MachO, architecture: Architecture::X86_64 };
    /// macOS on aarch64.
    pub const MACOS_AARCH64: Target = Target { format: Format::MachO, architecture: Architecture::Aarch64 };

    /// The machine that this process runs on. If Lean has no releases for it, no library matches it.
    pub const HOST: Target = Target {
        format: if cfg!(target_vendor = "apple") { Format::MachO } else { Format::Elf },
        architecture: if cfg!(target_arch = "x86_64") {
            Architecture::X86_64
        } else if cfg!(target_arch = "aarch64") {
            Architecture::Aarch64
        } else {
            Architecture::Other
        },
    };

    /// The machine's name in error messages.
    pub(super) fn name(self) -> String {
        let format = match self.format {
            Format::Elf => "ELF (Linux)",
            Format::MachO => "Mach-O (macOS)",
        };
        let architecture = match self.architecture {
            Architecture::X86_64 => "x86-64",
            Architecture::Aarch64 => "aarch64",
            Architecture::Other => std::env::consts::ARCH,
        };
        format!("{architecture}, {format}")
    }
}
