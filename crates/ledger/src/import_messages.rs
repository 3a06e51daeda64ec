//! Taking in the conversations of a marketplace's message export.

use crate::limits::EXPORT_MESSAGES_MAX;
use sellerdesk_accounts::AccountId;
use sellerdesk_adapter::text::cut;
use sellerdesk_canonical::limits::{ID_BYTES_MAX, LINE_BYTES_MAX, TEXT_BYTES_MAX};
use sellerdesk_canonical::{Author, Buyer, Event, EventId, Happening, Message};
use sellerdesk_health::{Author as Writer, HealthError, ReportContext, RowProblem, Said, read_export};
use sellerdesk_inbox::{Accepted, Desk, EXPORTED_ID, InboxError, Rules, import};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeSet;

/// Channels whose threads are orders, whatever their exports call a thread.
const BY_ORDER: [&str; 2] = ["amazon", "walmart"];

/// What became of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedMessages {
    /// Rows read, the refused ones included.
    pub rows: usize,
    /// Messages taken in.
    pub taken: usize,
    /// Messages that were there already.
    pub known: usize,
    /// Conversations that they are in.
    pub conversations: usize,
    /// Rows that could not be read, or tell no text.
    pub refused: usize,
    /// The first of them.
    pub problems: Vec<RowProblem>,
}

/// Why an export was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// It can't be read.
    Export(HealthError),
    /// It can't be stored: take it in again.
    Inbox(InboxError),
}

/// Takes in an export, whose [`Said`] become messages of conversations; the same again changes nothing.
///
/// # Errors
/// It is no such export or too long; the store's.
pub async fn import_messages<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: &AccountId,
    site: &str,
    bytes: &[u8],
) -> Result<ImportedMessages, ImportError> {
    let context = ReportContext { site, received_at: desk.clock.wall_ms() };
    let export = read_export(bytes, &context).map_err(ImportError::Export)?;
    if export.messages.len() > EXPORT_MESSAGES_MAX {
        let limit = EXPORT_MESSAGES_MAX;
        return Err(ImportError::Export(HealthError::TooLarge { what: "the number of messages", limit }));
    }
    let silent = export.messages.iter().filter(|said| said.text.is_none()).count();
    let events: Vec<Event> = export.messages.into_iter().filter_map(|said| event(id.channel(), said)).collect();
    let accepted = import(desk, id.channel(), id.account(), events).await.map_err(ImportError::Inbox)?;
    let conversations: BTreeSet<_> = accepted.iter().map(|accepted| accepted.conversation).collect();
    let is_new = |accepted: &&Accepted| accepted.is_new;
    Ok(ImportedMessages {
        rows: export.rows,
        taken: accepted.iter().filter(is_new).count(),
        known: accepted.iter().filter(|accepted| !accepted.is_new).count(),
        conversations: conversations.len(),
        refused: export.refused + silent,
        problems: export.problems,
    })
}

/// The message as an adapter would have told it; `None` without a text.
fn event(channel: &str, said: Said) -> Option<Event> {
    let text = said.text?;
    let truncated = text.len() > TEXT_BYTES_MAX;
    let order = said.order.map(|order| cut(&order, ID_BYTES_MAX).to_owned());
    let by_order = BY_ORDER.contains(&channel) || Some(&said.thread) == order.as_ref();
    let thread = match &order {
        Some(order) if by_order => format!("order:{order}"),
        _ => cut(&said.thread, ID_BYTES_MAX).to_owned(),
    };
    let author = match said.author {
        Writer::Buyer => Author::Buyer,
        Writer::Seller => Author::Seller,
        Writer::Automatic | Writer::Greeting => Author::Automatic,
    };
    let own = || EventId::delivered(channel, &thread, &format!("{}:{author:?}:{text}", said.at)).to_string();
    let id = said.id.map_or_else(|| format!("{EXPORTED_ID}{}", own()), |id| cut(&id, ID_BYTES_MAX).to_owned());
    let name = said.buyer_name.map(|name| cut(&name, LINE_BYTES_MAX).to_owned());
    let buyer = said.buyer_id.map(|id| Buyer { id: cut(&id, ID_BYTES_MAX).to_owned(), name });
    let message = Message {
        author,
        text: cut(&text, TEXT_BYTES_MAX).to_owned(),
        subject: said.subject.map(|subject| cut(&subject, LINE_BYTES_MAX).to_owned()),
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated,
    };
    let product_id = said.product.map(|product| cut(&product, ID_BYTES_MAX).to_owned());
    let happening = Happening::Message(message);
    Some(Event { id, thread, at: said.at, buyer, order_id: order, product_id, site: None, happening })
}
