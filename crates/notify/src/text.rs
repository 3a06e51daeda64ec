//! A message in words, in the recipient's language; still without any platform's markup.

use crate::clean::{ELLIPSIS, cut};
use crate::limits::{BUNDLE_LINES_MAX, DAY_MS, HOUR_MS, MINUTE_MS, VALUE_CHARS_MAX};
use crate::words::{self, Word};
use crate::{Kind, Language, Notice, Severity, check_desk_url};
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_deadline::format_instant;

/// What goes out as one message: one notice, or several in one.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// 32 hexadecimal digits, the same for every attempt: the idempotency key.
    pub id: &'a str,
    /// The language.
    pub language: Language,
    /// The notices, at least one; more than one is a bundle, of which [`BUNDLE_LINES_MAX`] are shown.
    pub notices: &'a [Notice],
    /// Further notices that it stands for.
    pub more: u32,
    /// Where the desk is, for links: `https://desk.example`, without a slash at its end; may be empty.
    pub desk: &'a str,
}

/// A message in words. Everything in it is plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// One line in our own words, with the channel and account.
    pub title: String,
    /// Label (may be empty) and value.
    pub lines: Vec<(String, String)>,
    /// What the link is called, and where it leads.
    pub link: Option<(String, String)>,
}

impl Text {
    /// Puts a message into words as of `now`.
    pub fn of(message: &Message<'_>, now: Instant) -> Self {
        let language = message.language;
        match message.notices {
            [notice] if message.more == 0 => Self {
                title: title(notice, language),
                lines: lines(notice, language, now),
                link: link(message.desk, notice.conversation, language),
            },
            notices => {
                let shown = notices.len().min(BUNDLE_LINES_MAX);
                let all = notices.len().saturating_add(message.more as usize);
                let line = |notice: &Notice| (String::new(), summary(notice, language, now));
                let mut lines: Vec<_> = notices.iter().take(shown).map(line).collect();
                if all > shown {
                    lines.push((String::new(), words::count(language, Word::More, all - shown)));
                }
                let title = words::count(language, Word::Notices, all);
                Self { title, lines, link: link(message.desk, None, language) }
            }
        }
    }

    /// Lines as `label: value`, each escaped, as long as they fit into `max` by `measure`; what doesn't is cut with an
    /// ellipsis.
    pub fn fit(&self, escape: fn(&str) -> String, measure: fn(&str) -> usize, max: usize) -> String {
        fit(self.lines.iter().map(|(label, value)| labelled(label, value)), escape, measure, max)
    }

    /// All of it without markup, the link at the end: for mail and webhooks.
    pub fn plain(&self) -> String {
        let mut lines: Vec<String> = self.lines.iter().map(|(label, value)| labelled(label, value)).collect();
        lines.extend(self.link.iter().map(|(label, url)| format!("\n{label}: {url}")));
        lines.join("\n")
    }
}

/// `label: value`.
fn labelled(label: &str, value: &str) -> String {
    if label.is_empty() { value.to_owned() } else { format!("{label}: {value}") }
}

fn fit(
    lines: impl Iterator<Item = String>,
    escape: fn(&str) -> String,
    measure: fn(&str) -> usize,
    max: usize,
) -> String {
    let mut text = String::new();
    let room = |text: &str| max.saturating_sub(measure(text) + measure("\n…"));
    for line in lines {
        let escaped = escape(&line);
        let separator = if text.is_empty() { "" } else { "\n" };
        if measure(&escaped) <= room(&text) {
            text.push_str(separator);
            text.push_str(&escaped);
            continue;
        }
        // The longest start that fits: cut before it is escaped, so that no escape is cut.
        let chars: Vec<char> = line.chars().collect();
        let start = |count: usize| escape(&chars.iter().take(count).collect::<String>());
        let (mut fits, mut above) = (0, chars.len());
        while fits + 1 < above {
            let middle = usize::midpoint(fits, above);
            if measure(&start(middle)) <= room(&text) { fits = middle } else { above = middle }
        }
        let kept = start(fits);
        text.push_str(if kept.is_empty() { "" } else { separator });
        text.push_str(&kept);
        text.push(ELLIPSIS);
        break;
    }
    text
}

fn title(notice: &Notice, language: Language) -> String {
    let mark = match notice.severity {
        Severity::Urgent => "🔴 ",
        Severity::High => "🟠 ",
        Severity::Normal => "",
    };
    let what = words::kind(language, notice.kind);
    let place = place(notice);
    let title = if place.is_empty() { format!("{mark}{what}") } else { format!("{mark}{what} · {place}") };
    cut(&title, VALUE_CHARS_MAX)
}

fn place(notice: &Notice) -> String {
    match (notice.channel.as_str(), notice.account.as_str()) {
        ("", account) => account.to_owned(),
        (channel, "") => channel.to_owned(),
        (channel, account) => format!("{channel}/{account}"),
    }
}

fn lines(notice: &Notice, language: Language, now: Instant) -> Vec<(String, String)> {
    let word = |word| words::word(language, word).to_owned();
    let mut lines = Vec::new();
    if let Some(deadline) = notice.deadline {
        let whose = notice.clock.map(|clock| words::clock(language, clock));
        let whose = whose.map(|whose| format!(", {whose}")).unwrap_or_default();
        let at = format_instant(deadline).unwrap_or_default();
        lines.push((word(Word::Deadline), format!("{at} ({}{whose})", distance(deadline, now, language))));
    }
    lines.extend(notice.priority.map(|it| (word(Word::Priority), words::priority(language, it).to_owned())));
    lines.extend(notice.category.map(|it| (word(Word::Category), words::category(language, it).to_owned())));
    if notice.kind.is_of_conversation() {
        lines.push((word(Word::Agent), notice.agent.clone().unwrap_or_else(|| word(Word::Nobody))));
    }
    if notice.kind == Kind::Escalation {
        lines.push((word(Word::Step), notice.step.to_string()));
    }
    lines.extend(notice.detail.clone().map(|detail| (word(Word::Detail), detail)));
    lines.extend(notice.excerpt.clone().map(|excerpt| (word(Word::Buyer), excerpt)));
    lines
}

/// A notice on one line of a bundle.
fn summary(notice: &Notice, language: Language, now: Instant) -> String {
    let mut parts = vec![title(notice, language)];
    parts.extend(notice.deadline.map(|deadline| distance(deadline, now, language)));
    parts.extend(notice.category.map(|category| words::category(language, category).to_owned()));
    parts.extend(notice.detail.clone());
    cut(&parts.join(" · "), VALUE_CHARS_MAX)
}

/// `in 25 min` or `25 min late`.
fn distance(deadline: Instant, now: Instant, language: Language) -> String {
    let away = deadline.saturating_sub(now);
    let size = away.saturating_abs();
    let (amount, unit) = match size {
        0..HOUR_MS => (size / MINUTE_MS, Word::Minutes),
        HOUR_MS..DAY_MS => (size / HOUR_MS, Word::Hours),
        _ => (size / DAY_MS, Word::Days),
    };
    let amount = words::count(language, unit, usize::try_from(amount).unwrap_or_default());
    words::around(language, if away < 0 { Word::Late } else { Word::In }, &amount)
}

/// Into the desk; nothing where no desk is configured, or none that may stand in markup.
fn link(desk: &str, conversation: Option<ConversationId>, language: Language) -> Option<(String, String)> {
    if !check_desk_url(desk) {
        return None;
    }
    let path = conversation.map(|id| format!("/conversations/{id}")).unwrap_or_default();
    Some((words::word(language, Word::Open).to_owned(), format!("{desk}{path}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_between_escapes() {
        let lines = || ["a & b".to_owned(), "<".repeat(10)].into_iter();
        assert_eq!(
            fit(lines(), crate::clean::slack, str::len, 1_000),
            "a &amp; b\n&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;"
        );
        for max in 8..60 {
            let text = fit(lines(), crate::clean::slack, str::len, max);
            assert!(text.len() <= max, "{max}: {text}");
            assert!(text.ends_with('…') || text.ends_with(';'), "{text}");
            assert_eq!(text.matches('&').count(), text.matches(';').count(), "{text}");
        }
    }
}
