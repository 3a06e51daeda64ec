//! The API's documents: where they are in both families, and what was fetched of them.

use crate::OWN_BASE;
use sellerdesk_adapter::{Error, Evidence, RESPONSE_BYTES_MAX, Rejection, Request, json};
use serde_json::Value;

/// Why there are no events (yet).
#[derive(Clone, Debug)]
pub enum Stop {
    /// Documents to fetch first.
    Needs(Vec<String>),
    /// What it points to is gone.
    Gone,
    /// A document could not be fetched now: its name, and the status.
    Failing(&'static str, u16),
    /// It can't be understood.
    Unreadable(Error),
    /// It is none of this account's application.
    Refused(Rejection),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Unreadable(error)
    }
}

/// A document as far as it was fetched.
enum Found<'evidence> {
    NotYet,
    Body(&'evidence [u8]),
    Status(u16),
}

/// The documents of one notification.
#[derive(Clone, Debug)]
pub struct Documents<'request> {
    base: &'request str,
    is_cross_border: bool,
    evidence: &'request [Evidence],
}

impl<'request> Documents<'request> {
    /// Of one family.
    pub fn new(request: &'request Request, is_cross_border: bool, evidence: &'request [Evidence]) -> Self {
        Self { base: request.base(OWN_BASE), is_cross_border, evidence }
    }

    /// Where a message is; fetching it must not mark it as read.
    pub fn message(&self, id: &str) -> String {
        match self.is_cross_border {
            true => format!("{}/marketplace/messages/{id}?mark_as_read=false", self.base),
            false => format!("{}/messages/{id}?mark_as_read=false&tag=post_sale", self.base),
        }
    }

    /// Where a question is.
    pub fn question(&self, id: &str) -> String {
        match self.is_cross_border {
            true => format!("{}/marketplace/questions/{id}", self.base),
            false => format!("{}/questions/{id}?api_version=4", self.base),
        }
    }

    /// Where a claim is; its parts are below.
    pub fn claim(&self, id: &str) -> String {
        format!("{}{}{id}", self.base, claims(self.is_cross_border))
    }

    /// Where an order is.
    pub fn order(&self, id: &str) -> String {
        let path = if self.is_cross_border { "/marketplace/orders" } else { "/orders" };
        format!("{}{path}/{id}", self.base)
    }

    /// Asks for those of some documents that were not fetched yet, all at once.
    pub fn ask(&self, urls: &[&String]) -> Result<(), Stop> {
        let missing = urls.iter().filter(|url| matches!(self.find(url), Found::NotYet));
        let missing: Vec<String> = missing.map(|url| (*url).clone()).collect();
        if missing.is_empty() { Ok(()) } else { Err(Stop::Needs(missing)) }
    }

    /// A document that it can't do without.
    pub fn required(&self, what: &'static str, url: &String) -> Result<Value, Stop> {
        self.ask(&[url])?;
        match self.find(url) {
            Found::Body(body) => Ok(json::parse(body, RESPONSE_BYTES_MAX)?),
            Found::Status(404 | 410) => Err(Stop::Gone),
            Found::Status(status) => Err(Stop::Failing(what, status)),
            Found::NotYet => Err(Stop::Needs(vec![url.clone()])),
        }
    }

    /// A document that adds something: without it where it is refused for good or can't be read.
    pub fn optional(&self, what: &'static str, url: &String) -> Result<Option<Value>, Stop> {
        match self.required(what, url) {
            Ok(body) => Ok(Some(body)),
            Err(Stop::Gone | Stop::Unreadable(_) | Stop::Failing(_, 400 | 403)) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// Evidence of several attempts: the newest counts.
    fn find(&self, url: &str) -> Found<'request> {
        match self.evidence.iter().rev().find(|evidence| evidence.url == url) {
            None => Found::NotYet,
            Some(evidence) if evidence.status == 200 => Found::Body(&evidence.body),
            Some(evidence) => Found::Status(evidence.status),
        }
    }
}

/// The path of claims, up to the id.
pub fn claims(is_cross_border: bool) -> &'static str {
    if is_cross_border { "/marketplace/v2/claims/" } else { "/post-purchase/v1/claims/" }
}

/// Paths that [`Documents`] makes.
pub const PATHS: [&str; 8] = [
    "/marketplace/messages/",
    "/messages/",
    "/marketplace/questions/",
    "/questions/",
    "/marketplace/v2/claims/",
    "/post-purchase/v1/claims/",
    "/marketplace/orders/",
    "/orders/",
];
