//! What reports are made of: the accounts' sums, and who is in a team.

use crate::query::Query;
use sellerdesk_accounts::AccountId;
use sellerdesk_inbox::{Section, load_documents};
use sellerdesk_ledger::LedgerError;
use sellerdesk_ledger::tally::{Days, list_tallied, read_tally};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Kind, Problem, SpinStore, SystemClock, log};
use serde::Deserialize;

/// Accounts that one report sums up.
const ACCOUNTS_MAX: usize = 50;

/// Accounts with their days.
pub struct Source {
    /// By account.
    pub accounts: Vec<(AccountId, Days)>,
    /// Only what these agents have.
    pub agents: Option<Vec<String>>,
    /// There are more accounts.
    pub is_partial: bool,
}

/// The teams of the notifications' document.
#[derive(Default, Deserialize)]
pub struct Teams {
    /// All of them.
    #[serde(default)]
    pub teams: Vec<Team>,
}

/// One team.
#[derive(Deserialize)]
pub struct Team {
    /// Its name.
    pub id: String,
    /// Names of agents.
    #[serde(default)]
    pub members: Vec<String>,
}

/// The accounts that a report is about.
pub async fn accounts(store: &SpinStore, query: &Query, who: &Principal) -> Result<(Vec<AccountId>, bool), Problem> {
    let mut ids = list_tallied(store, &SystemClock).await.map_err(problem)?;
    let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    ids.retain(|id| who.sees(id.channel(), id.account()));
    ids.retain(|id| is(&query.channel, id.channel()) && is(&query.account, id.account()));
    let is_partial = ids.len() > ACCOUNTS_MAX;
    ids.truncate(ACCOUNTS_MAX);
    Ok((ids, is_partial))
}

/// Reads the sums of the query's accounts.
pub async fn read(store: &SpinStore, query: &Query, who: &Principal) -> Result<Source, Problem> {
    let agents = match &query.team {
        None => None,
        Some(wanted) => {
            let team = teams(store).await?.into_iter().find(|team| team.id == *wanted);
            Some(team.ok_or_else(|| Problem::field("team", "a team of the notifications' settings"))?.members)
        }
    };
    let (ids, is_partial) = accounts(store, query, who).await?;
    let mut accounts = Vec::new();
    for id in ids {
        let days = read_tally(store, &SystemClock, &id, query.from, query.to).await.map_err(problem)?;
        accounts.push((id, days));
    }
    Ok(Source { accounts, agents, is_partial })
}

/// The shop's teams.
pub async fn teams(store: &SpinStore) -> Result<Vec<Team>, Problem> {
    let settings = load_documents(store, &SystemClock).await.map_err(|error| unreadable(&error.to_string()))?;
    let document: Option<Teams> =
        settings.json(Section::Notifications).and_then(|json| serde_json::from_str(json).ok());
    Ok(document.unwrap_or_default().teams)
}

/// What went wrong with the store is logged and not told.
pub fn problem(error: LedgerError) -> Problem {
    if error.is_temporary() { unavailable(&error.to_string()) } else { unreadable(&error.to_string()) }
}

fn unavailable(error: &str) -> Problem {
    log("store-failed", &[("error", &error)]);
    Problem::new(Kind::Unavailable, "the sums can't be read just now")
}

fn unreadable(error: &str) -> Problem {
    log("store-failed", &[("error", &error)]);
    Problem::new(Kind::Internal, "the sums can't be read just now")
}
