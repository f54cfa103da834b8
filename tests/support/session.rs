//! A server whose requests build on our core.

use std::time::Duration;

use leanbind::server::protocol::{Command, CommandResponse, Message, StateId};
use leanbind::server::{LeanServer, ServerConfig};
use serde_json::Value as Json;

/// A server, and its environment after `import Core`.
pub struct Session {
    pub server: LeanServer,
    pub core: StateId,
}

impl Session {
    pub fn new() -> Self {
        let (lean, _guard) = super::lean();
        // So long that memcheck, which makes everything slow, is not held up.
        let config = ServerConfig::new().search_path(super::core()).deadline(Some(Duration::from_secs(900)));
        let server = LeanServer::start(lean, config).unwrap();
        let core = server.run(Command::new("prelude\nimport Core")).unwrap().env;
        Session { server, core }
    }

    /// Carries a command out, with the core imported.
    pub fn run(&self, command: Command) -> CommandResponse {
        self.server.run(command.in_env(self.core)).unwrap()
    }

    /// As [`run`](Self::run), for commands that Lean has nothing to say of.
    pub fn silent(&self, command: Command) -> CommandResponse {
        let response = self.run(command);
        assert_eq!(response.messages, []);
        response
    }

    /// What Lean says of some commands.
    pub fn messages(&self, text: &str) -> Vec<Message> {
        self.run(Command::new(text)).messages
    }

    /// The texts of what Lean says of some commands.
    pub fn texts(&self, command: Command) -> Vec<String> {
        self.run(command).messages.into_iter().map(|message| message.data).collect()
    }

    /// A request and its answer as JSON, with the core imported.
    pub fn json(&self, mut request: Json) -> Json {
        request["env"] = self.core.into();
        self.server.run_dict(&request, None).unwrap()
    }
}
