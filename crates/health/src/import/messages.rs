//! Amazon's export of the messages of 60 days (CSV). Its columns aren't documented: they are found by their usual names.

use sellerdesk_deadline::FieldProblem;

use super::{Imported, ReportContext, dates, table::Table, text};
use crate::{Author, Fact, HealthError, MessageFact, Source, ThreadFact, What};

const AT: &[&str] = &["Date", "Message Date", "Received Date", "Timestamp", "Sent Date", "Date and time"];
const THREAD: &[&str] = &["Thread ID", "Conversation ID", "Case ID", "Message Thread", "Order ID"];
const ORDER: &[&str] = &["Order ID", "Order Number"];
const SENDER: &[&str] = &["Sender", "From", "Direction", "Sender Type", "Message Type"];
const ANSWERED: &[&str] = &["Response Date", "Responded Date", "Response Time Stamp", "Replied Date"];

/// Reads the export: either a row for each message with who sent it, or for each buyer's message with its answer.
///
/// # Errors
/// It is too large, or has no such columns.
pub fn read_messages(bytes: &[u8], context: &ReportContext<'_>) -> Result<Imported, HealthError> {
    let table = Table::read(&text(bytes)?)?.with("message export", &[AT, THREAD])?;
    let order = dates::order_of(table.rows().filter_map(|row| row.get(AT)), context.site);
    let mut imported = Imported::default();
    for row in table.rows() {
        imported.row((|| {
            let thread = row.need(THREAD)?.to_owned();
            let at = dates::read_date("Date", row.need(AT)?, order)?;
            let sender = row.get(SENDER).unwrap_or("buyer").to_ascii_lowercase();
            let author = if ["buyer", "customer", "inbound", "received"].iter().any(|word| sender.contains(word)) {
                Author::Buyer
            } else if ["auto", "system"].iter().any(|word| sender.contains(word)) {
                Author::Automatic
            } else if ["seller", "merchant", "outbound", "sent"].iter().any(|word| sender.contains(word)) {
                Author::Seller
            } else {
                return Err(FieldProblem::new("Sender", "is neither buyer nor seller"));
            };
            let fact = |at: i64, name: &str, what: What| Fact {
                id: format!("export:{name}:{thread}:{at}"),
                at,
                order: row.get(ORDER).map(str::to_owned),
                site: context.site(),
                sku: None,
                source: Source::Report,
                what,
            };
            let message = |author: Author| What::Message(MessageFact { thread: thread.clone(), author });
            let mut facts = vec![fact(at, "message", message(author))];
            if let Some(answered) = row.get(ANSWERED) {
                facts.push(fact(
                    dates::read_date("Response Date", answered, order)?,
                    "answer",
                    message(Author::Seller),
                ));
            }
            let no_answer = row.get(&["No Response Needed", "Marked As No Response Needed"]);
            let answer = row.get(&["Response Needed"]);
            if no_answer.is_some_and(|text| is(text, true)) || answer.is_some_and(|text| is(text, false)) {
                facts.push(fact(at, "needless", What::NoResponseNeeded(ThreadFact { thread: thread.clone() })));
            }
            Ok(facts)
        })());
    }
    Ok(imported)
}

fn is(text: &str, yes: bool) -> bool {
    let text = text.to_ascii_lowercase();
    let words: &[&str] = if yes { &["y", "yes", "true", "1"] } else { &["n", "no", "false", "0"] };
    words.contains(&text.as_str())
}
