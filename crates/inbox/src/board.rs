//! What is due soon, what is late and what waits, by account and by agent.

use crate::index::Index;
use crate::limits::{BOARD_NEXT_MAX, BOARD_ROWS_MAX, LIST_ROWS_MAX};
use crate::row::{Row, Status};
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeMap;

/// Counts of conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Somebody has to act.
    pub open: u32,
    /// Of those, with a deadline between now and the horizon.
    pub due: u32,
    /// With a deadline missed and somebody still waiting.
    pub breached: u32,
    /// The company clock stands still.
    pub paused: u32,
    /// Out of sight for a while.
    pub snoozed: u32,
    /// Claims, disputes and dangers.
    pub at_risk: u32,
    /// Since when the one who waits longest waits.
    pub oldest_waiting: Option<Instant>,
}

/// The board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// All of them.
    pub total: Tally,
    /// By channel and account.
    pub accounts: BTreeMap<(String, String), Tally>,
    /// By assignee; `None`: nobody in particular.
    pub agents: BTreeMap<Option<String>, Tally>,
    /// The next ones due, the nearest deadline first.
    pub next: Vec<Row>,
    /// There are more conversations than were counted.
    pub is_partial: bool,
}

/// Counts the first [`BOARD_ROWS_MAX`] conversations of the inbox, the most pressing ones. `until` is the horizon.
///
/// # Errors
/// The store's or the index's.
pub async fn board<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    now: Instant,
    until: Instant,
) -> Result<Board, InboxError> {
    let index = Index::load(desk.store, desk.clock).await?;
    let mut board = Board::default();
    let mut after = None;
    for _ in 0..BOARD_ROWS_MAX / LIST_ROWS_MAX {
        let scan = index.scan(after.as_ref(), LIST_ROWS_MAX, |row| desk.sees(&row.channel, &row.account)).await?;
        for row in scan.rows {
            board.count(row, now, until);
        }
        after = scan.next;
        if after.is_none() {
            break;
        }
    }
    board.is_partial = after.is_some();
    board.next.sort_by_key(Row::nearest_deadline);
    board.next.truncate(BOARD_NEXT_MAX);
    Ok(board)
}

impl Board {
    fn count(&mut self, row: Row, now: Instant, until: Instant) {
        let account = self.accounts.entry((row.channel.clone(), row.account.clone())).or_default();
        let agent = self.agents.entry(row.assignee.clone()).or_default();
        for tally in [&mut self.total, account, agent] {
            tally.count(&row, now, until);
        }
        if is_due(&row, now, until) {
            self.next.push(row);
        }
    }
}

impl Tally {
    fn count(&mut self, row: &Row, now: Instant, until: Instant) {
        let is_late = row.nearest_deadline().is_some_and(|deadline| deadline < now);
        self.open += u32::from(row.status == Status::Open);
        self.due += u32::from(is_due(row, now, until));
        self.breached += u32::from(row.status == Status::Open && is_late);
        self.paused += u32::from(row.paused);
        self.snoozed += u32::from(row.status == Status::Snoozed);
        self.at_risk += u32::from(row.is_at_risk());
        let oldest = [self.oldest_waiting, row.waiting_since];
        self.oldest_waiting = oldest.into_iter().flatten().min();
    }
}

fn is_due(row: &Row, now: Instant, until: Instant) -> bool {
    row.nearest_deadline().is_some_and(|deadline| (now..=until).contains(&deadline))
}
