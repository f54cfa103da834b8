//! [`PickleKind`]: what a pickle holds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a pickle holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum PickleKind {
    Environment,
    ProofState,
}

impl fmt::Display for PickleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PickleKind::Environment => "an environment",
            PickleKind::ProofState => "a proof state",
        })
    }
}
