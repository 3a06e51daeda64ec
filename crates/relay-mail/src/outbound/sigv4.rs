//! AWS Signature Version 4 (AWS, "Create a signed AWS API request"): the signature goes into `authorization`.
//!
//! Own code instead of AWS's SDK: fifty lines of HMAC, against a runtime that does not compile to a small component.

use super::date;
use sellerdesk_adapter::HttpRequest;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_canonical::Instant;
use sha2::{Digest, Sha256};

/// The scheme's name.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Who signs for what.
pub struct Credentials<'a> {
    /// The key's name.
    pub access_key_id: &'a str,
    /// The key.
    pub secret_access_key: &'a str,
    /// Goes with temporary keys.
    pub session_token: Option<&'a str>,
    /// `eu-west-1`, ...
    pub region: &'a str,
    /// `ses`, ...
    pub service: &'a str,
}

/// The request with `x-amz-date` and `authorization`, signed with all its headers and `host`. Its path has to be
/// normalised and its query sorted and encoded already. `None` for a URL without a host.
pub fn sign(mut request: HttpRequest, credentials: &Credentials<'_>, now: Instant) -> Option<HttpRequest> {
    let time = date::compact(now)?;
    let date = time.get(..8)?.to_owned();
    request = request.with("x-amz-date", time.as_str());
    if let Some(token) = credentials.session_token {
        request = request.with("x-amz-security-token", token);
    }
    let (_, rest) = request.url.split_once("://")?;
    let (host, path_and_query) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if host.is_empty() {
        return None;
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = if path.is_empty() { "/" } else { path };
    let mut headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.trim())).collect();
    headers.push(("host", host));
    // Few, so that sorting them needs no more than this.
    let mut sorted: Vec<(&str, &str)> = Vec::new();
    for header in headers {
        sorted.insert(sorted.partition_point(|before| *before < header), header);
    }
    let headers = sorted;
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let hash = |bytes: &[u8]| encode_hex(&Sha256::digest(bytes));
    let canonical = format!("{}\n{path}\n{query}\n{lines}\n{names}\n{}", request.method, hash(&request.body));
    let Credentials { access_key_id, secret_access_key, region, service, .. } = credentials;
    let scope = format!("{date}/{region}/{service}/aws4_request");
    let to_sign = format!("{ALGORITHM}\n{time}\n{scope}\n{}", hash(canonical.as_bytes()));
    let key = [date.as_str(), region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret_access_key}").into_bytes(), |key, part| {
            hmac_sha256(&key, &[part.as_bytes()]).to_vec()
        });
    let signature = encode_hex(&hmac_sha256(&key, &[to_sign.as_bytes()]));
    let authorization =
        format!("{ALGORITHM} Credential={access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}");
    Some(request.with("authorization", authorization))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 2015-08-30T12:36:00Z, in milliseconds.
    const NOW: Instant = 1_440_938_160_000;

    fn signature(request: HttpRequest, service: &str) -> String {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            session_token: None,
            region: "us-east-1",
            service,
        };
        let signed = sign(request, &credentials, NOW).unwrap();
        signed.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone()
    }

    /// AWS, "Signature Version 4 signing process": the request to IAM that the documents go through step by step.
    #[test]
    fn the_documents_example_to_iam_matches() {
        let request = HttpRequest::get("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")
            .with("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        assert_eq!(
            signature(request, "iam"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    /// AWS Signature Version 4 test suite: `get-vanilla`, `post-vanilla`, `post-x-www-form-urlencoded`.
    #[test]
    fn the_test_suite_matches() {
        let ends = |request, expected: &str| assert!(signature(request, "service").ends_with(expected), "{expected}");
        ends(
            HttpRequest::get("https://example.amazonaws.com/"),
            "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        );
        let post = |body: &str, url: &str| HttpRequest {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        ends(
            post("", "https://example.amazonaws.com"),
            "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        );
        ends(
            post("Param1=value1", "https://example.amazonaws.com/")
                .with("content-type", "application/x-www-form-urlencoded"),
            "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        );
    }

    #[test]
    fn a_url_without_a_host_is_not_signed() {
        let credentials = Credentials {
            access_key_id: "a",
            secret_access_key: "b",
            session_token: Some("c"),
            region: "d",
            service: "e",
        };
        for url in ["", "https://", "example", "https:///x"] {
            assert_eq!(sign(HttpRequest::get(url), &credentials, NOW), None, "{url}");
        }
    }
}
