//! Alerts: evaluated at most once an hour and account, each raised once, told once.

use crate::account::{Record, append, load};
use crate::find_outliers::{find_outliers, news};
use crate::limits::{EVALUATE_ACCOUNTS_MAX, EVALUATE_MS};
use crate::line::{demand, name};
use crate::read_health::{Health, keep_summary, read};
use crate::{LedgerError, Raised, forget_uploads, keys, list, percent};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{Alert, FigureKind};
use sellerdesk_inbox::{InboxError, Privacy, read_settings};
use sellerdesk_journal::{Clock, Journal, Store};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// Where the round of all accounts stands.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Turn {
    began: i64,
    next: usize,
}

/// Alerts of one account that nobody was told of yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Untold {
    /// Which account.
    pub id: AccountId,
    /// Oldest first.
    pub raised: Vec<Raised>,
}

/// What one call did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// Accounts looked at.
    pub accounts: usize,
    /// Accounts that can't be read for good: somebody has to look at the store.
    pub failed: usize,
    /// Whom to tell of what.
    pub untold: Vec<Untold>,
    /// More accounts are due: call again.
    pub has_more: bool,
}

/// Evaluates the next accounts of this hour's round, at most [`EVALUATE_ACCOUNTS_MAX`]; one read when none is due.
/// An alert stays untold until [`mark_told`]: who tells it has to know it by its id.
///
/// # Errors
/// The store's; call it again then.
pub async fn evaluate_due<S: Store, C: Clock>(store: &S, clock: &C, at: i64) -> Result<Evaluated, LedgerError> {
    let stored = store.get(keys::TURN).await?.and_then(|bytes| serde_json::from_slice::<Turn>(&bytes).ok());
    // Either way: a round that lies ahead was begun by a wrong clock.
    let is_over = |turn: &Turn| at.abs_diff(turn.began) >= EVALUATE_MS.unsigned_abs();
    let turn = stored.filter(|turn| !is_over(turn)).unwrap_or(Turn { began: at, next: 0 });
    let mut done = Evaluated::default();
    if turn.next == usize::MAX {
        return Ok(done);
    }
    let ids = list(store, clock).await?;
    for id in ids.iter().skip(turn.next).take(EVALUATE_ACCOUNTS_MAX) {
        done.accounts = done.accounts.saturating_add(1);
        match evaluate(store, clock, id, at).await {
            Ok(raised) if raised.is_empty() => {}
            Ok(raised) => done.untold.push(Untold { id: id.clone(), raised }),
            Err(error) if error.is_temporary() => return Err(error),
            // What one account suffers from must not keep the others from being looked at.
            Err(_) => done.failed = done.failed.saturating_add(1),
        }
    }
    let next = turn.next.saturating_add(EVALUATE_ACCOUNTS_MAX);
    done.has_more = next < ids.len();
    let turn = Turn { next: if done.has_more { next } else { usize::MAX }, ..turn };
    let bytes = serde_json::to_vec(&turn).map_err(|_| LedgerError::Unencodable)?;
    store.set(keys::TURN, &bytes).await?;
    Ok(done)
}

/// Evaluates one account as of `at`, records what is new, and answers what nobody was told of.
///
/// # Errors
/// The store's.
pub async fn evaluate<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    at: i64,
) -> Result<Vec<Raised>, LedgerError> {
    let health = read(store, clock, id, at, true).await?;
    keep_summary(store, &health, at).await;
    let mut state = health.account.alerts.clone();
    let raised: Vec<Raised> = state
        .step(&health.figures, &health.account.settings.alerts)
        .into_iter()
        .map(|alert| raised(&alert, at))
        .collect();
    let mut untold: Vec<Raised> = health.account.raised.iter().filter(|alert| !alert.told).cloned().collect();
    if state != health.account.alerts && at >= health.account.alerts_at {
        let journal = Journal::open(store, clock, &keys::account(id))?;
        append(&journal, &Record::Stepped { at, state, raised: raised.clone() }).await?;
        untold.extend(raised);
    }
    untold.extend(look(store, clock, &health, at).await?);
    if health.account.uploads.iter().any(|upload| upload.parts > 0) {
        let settings = read_settings(store).await.map_err(unread)?;
        let before = at.saturating_sub(Privacy::of(&settings).period_ms(id.channel()));
        forget_uploads(store, clock, id, None, before).await?;
    }
    Ok(untold)
}

fn unread(error: InboxError) -> LedgerError {
    match error {
        InboxError::Store(error) => error.into(),
        _ => LedgerError::Unencodable,
    }
}

/// Once a day: what stands out from the account's own history, and nobody was told of.
async fn look<S: Store, C: Clock>(store: &S, clock: &C, health: &Health, at: i64) -> Result<Vec<Raised>, LedgerError> {
    let day = i32::try_from(at.div_euclid(DAY_MS)).unwrap_or_default();
    let account = &health.account;
    if account.pages.is_none() || day <= account.looked {
        return Ok(Vec::new());
    }
    let outliers = find_outliers(store, clock, &health.id, at).await?;
    let (raised, stood_out) = news(&outliers, &account.stood_out, day, at);
    let journal = Journal::open(store, clock, &keys::account(&health.id))?;
    append(&journal, &Record::Looked { day, stood_out, raised: raised.clone() }).await?;
    Ok(raised)
}

/// Records that people were told of alerts.
///
/// # Errors
/// The store's; then they are told again, under the same ids.
pub async fn mark_told<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    ids: Vec<String>,
) -> Result<(), LedgerError> {
    let (journal, account, _) = load(store, clock, id).await?;
    let is_new = |id: &String| account.raised.iter().any(|alert| alert.id == *id && !alert.told);
    let ids: Vec<String> = ids.into_iter().filter(is_new).collect();
    if !ids.is_empty() {
        append(&journal, &Record::Told { ids }).await?;
    }
    Ok(())
}

fn raised(alert: &Alert, at: i64) -> Raised {
    let figure = &alert.figure;
    let limit = figure.rule.limit.map(|limit| format!(", {}", demand(limit))).unwrap_or_default();
    let share = figure.ppm().map(|ppm| format!("{} % ", percent(ppm))).unwrap_or_default();
    let count = match figure.rule.figure {
        FigureKind::Number => figure.count.part.to_string(),
        _ => format!("({} of {})", figure.count.part, figure.count.whole),
    };
    let site = if figure.site.is_empty() { String::new() } else { format!(" {}", figure.site) };
    let level = if alert.level.is_some() { name(alert.level) } else { "over" };
    Raised {
        id: alert.id.clone(),
        metric: alert.metric.to_owned(),
        site: figure.site.clone(),
        view: figure.view.to_owned(),
        level: alert.level,
        count: figure.count,
        text: format!("{}{site} {}: {level}, {share}{count}{limit}", alert.metric, figure.view),
        at,
        told: false,
    }
}
