//! What every push has around its `data`, and how ids and times are read from any of them.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, Request, text, time};
use sellerdesk_canonical::{Event, Happening, Instant};

/// Longest id of Lazada's that is taken, in bytes; sessions have about 40.
const OWN_ID_BYTES_MAX: usize = 200;
/// Numbers below are seconds: as milliseconds they would be before 1973.
const MS_MIN: u64 = 100_000_000_000;
/// How far in the future a time may lie and still be believed, in milliseconds: one day.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;

/// A push.
#[derive(Clone, Debug)]
pub struct Push<'json> {
    /// `message_type`, in digits.
    pub kind: String,
    /// Whose push it is; `data` may say it in place of the push itself.
    pub seller_id: Option<String>,
    /// What it tells.
    pub data: Fields<'json>,
    /// The country, such as `SG`.
    pub site: Option<String>,
    sent_at: Option<Instant>,
    received_at: Instant,
}

impl<'json> Push<'json> {
    /// Reads what is around the data.
    pub fn read(root: Fields<'json>, request: &Request) -> Result<Self, Error> {
        let data = root.required("data", Fields::object)?;
        // The alert of a token that runs out has the text `null` where others have the seller.
        let seller = |fields: &Fields<'_>| given(own_id(fields, "seller_id")).filter(|id| id != "null");
        let site = given(data.text("site_id")).or_else(|| given(root.text("site")));
        Ok(Self {
            kind: root.required("message_type", own_id)?,
            seller_id: seller(&root).or_else(|| seller(&data)),
            site: site.and_then(read_site),
            sent_at: given(root.whole("timestamp")).and_then(instant),
            received_at: request.received_at,
            data,
        })
    }

    /// Whether it is for one of the account's own sellers.
    pub fn verify_seller(&self, own: &[&str]) -> Result<(), Error> {
        let is_own = self.seller_id.as_deref().is_some_and(|seller| own.contains(&seller));
        if own.is_empty() || is_own {
            return Ok(());
        }
        Err(Error::Field { path: "seller_id".to_owned(), problem: "is none of the account's sellers" })
    }

    /// Nobody asked this adapter to understand it.
    pub fn unknown(&self) -> Error {
        Error::Field { path: "message_type".to_owned(), problem: "is not one that SellerDesk reads" }
    }

    /// The message's own id, for what can't be read otherwise.
    pub fn sent_id(&self) -> Option<String> {
        given(own_id(&self.data, "message_id"))
    }

    /// When it happened: the field named, else when it was sent, else when it came.
    pub fn at(&self, name: &'static str) -> Instant {
        let happened = given(self.data.whole(name)).and_then(instant);
        let believed = |at: &Instant| *at <= self.received_at.saturating_add(FUTURE_MS_MAX);
        happened.into_iter().chain(self.sent_at).find(believed).unwrap_or(self.received_at)
    }

    /// An event on the conversation of an order, or on another.
    pub fn event(&self, id: String, thread: String, at: Instant, happening: Happening) -> Event {
        Event {
            id,
            order_id: thread.strip_prefix(ORDER_PREFIX).map(str::to_owned),
            thread,
            at,
            buyer: None,
            product_id: None,
            site: self.site.clone(),
            happening,
        }
    }
}

/// What stands before the order's number in its thread.
const ORDER_PREFIX: &str = "order:";

/// The conversation of an order.
pub fn order_thread(order_id: &str) -> String {
    format!("{ORDER_PREFIX}{order_id}")
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of Lazada's.
pub fn own_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if id.len() > OWN_ID_BYTES_MAX => Err(fields.wrong(name, "is too long for an id of Lazada's")),
        id => Ok(id),
    }
}

/// An instant in milliseconds or seconds.
pub fn instant(number: u64) -> Option<Instant> {
    let instant = if number < MS_MIN { number.checked_mul(1_000)? } else { number };
    time::plausible(i64::try_from(instant).ok()?)
}

/// `SG` of `SG` and `lazada_sg`.
fn read_site(site: &str) -> Option<String> {
    let site = text::line(site.strip_prefix("lazada_").unwrap_or(site));
    (!site.is_empty()).then(|| site.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_milliseconds_are_told_apart() {
        assert_eq!(instant(1_603_698_638), Some(1_603_698_638_000));
        assert_eq!(instant(1_603_766_859_530), Some(1_603_766_859_530));
        for number in [0, 1, u64::MAX, 99_999_999_999] {
            assert_eq!(instant(number), None, "{number}");
        }
    }
}
