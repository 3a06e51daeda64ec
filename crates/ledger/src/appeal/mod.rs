//! An appeal: a draft of a plan of action from the facts of a period, with the evidence, as one archive. The wording is the
//! seller's to edit.

mod draft;
mod zip;

use crate::tally::{Questions, read_questions};
use crate::{Health, LedgerError, Line, lines, percent, read_health};
use sellerdesk_accounts::AccountId;
use sellerdesk_canonical::ConversationId;
use sellerdesk_csv::cell;
use sellerdesk_health::format_day;
use sellerdesk_inbox::rules::Category;
use sellerdesk_inbox::{InboxError, Transcript, read_transcript};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeSet;

const DAY_MS: i64 = 86_400_000;
/// Conversations that a bundle holds unless others are named.
const CONVERSATIONS_MAX: usize = 40;
/// What defects are about.
const ABOUT: [Category; 4] =
    [Category::DisputeThreat, Category::QualityIssue, Category::LogisticsIssue, Category::RefundReturn];

/// What is appealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day, since 1970-01-01 UTC.
    pub from: i32,
    /// Last day.
    pub to: i32,
}

/// What a draft is written from.
pub(crate) struct Case<'a> {
    pub id: &'a AccountId,
    pub period: &'a Period,
    /// The figures before the period, and at its end.
    pub before: Vec<Line>,
    pub after: Vec<Line>,
    /// Open and settled alerts of the period.
    pub health: &'a Health,
    /// What buyers wrote about.
    pub questions: &'a Questions,
    /// The evidence.
    pub transcripts: &'a [(ConversationId, Transcript)],
}

/// The archive (ZIP, nothing compressed): the draft, figures before and after, orders, conversations. Beside two looks at
/// the figures it costs one look at each of at most [`CONVERSATIONS_MAX`] conversations.
///
/// # Errors
/// The store's.
pub async fn write_appeal<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    period: &Period,
) -> Result<Vec<u8>, LedgerError> {
    let start = i64::from(period.from) * DAY_MS;
    let end = (i64::from(period.to) + 1) * DAY_MS;
    let before = read_health(store, clock, id, start).await?;
    let after = read_health(store, clock, id, end.min(clock.wall_ms())).await?;
    let questions = read_questions(store, clock, id, period.from, period.to).await?;
    let mut transcripts = Vec::new();
    for conversation in wanted(&questions, period) {
        match read_transcript(store, clock, conversation).await {
            Ok(transcript) if !transcript.said.is_empty() => transcripts.push((conversation, transcript)),
            Ok(_) => {}
            Err(InboxError::Store(error)) => return Err(error.into()),
            // One that can't be read is left out; the manifest says how many there are.
            Err(_) => {}
        }
    }
    let case = Case {
        id,
        period,
        before: lines(&before, start),
        after: lines(&after, end),
        health: &after,
        questions: &questions,
        transcripts: &transcripts,
    };
    Ok(bundle(&case))
}

/// The newest conversations about what makes defects.
fn wanted(questions: &Questions, period: &Period) -> Vec<ConversationId> {
    let is_about = |place: u8| Category::ALL.get(usize::from(place)).is_some_and(|category| ABOUT.contains(category));
    let mut newest: Vec<(i32, [u8; 16])> = questions
        .0
        .iter()
        .filter(|((_, place), _)| is_about(*place))
        .flat_map(|(_, asked)| asked.newest.clone())
        .collect();
    newest.retain(|(day, _)| *day >= period.from);
    newest.sort_unstable_by(|a, b| b.cmp(a));
    let mut seen = BTreeSet::new();
    let unseen = newest.into_iter().filter(|(_, id)| seen.insert(*id));
    unseen.take(CONVERSATIONS_MAX).map(|(_, id)| ConversationId::from_bytes(id)).collect()
}

fn bundle(case: &Case<'_>) -> Vec<u8> {
    let mut files = vec![
        ("plan-of-action.md".to_owned(), draft::write(case)),
        ("metrics.csv".to_owned(), metrics(case)),
        ("orders.csv".to_owned(), orders(case)),
    ];
    files.extend(case.transcripts.iter().map(|(id, of)| (format!("conversations/{id}.txt"), conversation(*id, of))));
    zip::write(&files)
}

fn metrics(case: &Case<'_>) -> String {
    let mut text = "metric,site,view,when,from,to,numerator,denominator,percent,limit,level\r\n".to_owned();
    for (when, lines) in [("before", &case.before), ("after", &case.after)] {
        for line in lines {
            let cells = [
                line.metric.as_str(),
                &line.site,
                &line.view,
                when,
                &line.from,
                &line.to,
                &line.numerator.to_string(),
                &line.denominator.to_string(),
                line.percent.as_deref().unwrap_or_default(),
                line.limit.as_deref().unwrap_or_default(),
                &line.level,
            ];
            text.push_str(&cells.map(cell).join(","));
            text.push_str("\r\n");
        }
    }
    text
}

fn orders(case: &Case<'_>) -> String {
    let mut text = "order,conversation,first_event_at,last_event_at,messages\r\n".to_owned();
    for (id, transcript) in case.transcripts {
        let at = |said: Option<&sellerdesk_inbox::Said>| said.map(|said| moment(said.at)).unwrap_or_default();
        let (first, last) = (at(transcript.said.first()), at(transcript.said.last()));
        let messages = transcript.said.iter().filter(|said| matches!(said.who.as_str(), "buyer" | "seller")).count();
        for order in &transcript.orders {
            let cells = [order.as_str(), &id.to_string(), &first, &last, &messages.to_string()];
            text.push_str(&cells.map(cell).join(","));
            text.push_str("\r\n");
        }
    }
    text
}

fn conversation(id: ConversationId, transcript: &Transcript) -> String {
    let mut text = format!("Conversation {id}\nOrders: {}\n", transcript.orders.join(", "));
    if transcript.has_older {
        text.push_str("Older records are not shown.\n");
    }
    for said in &transcript.said {
        text.push_str(&format!("\n[{}] {}\n{}\n", moment(said.at), said.who, said.text));
    }
    text
}

/// RFC 3339, UTC.
pub(crate) fn moment(at: i64) -> String {
    sellerdesk_deadline::format_instant(at).unwrap_or_default()
}

/// A rate with its counts.
pub(crate) fn rate(line: &Line) -> String {
    let share = line.percent.clone().unwrap_or_else(|| percent(0));
    format!("{share} % ({} of {}, {} to {})", line.numerator, line.denominator, line.from, line.to)
}

/// A day.
pub(crate) fn day(day: i32) -> String {
    format_day(day)
}
