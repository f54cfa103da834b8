//! The elaborator of Lean 4.35.0: the symbols that leanbind calls, and the layouts of its objects.

use crate::kernel::shape::ConstructorShape;
use crate::kernel::table::symbols;

symbols! {
    functions {
        /// `Lean.Parser.mkInputContext (input fileName : String) (normalizeInput : Bool) (endPos : String.Pos.Raw)`,
        /// without its proofs (`Lean/Parser/Types.lean`).
        mk_input_context = "l_Lean_Parser_mkInputContext___redArg"(
            input: owned, file_name: owned, normalize: u8, end: owned
        ) -> object;
        /// `Lean.Parser.parseHeader (inputCtx : InputContext) : IO (TSyntax × ModuleParserState × MessageLog)`
        /// (`Lean/Parser/Module.lean`).
        parse_header = "l_Lean_Parser_parseHeader"(input: owned) -> io;
        /// `Lean.Parser.parseCommand (inputCtx : InputContext) (pmctx : ParserModuleContext) (mps : ModuleParserState)
        /// (messages : MessageLog) : Syntax × ModuleParserState × MessageLog`.
        parse_command = "l_Lean_Parser_parseCommand"(
            input: owned, context: owned, state: owned, messages: owned
        ) -> object;
        /// `Lean.Parser.isTerminalCommand (s : Syntax) : Bool`: whether the command ends the file.
        is_terminal_command = "l_Lean_Parser_isTerminalCommand"(syntax: owned) -> u8;
        /// `Lean.Elab.processHeader (header : HeaderSyntax) (opts : Options) (messages : MessageLog)
        /// (inputCtx : InputContext) (trustLevel : UInt32) (plugins : Array FilePath) (leakEnv : Bool) (mainModule : Name) :
        /// IO (Environment × MessageLog)` (`Lean/Elab/Import.lean`).
        process_header = "l_Lean_Elab_processHeader"(
            header: owned, options: owned, messages: owned, input: owned, trust: u32, plugins: owned, leak: u8,
            main_module: owned
        ) -> io;
        /// `Lean.Elab.Command.mkState (env : Environment) (messages : MessageLog) (opts : Options) : State`
        /// (`Lean/Elab/Command.lean`).
        mk_command_state = "l_Lean_Elab_Command_mkState"(environment: owned, messages: owned, options: owned) -> object;
        /// `Lean.Elab.Command.elabCommandTopLevel (stx : Syntax) (linters : Array Linter) : CommandElabM Unit`, with the
        /// context and the state of `CommandElabM`.
        elab_command_top_level = "l_Lean_Elab_Command_elabCommandTopLevel"(
            syntax: owned, linters: owned, context: borrowed, state: borrowed
        ) -> io;
        /// `Lean.MessageLog.toArray (log : MessageLog) : Array Message` (`Lean/Message.lean`).
        message_log_to_array = "l_Lean_MessageLog_toArray___boxed"(log: owned) -> object;
        /// `Lean.Message.toJson (msg : Message) : BaseIO Json`. Its second parameter is the world token.
        message_to_json = "l_Lean_Message_toJson___boxed"(message: owned, world: owned) -> object;
        /// `Lean.Json.compress (j : Json) : String` (`Lean/Data/Json/Printer.lean`).
        json_compress = "l_Lean_Json_compress"(json: owned) -> object;
        /// `Lean.Json.parse (s : String) : Except String Json` (`Lean/Data/Json/Parser.lean`).
        json_parse = "l_Lean_Json_parse"(text: owned) -> object;
        /// `Lean.Json.pretty (j : Json) (lineWidth : Nat := 80) : String`.
        json_pretty = "l_Lean_Json_pretty___boxed"(json: owned, width: owned) -> object;
        /// `Lean.Exception.toMessageData (e : Exception) : MessageData` (`Lean/Exception.lean`).
        exception_to_message = "l_Lean_Exception_toMessageData"(exception: owned) -> object;
    }
    constants {
        /// `Lean.MessageLog.empty : MessageLog`.
        empty_message_log = "l_Lean_MessageLog_empty";
        /// `Lean.firstFrontendMacroScope : MacroScope` (`Init/Prelude.lean`).
        first_macro_scope = "l_Lean_firstFrontendMacroScope";
        /// The default `Lean.Parser.ModuleParserState`: a parser at the first byte.
        first_parser_state = "l_Lean_Parser_instInhabitedModuleParserState_default";
    }
}

// Each comment lists the fields of the constructor in order. The fields behind `|` are scalars.

/// `Lean.Elab.Command.State`: env, messages, scopes, usedQuotCtxts, nextMacroScope, maxRecDepth, ngen, auxDeclNGen,
/// infoState, traceState, snapshotTasks, prevLinterStates, codeQualityEntryTasks.
pub(crate) const COMMAND_STATE: ConstructorShape = ConstructorShape::new("Lean.Elab.Command.State.mk", 0, 13, 0);
/// The fields of [`COMMAND_STATE`] that leanbind reads.
pub(crate) mod command_state {
    pub(crate) const ENVIRONMENT: u8 = 0;
    pub(crate) const MESSAGES: u8 = 1;
    pub(crate) const SCOPES: u8 = 2;
    pub(crate) const USED_QUOTATION_CONTEXTS: u8 = 3;
    pub(crate) const INFO_STATE: u8 = 8;
    pub(crate) const TRACE_STATE: u8 = 9;
    pub(crate) const SNAPSHOT_TASKS: u8 = 10;
    pub(crate) const CODE_QUALITY_ENTRY_TASKS: u8 = 12;

    /// The fields that belong to one command: what it reported, and the tasks that it started.
    ///
    /// The other fields go on: the environment, the scopes, the quotation contexts in use, the counters of fresh names, and
    /// the states of linters, which are only those after the last command.
    pub(crate) const OF_ONE_COMMAND: [u8; 5] =
        [MESSAGES, INFO_STATE, TRACE_STATE, SNAPSHOT_TASKS, CODE_QUALITY_ENTRY_TASKS];
}
/// `Lean.MessageLog`: reported, unreported, and a set.
pub(crate) const MESSAGE_LOG: ConstructorShape = ConstructorShape::new("Lean.MessageLog.mk", 0, 3, 0);
/// `Lean.Elab.Command.Context`: fileName, fileMap, currRecDepth, cmdPos, macroStack, quotContext?, currMacroScope, ref,
/// snap?, cancelTk? | suppressElabErrors.
pub(crate) const COMMAND_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Elab.Command.Context.mk", 0, 10, 8);
/// The fields of [`COMMAND_CONTEXT`] that leanbind reads.
pub(crate) mod command_context {
    pub(crate) const FILE_MAP: u8 = 1;
    pub(crate) const POSITION: u8 = 3;
}
/// `Lean.Elab.Command.Scope`: header, opts, currNamespace, openDecls, levelNames, varDecls, varUIds, and three lists of
/// names | flags.
pub(crate) const SCOPE: ConstructorShape = ConstructorShape::new("Lean.Elab.Command.Scope.mk", 0, 10, 8);
/// The fields of [`SCOPE`] that leanbind reads.
pub(crate) mod scope {
    pub(crate) const OPTIONS: u8 = 1;
    pub(crate) const NAMESPACE: u8 = 2;
    pub(crate) const OPEN_DECLS: u8 = 3;
}
/// `Lean.Parser.InputContext`: input, fileName, fileMap, endPos.
pub(crate) const INPUT_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Parser.InputContext.mk", 0, 4, 0);
/// `Lean.Parser.ParserModuleContext`: env, options, currNamespace, openDecls.
pub(crate) const PARSER_MODULE_CONTEXT: ConstructorShape =
    ConstructorShape::new("Lean.Parser.ParserModuleContext.mk", 0, 4, 0);
/// `Lean.Parser.ModuleParserState`: pos | recovering, and one more.
pub(crate) const PARSER_STATE: ConstructorShape = ConstructorShape::new("Lean.Parser.ModuleParserState.mk", 0, 1, 8);

/// The constructor `Lean.Exception.internal`: an exception without a message, such as an interrupt.
pub(crate) const EXCEPTION_INTERNAL: u8 = 1;
/// The index of `interruptExceptionId` (`Lean/Exception.lean`), which Lean registers as the first internal exception.
pub(crate) const INTERRUPT: usize = 0;
