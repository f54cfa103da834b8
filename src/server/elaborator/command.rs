//! Commands: from a text and the state before it to the state after it.

use std::sync::Arc;
use std::time::SystemTime;

use super::Elaborator;
use super::action::Reference;
use super::message::trim_ascii;
use super::report::Report;
use crate::kernel::elaborator::{
    COMMAND_CONTEXT, COMMAND_STATE, EXCEPTION_INTERNAL, INPUT_CONTEXT, INTERRUPT, PAIR, PARSER_MODULE_CONTEXT,
    PARSER_STATE, SCOPE, command_context, command_state, scope,
};
use crate::kernel::list::{CONS, array, option};
use crate::kernel::{CancelToken, Environment, KernelError, SearchPath, SharedEnvironment, text_of};
use crate::object::{LeanObj, NewConstructor, ObjRef, ObjectKind, SharedObj};
use crate::server::imports::{Built, Header, Import, SharedImports};
use crate::server::mapped_file::MappedFile;
use crate::server::pickle::Regions;
use crate::server::protocol::{CommandOptions, Message, SetOption, Severity};

/// What commands amount to.
pub(in crate::server) struct CommandOutcome<'a> {
    /// A `Lean.Elab.Command.State`, the state after them.
    pub(in crate::server) state: Built<SharedObj>,
    pub(in crate::server) messages: Vec<Message>,
    /// What else was to be reported.
    pub(in crate::server) report: Report<'a>,
}

/// Why commands have no outcome.
pub(in crate::server) enum Interrupt {
    /// The token was set.
    Cancelled,
    /// Something else went wrong.
    Error(KernelError),
}

impl Interrupt {
    /// # Errors
    /// If the token was set.
    pub(in crate::server) fn check(cancel: &CancelToken) -> Result<(), Interrupt> {
        if cancel.is_cancelled() { Err(Interrupt::Cancelled) } else { Ok(()) }
    }

    /// Lean's text, if it is something that Lean threw.
    pub(in crate::server) fn thrown(self) -> Result<String, Interrupt> {
        match self {
            Interrupt::Error(KernelError::Action { reason, .. }) => Ok(reason),
            other => Err(other),
        }
    }
}

impl<E: Into<KernelError>> From<E> for Interrupt {
    fn from(error: E) -> Self {
        Interrupt::Error(error.into())
    }
}

/// A text that is being elaborated.
pub(super) struct Input {
    /// A `Lean.Parser.InputContext`.
    context: LeanObj,
}

/// Where modules come from.
#[derive(Clone, Copy)]
pub(in crate::server) struct Importing<'a> {
    /// Where they are searched for.
    pub(in crate::server) search_path: &'a SearchPath,
    /// What was imported before.
    pub(in crate::server) imports: &'a SharedImports,
    /// What is set behind the header.
    pub(in crate::server) options: &'a [SetOption],
}

/// Why an import is not kept.
enum NotKept {
    /// Something was said, of places in this very text: this is what it leads to all the same.
    Said(Arc<Import>),
    Interrupted(Interrupt),
}

impl<E: Into<Interrupt>> From<E> for NotKept {
    fn from(error: E) -> Self {
        NotKept::Interrupted(error.into())
    }
}

/// The state before a text, and where its commands begin.
pub(super) struct Start {
    /// A `Lean.Elab.Command.State`.
    pub(super) state: LeanObj,
    /// A `Lean.Parser.ModuleParserState`.
    pub(super) parser: LeanObj,
    pub(super) messages: Vec<Message>,
}

/// What a text begins with.
struct Beginning {
    import: Arc<Import>,
    /// The `Lean.Parser.ModuleParserState` behind the header.
    parser: LeanObj,
}

impl Elaborator {
    /// Elaborates `text` after the commands that led to `before`, or, without these, as a file with a header.
    pub(in crate::server) fn elaborate<'a>(
        &self,
        before: Option<&Built<SharedObj>>,
        text: &str,
        file_name: &str,
        options: &'a CommandOptions,
        importing: Importing<'_>,
        cancel: &CancelToken,
    ) -> Result<CommandOutcome<'a>, Interrupt> {
        let input = self.input(text, file_name);
        let (mut start, import) = match before {
            Some(Built { state, import }) => {
                let parser = self.symbols.first_parser_state();
                (Start { state: state.get(), parser, messages: Vec::new() }, import.clone())
            }
            None => {
                let Beginning { import, parser } = self.header(&input, importing, cancel)?;
                let start = Start { state: import.state.get(), parser, messages: import.messages.clone() };
                (self.set_options(start, importing.options, cancel)?, import)
            }
        };
        start = self.set_options(start, options.set_options.as_deref().unwrap_or_default(), cancel)?;
        let mut report = Report::new(options);
        let (state, mut messages) = self.commands(&input, start, Some(&mut report), cancel)?;
        messages.extend(report.left_out());
        Ok(CommandOutcome { state: Built { state: SharedObj::new(state), import }, messages, report })
    }

    /// Imports what a header names, unless that was done before.
    pub(in crate::server) fn import_header(
        &self,
        header: &str,
        importing: Importing<'_>,
        cancel: &CancelToken,
    ) -> Result<Arc<Import>, Interrupt> {
        Ok(self.header(&self.input(header, "<input>"), importing, cancel)?.import)
    }

    /// The environment of a `Lean.Elab.Command.State`.
    pub(in crate::server) fn environment(&self, state: ObjRef<'_>) -> Result<SharedEnvironment, KernelError> {
        let environment = COMMAND_STATE.of(state)?.object(command_state::ENVIRONMENT).clone();
        // SAFETY: the field of a state that was checked.
        Ok(unsafe { Environment::from_object(environment) }.share())
    }

    pub(super) fn input(&self, text: &str, file_name: &str) -> Input {
        let (input, end) = (LeanObj::string(text), LeanObj::scalar(text.len()));
        // SAFETY: two strings, and the position behind the first one's last byte. Line ends are made one character.
        Input { context: unsafe { self.symbols.mk_input_context(input, LeanObj::string(file_name), 1, end) } }
    }

    /// Reads the header and imports what it names, unless that was done before.
    fn header(&self, input: &Input, importing: Importing<'_>, cancel: &CancelToken) -> Result<Beginning, Interrupt> {
        // SAFETY: an input context.
        let parsed = unsafe { self.symbols.parse_header(input.context.clone()) };
        let parsed = parsed.map_err(|error| KernelError::of_io("cannot read the header", &error))?;
        let (header, rest) = pair(parsed.as_obj())?;
        let (parser, log) = pair(rest)?;
        // Lean has made the text's line ends one character each, and the positions are in that text.
        let text = text_of(INPUT_CONTEXT.of(input.context.as_obj())?.object(0).as_obj());
        // SAFETY: a syntax. An empty header has no place.
        let span = unsafe { self.span(header) };
        let span = span.and_then(|(start, end)| text.get(start.as_obj().as_scalar()?..end.as_obj().as_scalar()?));
        let text = span.unwrap_or_default();
        let key = Header { text: text.to_owned(), search_path: importing.search_path.clone() };
        let wait = || Ok(Interrupt::check(cancel)?);
        let import = || self.import(input, text, header, log, importing.search_path, wait);
        match importing.imports.get_or_import(key, wait, import) {
            Ok(import) | Err(NotKept::Said(import)) => Ok(Beginning { import, parser: parser.to_obj() }),
            Err(NotKept::Interrupted(interrupt)) => Err(interrupt),
        }
    }

    /// Imports what a header, of this text, names. `log` is what was said when it was parsed. Waits for other imports for as
    /// long as `wait` allows.
    fn import(
        &self,
        input: &Input,
        text: &str,
        header: ObjRef<'_>,
        log: ObjRef<'_>,
        search_path: &SearchPath,
        wait: impl Fn() -> Result<(), NotKept>,
    ) -> Result<Arc<Import>, NotKept> {
        // SAFETY: as the functions' types say; no plugins, no module name. The regions may be leaked, as nobody frees them.
        unsafe {
            let options = self.kernel.no_options();
            let imported = self.kernel.importing(search_path, wait, || {
                let begun = SystemTime::now();
                let (plugins, name) = (array([]), LeanObj::scalar(0));
                let (header, log, input) = (header.to_obj(), log.to_obj(), input.context.clone());
                (begun, self.symbols.process_header(header, options.clone(), log, input, 0, plugins, 1, name))
            });
            let (begun, imported) = imported?;
            let imported = imported.map_err(|error| KernelError::of_io("cannot import", &error))?;
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
            if import.messages.is_empty() { Ok(import) } else { Err(NotKept::Said(import)) }
        }
    }

    /// Elaborates one command after the other to the end of the text. Gives the state after them, a
    /// `Lean.Elab.Command.State`, and all messages.
    pub(super) fn commands(
        &self,
        input: &Input,
        start: Start,
        mut report: Option<&mut Report<'_>>,
        cancel: &CancelToken,
    ) -> Result<(LeanObj, Vec<Message>), Interrupt> {
        let Start { mut state, mut parser, mut messages } = start;
        let token = option(Some(cancel.object().to_obj()));
        loop {
            let position = PARSER_STATE.of(parser.as_obj())?.object(0).clone();
            let environment = COMMAND_STATE.of(state.as_obj())?.object(command_state::ENVIRONMENT).clone();
            // SAFETY: what is passed is of the types that the functions' declarations state.
            unsafe {
                let context = self.parser_context(state.as_obj())?;
                let log = self.symbols.empty_message_log();
                let parsed = self.symbols.parse_command(input.context.clone(), context, parser, log);
                let (syntax, rest) = pair(parsed.as_obj())?;
                let (next, log) = pair(rest)?;
                parser = next.to_obj();
                let is_last = self.symbols.is_terminal_command(syntax.to_obj()) != 0;
                messages.extend(self.messages(log.to_obj())?);

                let context = self.command_context(input, position, token.clone())?;
                let reference = Reference::new(state);
                let linters = array([]);
                let done =
                    self.symbols.elab_command_top_level(syntax.to_obj(), linters, context.as_obj(), reference.as_obj());
                state = reference.get();
                if let Err(exception) = done {
                    if is_interrupt(exception.as_obj()) {
                        return Err(Interrupt::Cancelled);
                    }
                    messages.push(self.thrown(exception, context.as_obj())?);
                }
                let fields = COMMAND_STATE.of(state.as_obj())?;
                messages.extend(self.messages(fields.object(command_state::MESSAGES).clone())?);
                let (whole, said) = self.finish_tasks(state)?;
                state = whole;
                messages.extend(said);
                if let Some(report) = &mut report {
                    report.add(self, state.as_obj(), &environment, cancel)?;
                }
                if is_last {
                    return Ok((state, messages));
                }
            }
            // Some commands are over without a look at the token.
            Interrupt::check(cancel)?;
        }
    }

    /// What the parser has to know of the state.
    fn parser_context(&self, state: ObjRef<'_>) -> Result<LeanObj, KernelError> {
        let state = COMMAND_STATE.of(state)?;
        let scopes = CONS.of(state.object(command_state::SCOPES).as_obj())?;
        let current = SCOPE.of(scopes.object(0).as_obj())?;
        let fields = [
            state.object(command_state::ENVIRONMENT).clone(),
            current.object(scope::OPTIONS).clone(),
            current.object(scope::NAMESPACE).clone(),
            current.object(scope::OPEN_DECLS).clone(),
        ];
        Ok(LeanObj::constructor(PARSER_MODULE_CONTEXT.tag, fields))
    }

    /// A `Lean.Elab.Command.Context`.
    pub(super) fn command_context(
        &self,
        input: &Input,
        position: LeanObj,
        token: LeanObj,
    ) -> Result<LeanObj, KernelError> {
        let input = INPUT_CONTEXT.of(input.context.as_obj())?;
        let nothing = || LeanObj::scalar(0);
        let fields = [
            input.object(1).clone(),
            input.object(2).clone(),
            nothing(),
            position,
            nothing(),
            nothing(),
            self.symbols.first_macro_scope(),
            nothing(),
            nothing(),
            token,
        ];
        let scalars = u32::from(COMMAND_CONTEXT.scalar_bytes);
        let mut context = NewConstructor::new(COMMAND_CONTEXT.tag, u32::from(COMMAND_CONTEXT.objects), scalars);
        (0..).zip(fields).for_each(|(i, field)| context.set_field(i, field));
        Ok(context.finish())
    }

    /// A message of an exception that came out of a command; they are logged, as a rule. It stands where the exception
    /// says, else at the command.
    ///
    /// # Safety
    /// `exception` is a `Lean.Exception`, `context` the `Lean.Elab.Command.Context` of the command.
    unsafe fn thrown(&self, exception: LeanObj, context: ObjRef<'_>) -> Result<Message, KernelError> {
        let context = COMMAND_CONTEXT.of(context)?;
        let file_map = context.object(command_context::FILE_MAP);
        // SAFETY: as ours; the first field of an exception that is an error is a `Syntax`.
        unsafe {
            let span = match exception.as_obj().owned_field(0) {
                Some(syntax) if !is_internal(exception.as_obj()) => self.span(syntax.as_obj()),
                _ => None,
            };
            let command = context.object(command_context::POSITION);
            let (start, end) = span.unwrap_or_else(|| (command.clone(), command.clone()));
            let (pos, end_pos) = (self.position(file_map, start.as_obj())?, self.position(file_map, end.as_obj())?);
            let text = self.kernel.message_text(self.symbols.exception_to_message(exception));
            let data = trim_ascii(&text).to_owned();
            Ok(Message { severity: Severity::Error, pos, end_pos: Some(end_pos), data })
        }
    }
}

/// The halves of a pair.
pub(super) fn pair(object: ObjRef<'_>) -> Result<(ObjRef<'_>, ObjRef<'_>), KernelError> {
    let fields = PAIR.of(object)?;
    Ok((fields.object(0).as_obj(), fields.object(1).as_obj()))
}

/// Whether a `Lean.Exception` is that of a token that was set.
pub(super) fn is_interrupt(exception: ObjRef<'_>) -> bool {
    is_internal(exception) && exception.field(0).and_then(ObjRef::as_scalar) == Some(INTERRUPT)
}

/// Whether a `Lean.Exception` is one without a text.
pub(super) fn is_internal(exception: ObjRef<'_>) -> bool {
    matches!(exception.kind(), ObjectKind::Constructor { tag: EXCEPTION_INTERNAL, .. })
}
