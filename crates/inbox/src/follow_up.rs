//! What somebody should look at although no clock runs out: what belongs to nobody, and buyers who fell silent.

use crate::conversation::Conversation;
use crate::item::{Item, ItemKind};
use crate::limits::{SILENT_MS_MAX, UNASSIGNED_MS_MAX};
use crate::row::Status;
use crate::rules::Point;
use sellerdesk_canonical::{Author, Instant};

/// The clock's name in points that no clock made.
pub const DESK_CLOCK: &str = "desk";

/// The next such point, if the conversation is left as it is.
pub fn follow_up(conversation: &Conversation, status: Status, open: &[&Item]) -> Option<Point> {
    match status {
        Status::Open if conversation.acts.assignee.as_ref().is_none_or(|it| it.value.is_none()) => {
            let oldest = open.iter().min_by_key(|item| item.waits_since())?;
            Some(point("unassigned", oldest.waits_since().saturating_add(UNASSIGNED_MS_MAX)))
        }
        Status::Pending => {
            let is_answer = |item: &&Item| item.kind == ItemKind::Message(Author::Seller);
            let answer = conversation.items.iter().rev().find(is_answer)?;
            Some(point("silent_customer", answer.at.saturating_add(SILENT_MS_MAX)))
        }
        _ => None,
    }
}

/// Named by its instant: another message that waits since then is nothing new.
fn point(target: &str, at: Instant) -> Point {
    Point {
        id: format!("{DESK_CLOCK}:{target}:{at}"),
        at,
        due_at: at,
        clock: DESK_CLOCK.to_owned(),
        target: target.to_owned(),
        permille: 0,
    }
}
