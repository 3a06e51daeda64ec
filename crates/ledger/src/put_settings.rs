//! Setting thresholds and options.

use crate::account::{Record, append, load};
use crate::limits::SETTINGS_BYTES_MAX;
use crate::record_facts::remember;
use crate::{Account, LedgerError, Settings};
use sellerdesk_accounts::AccountId;
use sellerdesk_deadline::FieldProblem;
use sellerdesk_health::{HealthError, is_zone};
use sellerdesk_journal::{Clock, Store, StoreError};

/// Checks and keeps a settings document that was made from version `base`; the account then. What it says holds for
/// all figures from now on, of past days too.
///
/// # Errors
/// [`LedgerError::Health`] with all refused fields; [`LedgerError::Conflict`]; the store's.
pub async fn put_settings<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    base: u64,
    settings: Settings,
    by: &str,
) -> Result<Account, LedgerError> {
    let mut problems = settings.alerts.check();
    problems.iter_mut().for_each(|problem| problem.field = format!("alerts.{}", problem.field));
    if !settings.options.zone.is_empty() && !is_zone(&settings.options.zone) {
        problems.push(FieldProblem::new("options.zone", "must be an IANA zone, such as Europe/Berlin"));
    }
    if serde_json::to_vec(&settings).is_ok_and(|bytes| bytes.len() > SETTINGS_BYTES_MAX) {
        problems.push(FieldProblem::new("alerts.rows", format!("the document is over {SETTINGS_BYTES_MAX} bytes")));
    }
    let (journal, account, mut loaded) = load(store, clock, id).await?;
    if account.pages.is_some() && account.settings.large != settings.large {
        problems.push(FieldProblem::new("large", "can't be changed once the account has facts"));
    }
    if !problems.is_empty() {
        return Err(HealthError::Fields(problems).into());
    }
    if account.version != base {
        return Err(LedgerError::Conflict { version: account.version });
    }
    let at = clock.wall_ms();
    let own = append(&journal, &Record::Put { base, settings: Box::new(settings), at, by: by.to_owned() }).await?;
    if !journal.catch_up_to(&mut loaded, own).await? {
        return Err(StoreError::TooSlow { operation: "settings" }.into());
    }
    let account = loaded.fold::<Account>()?.state;
    if account.version != own {
        return Err(LedgerError::Conflict { version: account.version });
    }
    if account.pages.is_some() {
        remember(store, id, &account).await?;
    }
    Ok(account)
}
