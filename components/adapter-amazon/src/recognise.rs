//! What kind of mail has arrived.

use crate::account::Account;
use crate::address::{RelayAddress, buyer_name, is_amazon};
use crate::notice::{Notice, notice};
use sellerdesk_adapter::mail::Address;
use sellerdesk_relay_mail::Posted;

/// `X-Space-Notification-Type` of a buyer's message.
const TYPE_BUYER: &str = "BBC_MESSAGE_SENT_TO_MERCHANT";
/// `X-Space-Notification-Type` of the copy of what the seller wrote in Seller Central.
const TYPE_SELLER_COPY: &str = "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT";

/// The kinds of mail; `machine` is a stable word saying why a mail is known to come from a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<'mail> {
    /// A buyer's words, perhaps sent by the buyer's vacation responder.
    Buyer {
        /// Where replies go.
        address: RelayAddress,
        /// Display name.
        name: Option<String>,
        /// Why it is a machine's.
        machine: Option<&'mail str>,
    },
    /// A copy of what the seller wrote in Seller Central.
    SellerCopy,
    /// A notice of Amazon's that the desk knows.
    Notice {
        /// What it tells.
        notice: Notice,
        /// Why it is a machine's.
        machine: &'mail str,
    },
    /// Any other mail of Amazon's.
    Platform {
        /// Why it is a machine's.
        machine: &'mail str,
    },
    /// The shop's own mail provider could not deliver a reply to a relay address.
    Undelivered {
        /// Where the reply should have gone.
        address: RelayAddress,
    },
    /// Claims to come from Amazon and fails SPF or DKIM.
    SuspectedPhishing,
    /// From neither Amazon nor a buyer.
    Stranger {
        /// Why it is a machine's, or `unknown_sender`.
        machine: &'mail str,
    },
}

/// Recognises a mail.
///
/// Who wrote is decided by the `From` address. Since anybody can write anything there, a mail that names Amazon and
/// explicitly fails SPF or DKIM is suspected phishing, whatever else it says.
pub fn recognise<'mail>(mail: &'mail Posted, sender: &Address, account: &Account) -> Kind<'mail> {
    let machine = machine(mail, sender, account);
    let relay = RelayAddress::parse(&sender.address);
    if !is_amazon(&sender.domain()) {
        return stranger(mail, machine);
    }
    if mail.authentication_failure(is_amazon).is_some() {
        return Kind::SuspectedPhishing;
    }
    let notification_type =
        mail.headers.get("x-space-notification-type").unwrap_or_default().trim().to_ascii_uppercase();
    let is_notification = machine == Some("amazon_notification");
    if let Some(address) = relay.filter(|_| !is_notification) {
        return Kind::Buyer { address, name: buyer_name(sender), machine };
    }
    if notification_type == TYPE_SELLER_COPY {
        return Kind::SellerCopy;
    }
    if notification_type == TYPE_BUYER {
        // Sent in the buyer's name by one of Amazon's own mailboxes: the answer goes to Reply-To.
        let found = mail.reply_to.iter().find_map(|reply| Some((RelayAddress::parse(&reply.address)?, reply)));
        if let Some((address, reply)) = found {
            let machine = machine.filter(|reason| *reason != "machine_sender");
            return Kind::Buyer { address, name: buyer_name(reply).or_else(|| buyer_name(sender)), machine };
        }
    }
    let subject = mail.subject.as_deref().unwrap_or_default();
    // A notice's sender is a no-reply mailbox; that it is Amazon's says more.
    let machine = machine.filter(|reason| *reason != "machine_sender").unwrap_or("amazon_notification");
    match notice(&notification_type, &sender.local_part(), subject, mail.text()) {
        Some(notice) => Kind::Notice { notice, machine },
        None if machine == "bounce" => Kind::Notice { notice: Notice::Undelivered("bounce"), machine },
        None => Kind::Platform { machine },
    }
}

/// The sign of a machine; that a mail is the shop's own says more than how its sender is called.
fn machine<'mail>(mail: &'mail Posted, sender: &Address, account: &Account) -> Option<&'mail str> {
    let is_own = account.own_addresses.iter().any(|own| own.eq_ignore_ascii_case(&sender.address));
    match mail.machine.as_deref() {
        None | Some("machine_sender") if is_own => Some("own_address"),
        sign => sign,
    }
}

fn stranger<'mail>(mail: &Posted, machine: Option<&'mail str>) -> Kind<'mail> {
    if machine == Some("bounce") {
        let failed = mail.headers.get("x-failed-recipients").unwrap_or_default();
        if let Some(address) = RelayAddress::find(failed).or_else(|| RelayAddress::find(mail.text())) {
            return Kind::Undelivered { address };
        }
    }
    Kind::Stranger { machine: machine.unwrap_or("unknown_sender") }
}
