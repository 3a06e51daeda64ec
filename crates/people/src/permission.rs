//! Who may do what: one table.

use serde::{Deserialize, Serialize};

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// See conversations, and what is due.
    ReadConversations,
    /// Change a conversation: note, tag, status, priority, category, merge.
    Act,
    /// Write to buyers.
    Reply,
    /// Give conversations to agents.
    Assign,
    /// See how the team does.
    ReadReports,
    /// See what is counted over all accounts and can't be told apart by them.
    ReadWholeDesk,
    /// See policies, calendars, templates, rules and the list of accounts; try them out.
    ReadSettings,
    /// Change them, and look after notifications.
    ManageSettings,
    /// Add, change and remove accounts of marketplaces.
    ManageAccounts,
    /// See who is in the team.
    ReadPeople,
    /// Invite, change and remove agents; issue tokens; read the audit trail.
    ManagePeople,
    /// Hand in facts about orders for account health.
    WriteFacts,
    /// Erase a buyer's personal data.
    ErasePersonalData,
}

/// What somebody is in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers buyers.
    Agent,
    /// Leads agents: reports and settings besides.
    Supervisor,
    /// Everything.
    Admin,
}

/// What an API token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading conversations, reports and settings.
    Read,
    /// Acting on conversations and answering.
    Reply,
    /// Handing in facts.
    Facts,
    /// Settings and accounts.
    Manage,
    /// Erasing personal data.
    Erase,
}

/// Whether whoever is limited to some accounts keeps a permission.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limited {
    /// Yes: what it opens is filtered by account.
    Keeps,
    /// No: it reaches every account.
    Loses,
}

use Limited::{Keeps, Loses};
use Permission as P;
use Role::{Admin, Agent, Supervisor};

/// The one table. No scope manages people: a token must not be able to make itself a person.
const TABLE: &[(P, &[Role], &[Scope], Limited)] = &[
    (P::ReadConversations, &[Agent, Supervisor, Admin], &[Scope::Read], Keeps),
    (P::Act, &[Agent, Supervisor, Admin], &[Scope::Reply], Keeps),
    (P::Reply, &[Agent, Supervisor, Admin], &[Scope::Reply], Keeps),
    (P::Assign, &[Agent, Supervisor, Admin], &[Scope::Reply], Keeps),
    (P::ReadReports, &[Supervisor, Admin], &[Scope::Read], Keeps),
    (P::ReadWholeDesk, &[Supervisor, Admin], &[Scope::Read], Loses),
    (P::ReadSettings, &[Agent, Supervisor, Admin], &[Scope::Read, Scope::Manage], Keeps),
    (P::ManageSettings, &[Supervisor, Admin], &[Scope::Manage], Loses),
    (P::ManageAccounts, &[Admin], &[Scope::Manage], Keeps),
    (P::ReadPeople, &[Agent, Supervisor, Admin], &[Scope::Read], Keeps),
    (P::ManagePeople, &[Admin], &[], Loses),
    (P::WriteFacts, &[Supervisor, Admin], &[Scope::Facts], Keeps),
    (P::ErasePersonalData, &[Admin], &[Scope::Erase], Keeps),
];

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// Those of a role; fewer for somebody who is limited to some accounts.
    pub fn of_role(role: Role, is_limited: bool) -> Self {
        Self::of(is_limited, |roles, _| roles.contains(&role))
    }

    /// Those of a token.
    pub fn of_scopes(scopes: &[Scope], is_limited: bool) -> Self {
        Self::of(is_limited, |_, own| own.iter().any(|scope| scopes.contains(scope)))
    }

    fn of(is_limited: bool, has: impl Fn(&[Role], &[Scope]) -> bool) -> Self {
        let rows =
            TABLE.iter().filter(|(_, roles, scopes, limited)| has(roles, scopes) && (!is_limited || *limited == Keeps));
        Self(rows.fold(0, |set, (permission, ..)| set | 1 << *permission as u32))
    }

    /// Whether one is among them.
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_its_row_and_an_admin_has_all_of_them() {
        let all = Permissions::of_role(Admin, false);
        for (number, (permission, ..)) in TABLE.iter().enumerate() {
            assert_eq!(*permission as usize, number, "rows stand in the order of the enum");
            assert!(all.contains(*permission), "{permission:?}");
        }
        assert_eq!(TABLE.len(), P::ErasePersonalData as usize + 1);
    }

    #[test]
    fn a_role_has_what_the_lower_one_has() {
        for (permission, ..) in TABLE {
            for (lower, higher) in [(Agent, Supervisor), (Supervisor, Admin)] {
                let has = |role| Permissions::of_role(role, false).contains(*permission);
                assert!(!has(lower) || has(higher), "{permission:?}");
            }
        }
    }

    #[test]
    fn a_limit_only_takes_away_and_no_token_manages_people() {
        let scopes = [Scope::Read, Scope::Reply, Scope::Facts, Scope::Manage, Scope::Erase];
        for (permission, ..) in TABLE {
            for role in [Agent, Supervisor, Admin] {
                let has = |limited| Permissions::of_role(role, limited).contains(*permission);
                assert!(!has(true) || has(false), "{permission:?}");
            }
        }
        assert!(!Permissions::of_scopes(&scopes, false).contains(P::ManagePeople));
        assert_eq!(Permissions::of_scopes(&[], false), Permissions::default());
    }
}
