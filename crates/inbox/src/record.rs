//! What a conversation's journal holds: one record for each thing that happened, for ever.
//!
//! Records are JSON, so that a later version reads an older one's; everything derived from them (snapshots, the
//! index) is a cache in a compact encoding.

use crate::InboxError;
use crate::action::Acted;
use crate::limits::{CUT_ATTACHMENTS_MAX, CUT_TEXT_BYTES_MAX, RECORD_BYTES_MAX};
use crate::outbox::ReplyState;
use crate::rules::{Judgement, Point};
use sellerdesk_adapter::Reply;
use sellerdesk_canonical::{ConversationId, Event, EventId, Happening, Instant, Message};
use serde::{Deserialize, Serialize};

/// One record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The same for every delivery of the same thing.
    pub id: EventId,
    /// When the desk took it in.
    pub recorded_at: Instant,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A marketplace delivered an event.
    Delivered(Box<Delivered>),
    /// A delivery was authentic but not understood.
    Quarantined(Quarantined),
    /// A warning point or a deadline passed without an answer.
    Passed(Point),
    /// Somebody wrote a reply.
    Queued(Box<Queued>),
    /// Somebody is about to send it.
    Claimed(Claimed),
    /// What came of that.
    Tried(Tried),
    /// Somebody of the shop did something.
    Acted(Box<Acted>),
    /// What follows from this record was done, or given up.
    Followed(EventId),
    /// What follows from the newest records couldn't be done.
    PutOff(PutOff),
}

/// That following failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutOff {
    /// How often in a row.
    pub attempts: u32,
    /// Until when nobody tries again.
    pub until: Instant,
}

/// A reply to send; the record's id is its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// When it was written.
    pub at: Instant,
    /// Who wrote it.
    pub by: String,
    /// The reply as the adapter gets it.
    pub reply: Reply,
    /// The template it was written from, perhaps changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// An attempt that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// Which reply.
    pub reply: EventId,
    /// From 1.
    pub attempt: u32,
    /// When.
    pub at: Instant,
}

/// An attempt that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Which reply.
    pub reply: EventId,
    /// Which attempt.
    pub attempt: u32,
    /// Where the reply stands now; pending: to be tried again.
    pub state: ReplyState,
    /// The platform's reason, where it didn't arrive.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it ended.
    pub at: Instant,
    /// When it is tried again, while pending.
    pub retry_at: Instant,
}

/// Stands in a thread key between the marketplace's own and what tells a continuation of it, or what was split off: no
/// marketplace's thread key holds a control character.
pub const PART_MARK: char = '\u{1f}';

/// Which thread of which account: enough to derive the conversation's id again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Channel name.
    pub channel: String,
    /// Account name.
    pub account: String,
    /// The marketplace's thread key, perhaps with a part after [`PART_MARK`].
    pub thread: String,
}

/// A marketplace's event with what was decided about it on arrival.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivered {
    /// Where it belongs.
    pub source: Source,
    /// What the marketplace sent.
    pub event: Event,
    /// What the classifier said, for messages of the buyer.
    #[serde(default)]
    pub judgement: Option<Judgement>,
    /// The policy that fits it, as a document: a snapshot, so that editing policies changes no open clock.
    pub policy: String,
    /// How it came here.
    #[serde(default, skip_serializing_if = "Origin::is_live")]
    pub origin: Origin,
}

/// How a marketplace's event came into a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The marketplace delivered it.
    #[default]
    Live,
    /// It was split off from another conversation: what follows from a new message followed there.
    Split(ConversationId),
    /// Out of an export, of before the desk: to be read, it asks for nothing.
    Export,
}

impl Origin {
    fn is_live(&self) -> bool {
        *self == Self::Live
    }
}

/// An authentic delivery that an adapter could not read; its bytes are kept beside the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Where it came in; the thread is the item's own.
    pub source: Source,
    /// When it arrived: there is no better time.
    pub at: Instant,
    /// What could not be understood.
    pub problem: String,
    /// Media type as sent.
    pub media_type: String,
    /// Bytes of the body.
    pub body_bytes: u64,
    /// Parts that the body is stored in.
    pub body_parts: u32,
    /// The policy that holds for unread deliveries.
    pub policy: String,
}

impl Record {
    /// The stored form, at most [`RECORD_BYTES_MAX`] bytes.
    ///
    /// A record that would be longer loses what the classifier marked, then attachments, then text; a message
    /// says so (`truncated`). Better a cut message than one that its sender delivers in vain for ever.
    ///
    /// # Errors
    /// [`InboxError::Unencodable`] if that is not enough: an adapter has let an endless id or policy through.
    pub fn encode(&self) -> Result<Vec<u8>, InboxError> {
        let bytes = self.to_json()?;
        if bytes.len() <= RECORD_BYTES_MAX {
            return Ok(bytes);
        }
        let mut cut = self.clone();
        for measure in [Delivered::cut_marks, Delivered::cut_attachments, Delivered::cut_text] {
            if let What::Delivered(delivered) = &mut cut.what {
                measure(delivered);
            }
            let bytes = cut.to_json()?;
            if bytes.len() <= RECORD_BYTES_MAX {
                return Ok(bytes);
            }
        }
        Err(InboxError::Unencodable)
    }

    fn to_json(&self) -> Result<Vec<u8>, InboxError> {
        serde_json::to_vec(self).map_err(|_| InboxError::Unencodable)
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// It is not a record.
    pub fn decode(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

impl Record {
    /// What a marketplace delivered to this conversation: something may follow from it.
    pub fn arrived(&self) -> Option<&Delivered> {
        match &self.what {
            What::Delivered(delivered) if delivered.origin.is_live() => Some(delivered),
            _ => None,
        }
    }
}

impl Delivered {
    fn cut_marks(&mut self) {
        if let Some(judgement) = &mut self.judgement {
            judgement.entities.clear();
            judgement.evidence.clear();
        }
    }

    fn cut_attachments(&mut self) {
        if let Some(message) = self.message() {
            message.truncated |= message.attachments.len() > CUT_ATTACHMENTS_MAX;
            message.attachments.truncate(CUT_ATTACHMENTS_MAX);
        }
    }

    fn cut_text(&mut self) {
        if let Some(message) = self.message() {
            message.truncated |= message.text.len() > CUT_TEXT_BYTES_MAX || !message.attachments.is_empty();
            message.text.truncate(message.text.floor_char_boundary(CUT_TEXT_BYTES_MAX));
            message.attachments.clear();
        }
    }

    fn message(&mut self) -> Option<&mut Message> {
        match &mut self.event.happening {
            Happening::Message(message) => Some(message),
            _ => None,
        }
    }
}
