//! Where the desk is.

use std::fmt;

/// The task that does whatever is due.
pub const SWEEP_PATH: &str = "/tasks/sweep";

/// The desk's origin, taken from the variable `desk_url`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// Whether to use TLS.
    pub is_secure: bool,
    /// Host, and port unless it is the scheme's.
    pub authority: &'a str,
}

impl<'a> Target<'a> {
    /// Reads `http://host:port` or `https://host`, with or without a slash at the end: what Spin's
    /// `allowed_outbound_hosts` takes too.
    ///
    /// # Errors
    /// What is wrong with it; the value is not repeated, since it may hold credentials.
    pub fn parse(desk_url: &'a str) -> Result<Self, TargetError> {
        let (scheme, rest) = desk_url.split_once("://").ok_or(TargetError::Scheme)?;
        let is_secure = match scheme {
            "http" => false,
            "https" => true,
            _ => return Err(TargetError::Scheme),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        if authority.is_empty() || !authority.bytes().all(is_plain) {
            return Err(TargetError::Authority);
        }
        Ok(Self { is_secure, authority })
    }
}

/// Why a `desk_url` is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// Neither `http://` nor `https://`.
    Scheme,
    /// No host, or more than host and port.
    Authority,
}

impl fmt::Display for TargetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Scheme => "desk_url must begin with http:// or https://",
            Self::Authority => "desk_url must be a scheme, a host and perhaps a port, without path or credentials",
        })
    }
}

impl std::error::Error for TargetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read() {
        for (desk_url, is_secure, authority) in [
            ("http://127.0.0.1:3000", false, "127.0.0.1:3000"),
            ("http://127.0.0.1:3000/", false, "127.0.0.1:3000"),
            ("https://desk.example", true, "desk.example"),
            ("http://[::1]:3000", false, "[::1]:3000"),
        ] {
            assert_eq!(Target::parse(desk_url), Ok(Target { is_secure, authority }), "{desk_url}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for (desk_url, error) in [
            ("", TargetError::Scheme),
            ("127.0.0.1:3000", TargetError::Scheme),
            ("ftp://desk.example", TargetError::Scheme),
            ("http://", TargetError::Authority),
            ("http:///", TargetError::Authority),
            ("http://desk.example/base", TargetError::Authority),
            ("http://desk.example//", TargetError::Authority),
            ("http://desk.example?x=1", TargetError::Authority),
            ("http://user:word@desk.example", TargetError::Authority),
            ("http://desk.example\r\nx: y", TargetError::Authority),
        ] {
            assert_eq!(Target::parse(desk_url), Err(error), "{desk_url}");
        }
    }
}
