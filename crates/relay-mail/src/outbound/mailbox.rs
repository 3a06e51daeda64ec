//! A mailbox as operators write it: `service@shop.example`, `Shop <service@shop.example>`, `"Shop, Inc." <...>`.

use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::text;

/// Reads one mailbox; `None` for what looks like several. The name comes without quotes and backslashes.
pub fn mailbox(written: &str) -> Option<Address> {
    let written = written.trim();
    let Some((name, rest)) = written.rsplit_once('<') else {
        return Some(Address { name: None, address: written.to_owned() });
    };
    let address = rest.strip_suffix('>')?.trim().to_owned();
    let name = name.trim();
    let is_quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    if !is_quoted && name.contains(['@', '<', '>']) {
        return None;
    }
    let name = text::line(name).replace(['"', '\\'], "");
    Some(Address { name: Some(name).filter(|name| !name.is_empty()), address })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_have_a_name_or_none() {
        for (written, name, address) in [
            ("a@b.example", None, "a@b.example"),
            (" <a@b.example> ", None, "a@b.example"),
            ("Shop <a@b.example>", Some("Shop"), "a@b.example"),
            ("\"Shop, \\\"Inc.\\\" @ home\" <a@b.example>", Some("Shop, Inc. @ home"), "a@b.example"),
            ("Loja Açaí <a@b.example>", Some("Loja Açaí"), "a@b.example"),
        ] {
            let expected = Address { name: name.map(str::to_owned), address: address.to_owned() };
            assert_eq!(mailbox(written), Some(expected), "{written}");
        }
    }

    #[test]
    fn several_are_none() {
        for written in ["a@b.example, Shop <c@d.example>", "<a@b.example> <c@d.example>", "Shop <a@b.example", "<"] {
            assert_eq!(mailbox(written), None, "{written}");
        }
    }
}
