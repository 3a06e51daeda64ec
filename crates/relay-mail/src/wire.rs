//! How parts of a mail travel between components that have no serialisation of their own.

/// Header fields, as pairs.
pub mod headers {
    use sellerdesk_adapter::mail::Headers;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(headers: &Headers, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(headers.iter().collect::<Vec<_>>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Headers, D::Error> {
        let mut headers = Headers::default();
        for (name, value) in Vec::<(&str, &str)>::deserialize(deserializer)? {
            headers.push(name, value);
        }
        Ok(headers)
    }
}

/// Mailboxes, as pairs of a name and an address.
pub mod addresses {
    use sellerdesk_adapter::mail::Address;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(addresses: &[Address], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(addresses.iter().map(|address| (&address.name, &address.address)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
        let pairs = Vec::<(Option<String>, String)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|(name, address)| Address { name, address }).collect())
    }
}
