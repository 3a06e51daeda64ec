//! Classifies one message.

use sellerdesk_classify as rules;
use sellerdesk_contract::wit::intent::{Entity, Evidence, Input, Verdict};

/// What the buyer of `input` wants. Text beyond the rules' own limits is left unread; offsets are bytes into the text.
pub fn classify(input: &Input) -> Verdict {
    let verdict = rules::classify(&rules::Input {
        text: &input.text,
        subject: input.subject.as_deref(),
        channel: &input.channel,
        has_order: input.has_order,
    });
    Verdict {
        category: verdict.category.into(),
        also: verdict.also.into_iter().map(Into::into).collect(),
        confidence: verdict.confidence,
        risk: verdict.risk.into_iter().map(Into::into).collect(),
        language: verdict.language.code().to_owned(),
        priority: verdict.priority.into(),
        sentiment: verdict.sentiment.name().to_owned(),
        urgency: verdict.urgency.name().to_owned(),
        entities: verdict.entities.into_iter().map(entity).collect(),
        evidence: verdict.evidence.into_iter().map(evidence).collect(),
        needs_no_reply: verdict.needs_no_reply,
    }
}

fn entity(found: rules::Entity) -> Entity {
    let (start, end) = (offset(found.start), offset(found.end));
    Entity { kind: found.kind.name().to_owned(), text: found.text, start, end, issuer: found.issuer }
}

fn evidence(span: rules::Evidence) -> Evidence {
    Evidence { start: offset(span.start), end: offset(span.end), label: span.label.to_owned(), weight: span.weight }
}

/// Exact: the rules read no text of 4 GiB.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
