//! Rows made up by chance, and what an index of them must answer.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_inbox::index::order_key;
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::rules::{Category, Priority, Risk};
use std::collections::BTreeMap;

/// The conversation with a number.
pub fn conversation(number: u64) -> ConversationId {
    ConversationId::derive("standard", "main", &format!("thread-{number}"))
}

/// A row of a conversation that waits for an answer.
pub fn row(number: u64, version: u64, deadline: Option<Instant>) -> Row {
    Row {
        conversation: conversation(number),
        version,
        complete: true,
        channel: "standard".to_owned(),
        account: "main".to_owned(),
        status: Status::Open,
        category: Category::General,
        also: Vec::new(),
        priority: Priority::Normal,
        reasons: Vec::new(),
        assignee: None,
        tags: Vec::new(),
        vip: false,
        paused: false,
        snoozed_until: None,
        merged_into: None,
        risk: Vec::new(),
        risk_events: Vec::new(),
        quarantined: false,
        language: Some("en".to_owned()),
        buyer_name: Some("Ada".to_owned()),
        order_id: Some(format!("order-{number}")),
        subject: Some("Where is my parcel?".to_owned()),
        excerpt: format!("It should have been here by now, order {number}, version {version}"),
        items: u32::try_from(version).unwrap(),
        opened_at: 1,
        updated_at: 2,
        waiting_since: deadline,
        marketplace_deadline: None,
        company_deadline: deadline,
        breached_at: None,
        next_point_at: deadline,
    }
}

/// The next row of a conversation: open or closed, at risk or not, with another deadline or none.
pub fn random_row(number: u64, version: u64, mut below: impl FnMut(u64) -> u64) -> Row {
    let deadline = (below(6) > 0).then(|| below(10_000_000).cast_signed());
    let mut row = row(number, version, deadline);
    row.status = [Status::Open, Status::Open, Status::Pending, Status::Closed][below(4) as usize];
    if row.status == Status::Closed && below(4) > 0 {
        row.next_point_at = None;
    }
    if below(5) == 0 {
        row.risk.push(Risk::Legal);
    }
    row.complete = below(12) > 0;
    row
}

/// The newest row of each conversation.
#[derive(Clone, Default)]
pub struct Oracle(pub BTreeMap<ConversationId, Row>);

impl Oracle {
    /// Takes a row in as the index has to: an older one changes nothing.
    pub fn append(&mut self, row: &Row) {
        let is_newer = self
            .0
            .get(&row.conversation)
            .is_none_or(|known| (row.version, row.complete) >= (known.version, known.complete));
        if is_newer {
            self.0.insert(row.conversation, row.clone());
        }
    }

    /// The list in order.
    pub fn listed(&self) -> Vec<Row> {
        let rows = self.0.values().filter(|row| row.is_listed());
        let by_key: BTreeMap<Vec<u8>, Row> = rows.map(|row| (order_key(row), row.clone())).collect();
        by_key.into_values().collect()
    }

    /// Everything a sweep at `at` has to look at, in order.
    pub fn due(&self, at: Instant) -> Vec<ConversationId> {
        let attention = |row: &Row| if row.complete { row.next_point_at } else { Some(Instant::MIN) };
        let rows = self.0.values().filter_map(|row| Some((attention(row)?, row.conversation)));
        let mut due: Vec<_> = rows.filter(|(due_at, _)| *due_at <= at).collect();
        due.sort_by_key(|(due_at, conversation)| (*due_at, conversation.bytes()));
        due.into_iter().map(|(_, conversation)| conversation).collect()
    }
}
