//! How outgoing automatic mail says what it is, so that no other machine answers it.

/// The two kinds of automatic mail (RFC 3834, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutomaticMail {
    /// An answer to somebody's mail.
    Reply,
    /// A mail that answers nothing: a notification.
    Alert,
}

/// The header fields of an automatic mail. `X-Loop` carries the desk's own token: a mail that comes back with it is ours
/// ([`sellerdesk_adapter::mail::machine_reason`] knows it as `loop`). The envelope's sender should be empty, or a mailbox
/// that only takes bounces.
pub fn automatic_headers(kind: AutomaticMail, loop_token: &str) -> Vec<(&'static str, String)> {
    let submitted = match kind {
        AutomaticMail::Reply => "auto-replied",
        AutomaticMail::Alert => "auto-generated",
    };
    let token: String = loop_token.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).collect();
    let mut headers = vec![
        ("Auto-Submitted", submitted.to_owned()),
        ("Precedence", "auto_reply".to_owned()),
        ("X-Autoreply", "yes".to_owned()),
        ("X-Auto-Response-Suppress", "DR, RN, OOF, AutoReply".to_owned()),
    ];
    if !token.is_empty() {
        headers.push(("X-Loop", token));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use sellerdesk_adapter::mail::{Headers, machine_reason};

    #[test]
    fn our_own_detection_knows_every_mark() {
        for kind in [AutomaticMail::Reply, AutomaticMail::Alert] {
            let fields = automatic_headers(kind, "desk-1\r\nBcc: x");
            assert_eq!(fields.len(), 5);
            for (name, value) in fields {
                assert!(!value.contains(['\r', '\n']), "{value}");
                let mut headers = Headers::default();
                headers.push(name, &value);
                assert!(machine_reason(&headers, &[]).is_some(), "{name}: {value}");
            }
        }
    }
}
