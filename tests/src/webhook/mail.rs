//! The channel `mail`: any mail, as Mailgun posts it.

use super::amazon::{self, Mail};
use crate::{Account, Delivery};

/// The shop's own address on test and demo accounts.
pub const SHOP: &str = "service@shop.example";

/// Somebody's mail to the shop.
pub fn to_shop(from: &str, id: &str, at: i64, subject: &str, text: &str) -> Mail {
    Mail {
        id: id.to_owned(),
        from: from.to_owned(),
        subject: subject.to_owned(),
        headers: vec![("To".to_owned(), SHOP.to_owned())],
        text: text.to_owned(),
        at,
    }
}

/// The shop's own answer to `to`, in the thread that `first` began.
pub fn from_shop(to: &str, id: &str, first: &str, at: i64, subject: &str, text: &str) -> Mail {
    let headers = [("To", to.to_owned()), ("References", format!("<{first}>")), ("In-Reply-To", format!("<{first}>"))];
    Mail {
        id: id.to_owned(),
        from: format!("Example Shop <{SHOP}>"),
        subject: format!("Re: {subject}"),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        text: text.to_owned(),
        at,
    }
}

/// A delivery, signed at `now_ms`.
pub fn deliver(account: &Account, mail: &Mail, now_ms: i64) -> Delivery {
    amazon::deliver_to("mail", account, mail, now_ms)
}
