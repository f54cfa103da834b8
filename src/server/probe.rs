//! The start-up probe: it checks that this build of Lean behaves as the table of its version says.

use std::ops::ControlFlow;

use once_cell::sync::OnceCell;

use super::config::{LEAST_STACK, ServerConfig};
use super::elaborator::{Elaborator, Importing};
use super::error::ServerError;
use super::imports::SharedImports;
use super::interrupt::Interrupt;
use super::lean_server::LeanServer;
use super::protocol::{Command, CommandOptions, CommandResponse, InfoTreeFilter, Position, StateId};
use crate::kernel::{BinderInfo, Declaration, Expr, KernelError, KernelExceptionKind, SearchPath};
use crate::runtime::Runtime;

/// One check of the probe, and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbeCheck {
    /// The name of the check.
    pub name: &'static str,
    /// If the check failed: what was expected, and what was found.
    pub result: Result<(), String>,
}

/// Compares a value with the expected one.
fn expect_equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, expected: T) -> Result<(), String> {
    if got == expected { Ok(()) } else { Err(format!("{what}: expected {expected:?}, got {got:?}")) }
}

impl LeanServer {
    /// Checks the running Lean's elaborator and kernel in an environment without imports: messages and their positions,
    /// chained states, a cancelled command, a declaration that the kernel must reject. It stops at the first check that
    /// fails.
    ///
    /// [`start`](Self::start) runs the probe once per process, and refuses a Lean that fails. This method runs it again, for
    /// a report.
    ///
    /// # Errors
    /// [`ServerError::Kernel`] if the version is not supported, if a symbol is missing, or if no thread can be started.
    pub fn probe(runtime: &'static Runtime) -> Result<Vec<ProbeCheck>, ServerError> {
        let _guard = runtime.attach();
        // A thread that cannot be started says nothing about Lean.
        Elaborator::get(runtime)?.kernel.run(|| ())?;
        let config = ServerConfig::new()
            .search_path(SearchPath::default())
            .imports(SharedImports::new())
            .stack_size(LEAST_STACK);
        let server = LeanServer::start_unprobed(runtime, config)?;
        let mut checks = Vec::new();
        let mut check = |name, result: Result<(), String>| {
            let failed = result.is_err();
            checks.push(ProbeCheck { name, result });
            if failed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        // A failed check is in the list already.
        let _ = run_all(runtime, &server, &mut check);
        Ok(checks)
    }

    /// Runs the probe, at the first call in this process.
    ///
    /// # Errors
    /// [`ServerError::Probe`] with the check that failed.
    pub(super) fn check_probe(runtime: &'static Runtime) -> Result<(), ServerError> {
        static FAILURE: OnceCell<Option<ProbeCheck>> = OnceCell::new();
        let failure = FAILURE.get_or_try_init(|| -> Result<_, ServerError> {
            Ok(LeanServer::probe(runtime)?.into_iter().find(|check| check.result.is_err()))
        })?;
        match failure {
            Some(ProbeCheck { name, result: Err(why) }) => Err(ServerError::Probe { check: name, why: why.clone() }),
            _ => Ok(()),
        }
    }
}

fn run_all(
    runtime: &'static Runtime,
    server: &LeanServer,
    check: &mut impl FnMut(&'static str, Result<(), String>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let theorem = "prelude\ntheorem t (p : Prop) (h : p) : p := h\n#check t";
    let first = answer(server, Command::new(theorem));
    let env = first.as_ref().map_or(0, |response| response.env);
    check(
        "a theorem and its type",
        first.and_then(|response| expect_message(&response, "t (p : Prop) (h : p) : p", 3)),
    )?;
    check(
        "a state built upon",
        answer(server, Command::new("#check t").in_env(env))
            .and_then(|response| expect_message(&response, "t (p : Prop) (h : p) : p", 1)),
    )?;
    check("a goal and an information tree", reported(server, env))?;
    check("a wrong proof", refused_by_the_elaborator(server, env))?;
    check("a cancelled command", cancelled(runtime))?;
    check("the kernel's refusal", refused_by_the_kernel(runtime).unwrap_or_else(|error| Err(error.to_string())))
}

fn answer(server: &LeanServer, command: Command) -> Result<CommandResponse, String> {
    server.run(command).map_err(|error| error.to_string())
}

/// Checks that the response has exactly one message, with this text and on this line.
fn expect_message(response: &CommandResponse, text: &str, line: u64) -> Result<(), String> {
    let messages: Vec<_> = response.messages.iter().map(|message| (message.data.as_str(), message.pos)).collect();
    expect_equal("the messages", messages, vec![(text, Position { line, column: 0 })])
}

/// Checks the report on an incomplete proof. `by {}` is used because it needs no import.
fn reported(server: &LeanServer, env: StateId) -> Result<(), String> {
    let open = Command::new("theorem u (p : Prop) (h : p) : p := by {}").in_env(env);
    let response = answer(server, open.root_goals().all_tactics().infotree(InfoTreeFilter::Tactics))?;
    let goals: Vec<_> = response.sorries.iter().map(|sorry| sorry.goal.as_str()).collect();
    expect_equal("the goal", goals, vec!["p : Prop\nh : p\n⊢ p"])?;
    let elaborated = response.infotree.as_ref().map(|trees| &trees[0]["node"]["name"]);
    expect_equal("the tactic block's name", elaborated, Some(&"Lean.Parser.Term.byTactic".into()))
}

fn refused_by_the_elaborator(server: &LeanServer, env: StateId) -> Result<(), String> {
    let wrong = answer(server, Command::new("theorem wrong (p q : Prop) (h : p) : q := h").in_env(env))?;
    expect_equal("whether there is an error", wrong.has_errors(), true)
}

fn cancelled(runtime: &'static Runtime) -> Result<(), String> {
    let text = |error: KernelError| error.to_string();
    let elaborator = Elaborator::get(runtime).map_err(text)?;
    let token = elaborator.kernel.cancel_token().map_err(text)?;
    token.cancel();
    let importing = Importing { search_path: &SearchPath::default(), imports: &SharedImports::new(), options: &[] };
    match elaborator.elaborate(None, "prelude\n#check Prop", "<probe>", &CommandOptions::default(), importing, &token) {
        Err(Interrupt::Cancelled) => Ok(()),
        Err(Interrupt::Error(error)) => Err(format!("expected an interrupt, got {error}")),
        Ok(_) => Err("expected an interrupt, but the command was carried out".to_owned()),
    }
}

/// The kernel must reject this term as a proof of `∀ p : Prop, p`.
fn refused_by_the_kernel(runtime: &'static Runtime) -> Result<Result<(), String>, KernelError> {
    let kernel = runtime.kernel()?;
    let (name, prop, p) = (kernel.name("wrong")?, Expr::sort(&kernel.level_zero()?), kernel.bound_variable(0)?);
    let ty = Expr::forall(&name, &prop, &p, BinderInfo::Default);
    let value = Expr::lambda(&name, &prop, &p, BinderInfo::Default);
    let wrong = Declaration::Theorem { name, level_params: Vec::new(), ty, value };
    Ok(match kernel.empty_environment()?.add(&wrong) {
        Ok(_) => Err("expected the kernel to refuse a wrong proof, but it was accepted".to_owned()),
        Err(KernelError::Exception(exception)) => {
            expect_equal("the kernel's exception", exception.kind(), &KernelExceptionKind::DeclTypeMismatch)
        }
        Err(other @ KernelError::NotAttached(_)) => return Err(other),
        Err(other) => Err(format!("expected the kernel's exception, got {other}")),
    })
}
