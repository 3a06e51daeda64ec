//! The signature of a request ("Sign your API request").

use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};

/// Lower-case hexadecimal HMAC-SHA256, under the app's secret, of the secret, the path, every parameter's name and
/// value in the order of their names, the body, and the secret again.
///
/// `parameters` are as they were before percent-encoding, without `sign` and `access_token`.
pub fn sign(secret: &str, path: &str, parameters: &[(&str, &str)], body: &[u8]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    let mut parts = vec![secret.as_bytes(), path.as_bytes()];
    parts.extend(sorted.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    parts.extend([body, secret.as_bytes()]);
    encode_hex(&hmac_sha256(secret.as_bytes(), &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Sign your API request", first example.
    #[test]
    fn a_request_without_body_is_signed_as_documented() {
        let parameters = [("timestamp", "1623812664"), ("app_key", "29a39d")];
        assert_eq!(
            sign("e59af819cc", "/authorization/202309/shops", &parameters, b""),
            "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"
        );
    }

    /// "Sign your API request", second example: the base string is published, its digest computed from it.
    #[test]
    fn a_request_with_body_is_signed_as_documented() {
        let parameters = [
            ("app_key", "68xu9ks5p4i8"),
            ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK"),
            ("timestamp", "1696909648"),
        ];
        let body = br#"{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}"#;
        assert_eq!(
            sign("e59af819cc", "/event/202309/webhooks", &parameters, body),
            "cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a"
        );
    }

    /// EcomPHP/tiktokshop-php, `tests/ClientTest.php`.
    #[test]
    fn the_vector_of_a_public_client_matches() {
        assert_eq!(
            sign("app_secret", "/test-api", &[("foo", "bar")], b""),
            "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f"
        );
    }

    #[test]
    fn whatever_changes_changes_the_signature() {
        let signed = sign("secret", "/path", &[("a", "1")], b"{}");
        for other in [
            sign("secreu", "/path", &[("a", "1")], b"{}"),
            sign("secret", "/pati", &[("a", "1")], b"{}"),
            sign("secret", "/path", &[("a", "2")], b"{}"),
            sign("secret", "/path", &[("a", "1"), ("b", "")], b"{}"),
            sign("secret", "/path", &[("a", "1")], b"{} "),
        ] {
            assert_ne!(signed, other);
        }
    }
}
