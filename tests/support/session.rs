//! A server for requests that need our core.

use std::time::Duration;

use leanbind::server::protocol::{Command, CommandResponse, Message, StateId};
use leanbind::server::{LeanServer, ServerConfig};
use serde_json::Value as Json;

/// The header that imports our core.
pub const IMPORT_CORE: &str = "prelude\nimport Core";

/// `walk`, a reduction of exponential length that asks for the normal form of an argument at each step, and so notices that
/// it is cancelled.
pub const REDUCTIONS: &str = "\
    noncomputable def both (a b : Bool) : Bool := Bool.rec (motive := fun _ => Bool) Bool.false b a\n\
    noncomputable def walk (n : Nat) : Nat → Bool := Nat.rec (motive := fun _ => Nat → Bool) (fun _ => Bool.true) \
    (fun _ w x => both (w (Nat.succ x)) (w (Nat.mul 2 x))) n\n";

/// A server with our core in its search path.
pub fn start(config: ServerConfig) -> LeanServer {
    let (lean, _guard) = super::lean();
    LeanServer::start(lean, config.search_path(super::core())).unwrap()
}

/// The environment after `import Core`.
pub fn import_core(server: &LeanServer) -> StateId {
    let response = server.run(Command::new(IMPORT_CORE)).unwrap();
    assert_eq!(response.messages, []);
    response.env
}

/// A server, and its environment after `import Core`.
pub struct Session {
    pub server: LeanServer,
    pub core: StateId,
}

impl Session {
    pub fn new() -> Self {
        // Long enough for memcheck, which makes everything slow.
        let server = start(ServerConfig::new().deadline(Some(Duration::from_secs(900))));
        let core = import_core(&server);
        Session { server, core }
    }

    /// Runs a command after `import Core`.
    pub fn run(&self, command: Command) -> CommandResponse {
        self.server.run(command.in_env(self.core)).unwrap()
    }

    /// As [`run`](Self::run), for commands without messages.
    pub fn silent(&self, command: Command) -> CommandResponse {
        let response = self.run(command);
        assert_eq!(response.messages, []);
        response
    }

    /// The messages of some commands.
    pub fn messages(&self, text: &str) -> Vec<Message> {
        self.run(Command::new(text)).messages
    }

    /// The texts of the messages of some commands.
    pub fn texts(&self, command: Command) -> Vec<String> {
        self.run(command).messages.into_iter().map(|message| message.data).collect()
    }

    /// Runs a request in JSON after `import Core`.
    pub fn json(&self, mut request: Json) -> Json {
        request["env"] = self.core.into();
        self.server.run_json(&request, None).unwrap()
    }
}
