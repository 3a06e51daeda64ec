//! Who makes a request.

use crate::{Needs, Permission, Permissions, Role, Scope};

/// Name of whoever holds the operator's token.
pub const ADMIN_NAME: &str = "admin";

/// Which kind of proof was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// None.
    Nobody,
    /// The operator's token.
    Operator,
    /// A session of an agent.
    Agent {
        /// The agent's id.
        id: String,
        /// The session's key in the store.
        session: String,
    },
    /// An API token.
    Token {
        /// The token's id.
        id: String,
    },
}

/// Whoever makes a request, and what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// What stands in records as `by`.
    pub name: String,
    /// How they showed who they are.
    pub who: Who,
    /// The only accounts they see, as `channel/account`; `None`: all.
    pub accounts: Option<Vec<String>>,
    permissions: Permissions,
}

impl Principal {
    /// Whoever asks for something that is open to everybody.
    pub fn nobody() -> Self {
        Self { name: String::new(), who: Who::Nobody, accounts: Some(Vec::new()), permissions: Permissions::default() }
    }

    /// The holder of the operator's token.
    pub fn operator() -> Self {
        let permissions = Permissions::of_role(Role::Admin, false);
        Self { name: ADMIN_NAME.to_owned(), who: Who::Operator, accounts: None, permissions }
    }

    /// An agent.
    pub fn agent(who: Who, name: String, role: Role, accounts: Option<Vec<String>>) -> Self {
        let permissions = Permissions::of_role(role, accounts.is_some());
        Self { name, who, accounts, permissions }
    }

    /// An API token.
    pub fn token(id: String, name: String, scopes: &[Scope], accounts: Option<Vec<String>>) -> Self {
        let permissions = Permissions::of_scopes(scopes, accounts.is_some());
        Self { name, who: Who::Token { id }, accounts, permissions }
    }

    /// Whether a route is open to them.
    pub fn meets(&self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Anybody => self.who != Who::Nobody,
            Needs::Person => matches!(self.who, Who::Agent { .. }),
            Needs::Operator => self.who == Who::Operator,
            Needs::May(permission) => self.may(permission),
        }
    }

    /// Whether they may do this, in the accounts that they see.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }

    /// Whether they see an account.
    pub fn sees(&self, channel: &str, account: &str) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|accounts| accounts.iter().any(|own| own.split_once('/') == Some((channel, account))))
    }
}
