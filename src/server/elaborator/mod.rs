//! Lean's elaborator, whose functions are called by symbol.

mod action;
mod carry;
mod command;
mod context;
mod elaborate;
mod exception;
mod handle;
mod header;
mod info_tree;
mod info_tree_json;
mod input;
mod json;
mod log;
mod message;
mod options;
mod proof_state;
mod report;
mod save;
mod sorry;
mod status;
mod step;
mod syntax;
mod tactic;
mod tasks;

pub(super) use elaborate::CommandOutcome;
pub(super) use handle::Elaborator;
pub(super) use header::Importing;
pub(super) use proof_state::ProofState;
#[cfg(test)]
pub(super) use save::interpreted;
pub(super) use status::Verdict;
pub(super) use step::StepOutcome;
