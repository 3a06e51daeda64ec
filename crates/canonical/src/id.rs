//! Ids derived from what the marketplace sent, so that a redelivery is the same event.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Bytes of a derived id: 128 bits of SHA-256, far beyond accidental collision for one store.
const ID_BYTES: usize = 16;

/// An id that is not 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id is 32 lower-case hexadecimal digits")
    }
}

impl std::error::Error for IdError {}

/// Hashes parts so that no two lists of parts give the same bytes: each part is preceded by its length.
fn derive(domain: &str, parts: &[&str]) -> [u8; ID_BYTES] {
    let mut hash = Sha256::new();
    for part in std::iter::once(&domain).chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut id = [0; ID_BYTES];
    for (to, from) in id.iter_mut().zip(digest) {
        *to = from;
    }
    id
}

macro_rules! derived_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; ID_BYTES]);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
            }
        }

        impl $name {
            /// The bytes.
            pub fn bytes(&self) -> [u8; ID_BYTES] {
                self.0
            }

            /// From the bytes.
            pub fn from_bytes(bytes: [u8; ID_BYTES]) -> Self {
                Self(bytes)
            }

            /// Parses 32 lower-case hexadecimal digits.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                if text.len() != 2 * ID_BYTES {
                    return Err(IdError);
                }
                let mut id = [0; ID_BYTES];
                for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
                    *byte = pair.iter().try_fold(0u8, |value, digit| {
                        let digit = match digit {
                            b'0'..=b'9' => digit - b'0',
                            b'a'..=b'f' => digit - b'a' + 10,
                            _ => return Err(IdError),
                        };
                        Ok(value << 4 | digit)
                    })?;
                }
                Ok(Self(id))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

derived_id! {
    /// A conversation: everything on one thread of one account.
    ConversationId
}

derived_id! {
    /// An event in a journal; the same for every redelivery of the same thing.
    EventId
}

derived_id! {
    /// A customer as one account knows them.
    CustomerId
}

impl CustomerId {
    /// From the marketplace's id of the buyer.
    pub fn derive(channel: &str, account: &str, buyer: &str) -> Self {
        Self(derive("customer", &[channel, account, buyer]))
    }
}

impl ConversationId {
    /// From what the marketplace sent.
    pub fn derive(channel: &str, account: &str, thread: &str) -> Self {
        Self(derive("conversation", &[channel, account, thread]))
    }
}

impl EventId {
    /// From the marketplace's own id of a message or event.
    pub fn delivered(channel: &str, account: &str, id: &str) -> Self {
        Self(derive("delivered", &[channel, account, id]))
    }

    /// From what the desk itself records about a conversation, exactly once for each `what`.
    pub fn recorded(conversation: ConversationId, what: &str) -> Self {
        Self(derive("recorded", &[&conversation.to_string(), what]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_are_stable_and_unambiguous() {
        let id = ConversationId::derive("shopify", "main", "order:1");
        assert_eq!(id, ConversationId::derive("shopify", "main", "order:1"));
        assert_ne!(id, ConversationId::derive("shopify", "mai", "norder:1"));
        assert_eq!(ConversationId::parse(&id.to_string()).unwrap(), id);
        assert_eq!(id.to_string().len(), 32);
    }

    #[test]
    fn other_spellings_of_an_id_are_refused() {
        for text in ["", "0", &"A".repeat(32), &"g".repeat(32), &"0".repeat(33)] {
            assert_eq!(EventId::parse(text), Err(IdError));
        }
    }
}
