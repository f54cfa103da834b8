//! Headers: the `import`s at the beginning of a text.

use std::sync::Arc;
use std::time::SystemTime;

use super::handle::Elaborator;
use super::input::Input;
use crate::kernel::elaborator::INPUT_CONTEXT;
use crate::kernel::list::{array, pair};
use crate::kernel::{CancelToken, KernelError, SearchPath, text_of};
use crate::object::{LeanObj, ObjRef, SharedObj};
use crate::server::imports::{Import, ImportKey, SharedImports};
use crate::server::interrupt::Interrupt;
use crate::server::mapped_file::MappedFile;
use crate::server::pickle::Regions;
use crate::server::protocol::{SetOption, Severity};

/// How a header's modules are imported.
#[derive(Clone, Copy)]
pub(in crate::server) struct Importing<'a> {
    /// Where the modules are searched for.
    pub(in crate::server) search_path: &'a SearchPath,
    /// The imports that can be used again.
    pub(in crate::server) imports: &'a SharedImports,
    /// The Lean options to set after the header.
    pub(in crate::server) options: &'a [SetOption],
}

/// Why an import is not cached.
enum ImportError {
    /// Lean reported messages, with positions in this very text: the import is valid for this text only.
    WithMessages(Arc<Import>),
    Interrupted(Interrupt),
}

impl<E: Into<Interrupt>> From<E> for ImportError {
    fn from(error: E) -> Self {
        ImportError::Interrupted(error.into())
    }
}

/// A parsed and imported header.
pub(super) struct ReadHeader {
    pub(super) import: Arc<Import>,
    /// The `Lean.Parser.ModuleParserState` after the header.
    pub(super) parser: LeanObj,
}

impl Elaborator {
    /// Imports the modules of a header, unless they were imported before.
    pub(in crate::server) fn import_header(
        &self,
        header: &str,
        importing: Importing<'_>,
        cancel: &CancelToken,
    ) -> Result<Arc<Import>, Interrupt> {
        Ok(self.header(&self.input(header, "<input>"), importing, cancel)?.import)
    }

    /// Parses the header and imports its modules, unless they were imported before.
    pub(super) fn header(
        &self,
        input: &Input,
        importing: Importing<'_>,
        cancel: &CancelToken,
    ) -> Result<ReadHeader, Interrupt> {
        // SAFETY: an input context.
        let parsed = unsafe { self.symbols.parse_header(input.context.clone()) };
        let parsed = parsed.map_err(|error| KernelError::from_io("cannot read the header", &error))?;
        let (header, rest) = pair(parsed.as_obj())?;
        let (parser, log) = pair(rest)?;
        // Lean has replaced each `\r\n` in its copy of the text, and the positions are in that copy.
        let text = text_of(INPUT_CONTEXT.fields(input.context.as_obj())?.object(0).as_obj());
        // An empty header has no span. SAFETY: a syntax.
        let span = unsafe { self.span(header) };
        let span = span.and_then(|(start, end)| text.get(start.as_obj().as_scalar()?..end.as_obj().as_scalar()?));
        let text = span.unwrap_or_default();
        let key = ImportKey { text: text.to_owned(), search_path: importing.search_path.clone() };
        let wait = || Ok(Interrupt::check(cancel)?);
        let import = || self.import(input, text, header, log, importing.search_path, wait);
        match importing.imports.get_or_import(key, wait, import) {
            Ok(import) | Err(ImportError::WithMessages(import)) => Ok(ReadHeader { import, parser: parser.to_obj() }),
            Err(ImportError::Interrupted(interrupt)) => Err(interrupt),
        }
    }

    /// Imports the modules of the header `header`, whose text is `text`. `log` is the parser's `MessageLog`. While another
    /// thread imports, this waits for as long as `wait` allows.
    fn import(
        &self,
        input: &Input,
        text: &str,
        header: ObjRef<'_>,
        log: ObjRef<'_>,
        search_path: &SearchPath,
        wait: impl Fn() -> Result<(), ImportError>,
    ) -> Result<Arc<Import>, ImportError> {
        // SAFETY: all arguments have the types that the functions' declarations state; no plugins, no module name. Lean may
        // leak the regions, because nobody frees them.
        unsafe {
            let options = self.kernel.no_options();
            let imported = self.kernel.importing(search_path, wait, || {
                let begun = SystemTime::now();
                let (plugins, name) = (array([]), LeanObj::scalar(0));
                let (header, log, input) = (header.to_obj(), log.to_obj(), input.context.clone());
                (begun, self.symbols.process_header(header, options.clone(), log, input, 0, plugins, 1, name))
            });
            let (begun, imported) = imported?;
            let imported = imported.map_err(|error| KernelError::from_io("cannot import", &error))?;
            let (environment, log) = pair(imported.as_obj())?;
            let mut messages = self.messages(log.to_obj())?;
            if let Some(error) = messages.iter_mut().find(|message| message.severity == Severity::Error) {
                error.data.push_str(search_path.hint());
            }
            let files = Regions::files(&self.regions(environment)?)?;
            let files = files.iter().map(|file| MappedFile::imported(file, begun)).collect();
            let empty = self.symbols.empty_message_log();
            let state = self.symbols.mk_command_state(environment.to_obj(), empty, options);
            let import = Arc::new(Import::new(text, SharedObj::new(state), messages, files));
            if import.messages.is_empty() { Ok(import) } else { Err(ImportError::WithMessages(import)) }
        }
    }
}
