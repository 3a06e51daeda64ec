//! Type 21: somebody reviewed a product. The push names the review only; what it says is fetched where the settings
//! ask for that (`fetch_reviews`).

use crate::api::{Parameters, get, judge, own_base, path_of};
use crate::push::{Push, given, instant, order_thread, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error, Evidence, HttpRequest, HttpResponse, Outcome, Refusal, Request, text};
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};
use serde_json::Value;

/// Most stars that there are.
const STARS_MAX: i64 = 5;
/// Stars that still count as a bad review unless the settings say otherwise.
const BAD_STARS_MAX: i64 = 2;
/// Longest id of a review, in digits.
const DIGITS_MAX: usize = 20;
/// Reviews in a document about one.
const REVIEWS_MAX: usize = 10;
const PATH: &str = "/review/seller/list/v2";
/// What stands around the review's id after the path; the brackets are encoded.
const QUERY: (&str, &str) = ("?id_list=%5B", "%5D");

/// Why a push has no events (yet).
#[derive(Clone, Debug)]
pub enum Stop {
    /// It can't be understood.
    Error(Error),
    /// A document to fetch first.
    Needs(String),
    /// It could not be fetched now, and why.
    Failing(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Reads the push. Few stars are a risk; without a rating the review is only noted on its order.
pub fn read(
    push: &Push<'_>,
    settings: &Settings,
    request: &Request,
    evidence: &[Evidence],
) -> Result<Vec<Event>, Stop> {
    let data = &push.data;
    let review = data.required("id", own_id)?;
    let bad_stars_max = settings.whole("review_stars_max", 0, STARS_MAX)?.unwrap_or(BAD_STARS_MAX);
    let document = match settings.flag("fetch_reviews")? {
        Some(true) => find(push, &review, request, evidence)?,
        _ => Value::Null,
    };
    let fetched = Fields::root(&document).ok().and_then(|document| one(&document, &review));
    let places = [fetched.as_ref(), Some(data)];
    let stars = places.into_iter().flatten().find_map(read_stars);
    let words = places.into_iter().flatten().find_map(|place| given(place.line("review_content")));
    let said = [stars.map(|stars| format!("{stars} of {STARS_MAX} stars")), words];
    let said = text::line(&said.into_iter().flatten().collect::<Vec<_>>().join(": "));
    let happening = if stars.is_some_and(|stars| stars <= bad_stars_max) {
        Happening::Risk(Risk {
            kind: RiskKind::NegativeFeedback,
            state: RiskState::Opened,
            reference: review.clone(),
            amount: None,
            reason: Some(said),
            due_at: None,
        })
    } else {
        let detail = if said.is_empty() { format!("review {review}") } else { said };
        Happening::Order(OrderChange { status: "review".to_owned(), detail: Some(detail), total: None })
    };
    let order = given(own_id(data, "order_id"));
    let thread = order.map_or_else(|| format!("review:{review}"), |order| order_thread(&order));
    let submitted_at = fetched.as_ref().and_then(|review| given(review.id("submit_time")));
    let submitted_at = submitted_at.and_then(|at| instant(at.parse().ok()?)).filter(|at| *at <= request.received_at);
    let at = submitted_at.unwrap_or_else(|| push.at("submit_time"));
    let event = push.event(format!("review:{review}"), thread, at, happening);
    Ok(vec![Event { product_id: given(own_id(data, "item_id")), ..event }])
}

/// The review's document; null where Lazada refuses it for good or nobody knows where to ask.
fn find(push: &Push<'_>, review: &str, request: &Request, evidence: &[Evidence]) -> Result<Value, Stop> {
    let own = own_base(push.site.as_deref());
    let Some(base) = own.as_deref().or((!request.api.is_empty()).then_some("")) else { return Ok(Value::Null) };
    if !is_number(review) {
        return Ok(Value::Null);
    }
    let url = format!("{}{PATH}{}{review}{}", request.base(base), QUERY.0, QUERY.1);
    let Some(found) = evidence.iter().rev().find(|evidence| evidence.url == url) else {
        return Err(Stop::Needs(url));
    };
    let response = HttpResponse { status: found.status, headers: Vec::new(), body: found.body.clone() };
    match judge(&response) {
        Ok(body) => Ok(body),
        Err(Outcome::Temporary { reason, .. } | Outcome::Unauthorized { reason }) => Err(Stop::Failing(reason)),
        Err(_) => Ok(Value::Null),
    }
}

/// The signed request for a review's document.
pub fn fetch(account: &ApiAccount, url: &str, access_token: &str) -> Result<HttpRequest, Refusal> {
    let path = path_of(account, url).and_then(|path| path.strip_prefix(PATH));
    let review = path.and_then(|query| query.strip_prefix(QUERY.0)?.strip_suffix(QUERY.1));
    let base = url.split(PATH).next().unwrap_or_default();
    let Some(review) = review.filter(|review| is_number(review)) else {
        return Err(Refusal::new("that is no document of Lazada's API that is fetched"));
    };
    if access_token.is_empty() {
        return Err(Refusal::new("there is no access token yet"));
    }
    let id_list = format!("[{review}]");
    let own: Parameters<'_> = vec![("id_list", &id_list)];
    get(account, base, PATH, access_token, &own)
}

fn is_number(id: &str) -> bool {
    (1..=DIGITS_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn one<'json>(document: &Fields<'json>, review: &str) -> Option<Fields<'json>> {
    let reviews = given(document.object("data"))?.objects("review_list", REVIEWS_MAX).ok()?;
    reviews.into_iter().find(|one| given(one.id("id")).as_deref() == Some(review))
}

/// The rating; numbers come as text too.
fn read_stars(review: &Fields<'_>) -> Option<i64> {
    let ratings = given(review.object("ratings"));
    let within = ratings
        .and_then(|ratings| ["overall_rating", "product_rating"].into_iter().find_map(|name| given(ratings.id(name))));
    let stars = within.or_else(|| given(review.id("rating")))?;
    stars.parse().ok().filter(|stars| (1..=STARS_MAX).contains(stars))
}
