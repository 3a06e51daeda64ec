//! Sharing out what nobody has: to whom speaks the language and knows the subject, has room, and has least.
//!
//! Decided once for a conversation, when the buyer writes or something is at risk, and recorded with its reasons. Whoever
//! was given a conversation by hand, or had it taken away, is never overruled.

use crate::action::{Acted, Action, Automated};
use crate::automate::is_trigger;
use crate::follow::Following;
use crate::index::Index;
use crate::limits::{COUNT_ROWS_MAX, LIST_ROWS_MAX, NAME_BYTES_MAX};
use crate::record::{Record, What};
use crate::row::{Row, Status};
use crate::settings::{Section, load_settings, read_settings};
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{EventId, Happening};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Members of the document.
pub const MEMBERS_MAX: usize = 100;
/// Conversations that one member can have at once.
const CAPACITY_MAX: u32 = 1_000;
/// Languages, categories or accounts of one member.
const WORDS_MAX: usize = 50;
/// The name in records.
const RULE: &str = "rule:assignment";

/// The document: who gets what. An empty list is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Sharing {
    /// Whether anything is shared out.
    pub enabled: bool,
    /// Among whom.
    pub members: Vec<Member>,
}

/// Somebody who gets conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The agent's name.
    pub agent: String,
    /// Open conversations at once.
    pub capacity: u32,
    /// Languages answered in, by their first part: `de` is also `de-CH`.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Accounts, as `channel/account`.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Gets nothing for now.
    #[serde(default)]
    pub away: bool,
}

/// Who gets a conversation, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The agent's name.
    pub agent: String,
    /// What held: `language:de`, `category:quality_issue`, `load:3/40`.
    pub because: Vec<String>,
}

/// Checks a document before it is saved.
///
/// # Errors
/// The field that is wrong, and how.
pub fn check_sharing(json: &str) -> Result<(), (String, String)> {
    let sharing: Sharing = serde_json::from_str(json).map_err(|error| ("document".to_owned(), error.to_string()))?;
    if sharing.members.len() > MEMBERS_MAX {
        return Err(("members".to_owned(), format!("at most {MEMBERS_MAX}")));
    }
    for (place, member) in sharing.members.iter().enumerate() {
        let wrong = |field: &str, problem: String| Err((format!("members[{place}].{field}"), problem));
        if !(1..=NAME_BYTES_MAX).contains(&member.agent.len()) {
            return wrong("agent", format!("1 to {NAME_BYTES_MAX} bytes"));
        }
        let before = sharing.members.iter().take(place);
        if before.into_iter().any(|other| other.agent == member.agent) {
            return wrong("agent", "stands there twice".to_owned());
        }
        if !(1..=CAPACITY_MAX).contains(&member.capacity) {
            return wrong("capacity", format!("1 to {CAPACITY_MAX}"));
        }
        let lists =
            [("languages", &member.languages), ("categories", &member.categories), ("accounts", &member.accounts)];
        for (field, words) in lists {
            if words.len() > WORDS_MAX || words.iter().any(|word| !(1..=NAME_BYTES_MAX).contains(&word.len())) {
                return wrong(field, format!("at most {WORDS_MAX} of 1 to {NAME_BYTES_MAX} bytes"));
            }
        }
    }
    Ok(())
}

impl Sharing {
    /// Who gets a conversation, given how many each has: whoever has most room in proportion; of several with as much, the
    /// first of the document after those who have more.
    pub fn share(&self, row: &Row, loads: &BTreeMap<String, u32>) -> Option<Share> {
        let load = |member: &Member| loads.get(&member.agent).copied().unwrap_or_default();
        let fitting = self.members.iter().filter(|member| {
            !member.away
                && load(member) < member.capacity
                && speaks(member, row.language.as_deref())
                && (member.categories.is_empty() || member.categories.iter().any(|it| it == row.category.name()))
                && (member.accounts.is_empty() || sees(member, &row.channel, &row.account))
        });
        // By cross-multiplying: no fractions.
        let least = fitting.min_by(|one, other| {
            let weight = |a: &Member, b: &Member| u64::from(load(a)) * u64::from(b.capacity);
            weight(one, other).cmp(&weight(other, one))
        })?;
        let mut because = Vec::new();
        if let (false, Some(language)) = (least.languages.is_empty(), &row.language) {
            because.push(format!("language:{language}"));
        }
        if !least.categories.is_empty() {
            because.push(format!("category:{}", row.category.name()));
        }
        because.push(format!("load:{}/{}", load(least), least.capacity));
        Some(Share { agent: least.agent.clone(), because })
    }
}

/// Gives a conversation that nobody ever had to somebody, as records to append: a step of what follows. One read where
/// nothing is shared out.
///
/// # Errors
/// The store's; do it again then.
pub async fn share_out<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    on: &Following<'_>,
    already: &[Record],
) -> Result<Vec<Record>, InboxError> {
    let is_given =
        |record: &Record| matches!(&record.what, What::Acted(acted) if matches!(acted.action, Action::Assigned { .. }));
    let trigger = on.records.iter().find(|record| {
        record.arrived().is_some_and(|delivered| {
            is_trigger(delivered) && !matches!(delivered.event.happening, Happening::Order(_) | Happening::Failed(_))
        })
    });
    let (Some(trigger), Status::Open, None) = (trigger, on.row.status, &on.conversation.acts.assignee) else {
        return Ok(Vec::new());
    };
    if already.iter().any(is_given) || read_settings(desk.store).await?.document(Section::Assignment).version == 0 {
        return Ok(Vec::new());
    }
    let settings = load_settings(desk).await?;
    let sharing: Sharing =
        settings.json(Section::Assignment).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    if !sharing.enabled {
        return Ok(Vec::new());
    }
    let Some(share) = sharing.share(on.row, &loads(desk).await?) else { return Ok(Vec::new()) };
    let id = |what: &str| EventId::recorded(on.id, &format!("shared:{}:{what}", trigger.id));
    let automated = Automated { event: trigger.id, did: "assign".to_owned(), because: share.because, refusal: None };
    let actions = [("to", Action::Assigned { to: Some(share.agent) }), ("why", Action::Automated(automated))];
    let new = actions.into_iter().filter(|(what, _)| !on.conversation.has(id(what))).map(|(what, action)| {
        let acted = Acted { at: on.at, by: RULE.to_owned(), action };
        Record { id: id(what), recorded_at: desk.clock.wall_ms(), what: What::Acted(Box::new(acted)) }
    });
    Ok(new.collect())
}

/// Open conversations by assignee among the [`COUNT_ROWS_MAX`] most pressing ones.
async fn loads<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>) -> Result<BTreeMap<String, u32>, InboxError> {
    let index = Index::load(desk.store, desk.clock).await?;
    let mut loads = BTreeMap::new();
    let mut after = None;
    for _ in 0..COUNT_ROWS_MAX / LIST_ROWS_MAX {
        let scan = index.scan(after.as_ref(), LIST_ROWS_MAX, |row| row.status == Status::Open).await?;
        for name in scan.rows.into_iter().filter_map(|row| row.assignee) {
            let load: &mut u32 = loads.entry(name).or_default();
            *load = load.saturating_add(1);
        }
        after = scan.next;
        if after.is_none() {
            break;
        }
    }
    Ok(loads)
}

/// A conversation whose language nobody knows is anybody's.
fn speaks(member: &Member, language: Option<&str>) -> bool {
    let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    member.languages.is_empty()
        || language.is_none_or(|language| member.languages.iter().any(|own| first(own) == first(language)))
}

fn sees(member: &Member, channel: &str, account: &str) -> bool {
    member.accounts.iter().any(|own| own.split_once('/') == Some((channel, account)))
}
