//! Amazon's export of the messages of 60 days, and others' (CSV). Its columns aren't documented: they are found by their
//! usual names.

use sellerdesk_deadline::FieldProblem;

use super::table::{Row, Table};
use super::{Imported, ReportContext, RowProblem, dates, text};
use crate::limits::ROW_PROBLEMS_MAX;
use crate::{Author, Fact, HealthError, MessageFact, Source, ThreadFact, What};

const AT: &[&str] = &["Date", "Message Date", "Received Date", "Timestamp", "Sent Date", "Date and time"];
const THREAD: &[&str] = &["Thread ID", "Conversation ID", "Case ID", "Message Thread", "Order ID"];
const ORDER: &[&str] = &["Order ID", "Order Number"];
const SENDER: &[&str] = &["Sender", "From", "Direction", "Sender Type", "Message Type"];
const ANSWERED: &[&str] = &["Response Date", "Responded Date", "Response Time Stamp", "Replied Date"];
const ID: &[&str] = &["Message ID", "Message Number"];
const TEXT: &[&str] = &["Message", "Message Body", "Message Text", "Body", "Text", "Content"];
const ANSWER: &[&str] = &["Response", "Response Text", "Reply", "Reply Text"];
const SUBJECT: &[&str] = &["Subject", "Message Subject"];
const BUYER_ID: &[&str] = &["Buyer ID", "Customer ID", "Buyer Email", "Customer Email"];
const BUYER_NAME: &[&str] = &["Buyer Name", "Customer Name", "Buyer", "Customer"];
const PRODUCT: &[&str] = &["ASIN", "SKU", "Item ID", "Product ID"];

/// A message of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The export's thread, or the order.
    pub thread: String,
    /// The order.
    pub order: Option<String>,
    /// When, in milliseconds.
    pub at: i64,
    /// Who wrote it.
    pub author: Author,
    /// The marketplace's id of it.
    pub id: Option<String>,
    /// What it says, where the export tells.
    pub text: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// The buyer's id.
    pub buyer_id: Option<String>,
    /// The buyer's name.
    pub buyer_name: Option<String>,
    /// Listing or SKU.
    pub product: Option<String>,
    /// The shop called it one that needs no answer.
    pub is_needless: bool,
}

/// The messages of an export, and what is wrong with its other rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// In the order of its rows; an answer in its question's row comes after it.
    pub messages: Vec<Said>,
    /// Rows read, the refused ones included.
    pub rows: usize,
    /// The first [`ROW_PROBLEMS_MAX`] rows that could not be read.
    pub problems: Vec<RowProblem>,
    /// How many could not.
    pub refused: usize,
}

/// Reads the export: either a row for each message with who sent it, or for each buyer's message with its answer.
///
/// # Errors
/// It is too large, or has no such columns.
pub fn read_export(bytes: &[u8], context: &ReportContext<'_>) -> Result<Export, HealthError> {
    let table = Table::read(&text(bytes)?)?.with("message export", &[AT, THREAD])?;
    let order = dates::order_of(table.rows().filter_map(|row| row.get(AT)), context.site);
    let mut export = Export::default();
    for row in table.rows() {
        export.rows += 1;
        match messages_of(&row, order) {
            Ok(messages) => export.messages.extend(messages),
            Err(FieldProblem { field, message }) => {
                export.refused += 1;
                if export.problems.len() < ROW_PROBLEMS_MAX {
                    export.problems.push(RowProblem { row: export.rows, field, message });
                }
            }
        }
    }
    Ok(export)
}

fn messages_of(row: &Row<'_>, order: dates::DateOrder) -> Result<Vec<Said>, FieldProblem> {
    let one = |names: &[&str]| row.get(names).map(str::to_owned);
    let no_answer = row.get(&["No Response Needed", "Marked As No Response Needed"]);
    let answer = row.get(&["Response Needed"]);
    let message = Said {
        thread: row.need(THREAD)?.to_owned(),
        order: one(ORDER),
        at: dates::read_date("Date", row.need(AT)?, order)?,
        author: author(row.get(SENDER).unwrap_or("buyer"))?,
        id: one(ID),
        text: one(TEXT),
        subject: one(SUBJECT),
        buyer_id: one(BUYER_ID),
        buyer_name: one(BUYER_NAME),
        product: one(PRODUCT),
        is_needless: no_answer.is_some_and(|text| is(text, true)) || answer.is_some_and(|text| is(text, false)),
    };
    let answered = row.get(ANSWERED).map(|text| dates::read_date("Response Date", text, order)).transpose()?;
    let answer = answered.map(|at| Said {
        at,
        author: Author::Seller,
        id: None,
        text: one(ANSWER),
        is_needless: false,
        ..message.clone()
    });
    Ok(std::iter::once(message).chain(answer).collect())
}

fn author(sender: &str) -> Result<Author, FieldProblem> {
    let sender = sender.to_ascii_lowercase();
    let is_one_of = |words: &[&str]| words.iter().any(|word| sender.contains(word));
    if is_one_of(&["buyer", "customer", "inbound", "received"]) {
        Ok(Author::Buyer)
    } else if is_one_of(&["auto", "system"]) {
        Ok(Author::Automatic)
    } else if is_one_of(&["seller", "merchant", "outbound", "sent"]) {
        Ok(Author::Seller)
    } else {
        Err(FieldProblem::new("Sender", "is neither buyer nor seller"))
    }
}

/// Reads the export as facts.
///
/// # Errors
/// As [`read_export`].
pub fn read_messages(bytes: &[u8], context: &ReportContext<'_>) -> Result<Imported, HealthError> {
    let export = read_export(bytes, context)?;
    let mut facts = Vec::new();
    for Said { thread, order, at, author, is_needless, .. } in export.messages {
        let fact = |name: &str, what: What| Fact {
            id: format!("export:{name}:{thread}:{at}"),
            at,
            order: order.clone(),
            site: context.site(),
            sku: None,
            source: Source::Report,
            what,
        };
        let name = if author == Author::Seller { "answer" } else { "message" };
        facts.push(fact(name, What::Message(MessageFact { thread: thread.clone(), author })));
        if is_needless {
            facts.push(fact("needless", What::NoResponseNeeded(ThreadFact { thread: thread.clone() })));
        }
    }
    let Export { rows, problems, refused, .. } = export;
    Ok(Imported { facts, rows, problems, refused })
}

fn is(text: &str, yes: bool) -> bool {
    let text = text.to_ascii_lowercase();
    let words: &[&str] = if yes { &["y", "yes", "true", "1"] } else { &["n", "no", "false", "0"] };
    words.contains(&text.as_str())
}
