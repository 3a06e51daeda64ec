//! Amazon's seller performance report (`GET_V2_SELLER_PERFORMANCE_REPORT`, JSON), by whichever of its names.
//!
//! The published sample and the schema disagree (`prefulfillmentCancelRate` and `preFulfillmentCancellationRate`,
//! `SUSPENDED` and `DEACTIVATED`, ...): both are read. What can't be read is told, never guessed; keep the raw file.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{dates, text};
use crate::{Count, Fulfilment, HealthError};

/// Marketplace ids and the sites they are.
static MARKETPLACES: &[(&str, &str)] = &[
    ("A1805IZSGTT6HS", "nl"),
    ("A19VAU5U5O7RUS", "sg"),
    ("A1AM78C64UM0Y8", "mx"),
    ("A1C3SOZRARQ6R3", "pl"),
    ("A1F83G8C2ARO7P", "uk"),
    ("A1PA6795UKMFR9", "de"),
    ("A1RKKUPIHCS9HS", "es"),
    ("A1VC38T7YXB528", "jp"),
    ("A13V1IB3VIYZZH", "fr"),
    ("A17E79C6D8DWNP", "sa"),
    ("A21TJRUUN4KGV", "in"),
    ("A2EUQ1WTGCTBG2", "ca"),
    ("A2NODRKZP88ZB9", "se"),
    ("A2Q3Y263D00KWC", "br"),
    ("A2VIGQ35RCS4UG", "ae"),
    ("A33AVAJ2PDY3EV", "tr"),
    ("A39IBJ37TRP1C6", "au"),
    ("AMEN7PMS3EDWL", "be"),
    ("APJ6JRA9NG5V4", "it"),
    ("ARBP9OOSHTCHU", "eg"),
    ("ATVPDKIKX0DER", "us"),
];

/// The site of an Amazon marketplace id.
pub fn site_of_marketplace(id: &str) -> Option<&'static str> {
    MARKETPLACES.iter().find(|(of, _)| *of == id).map(|(_, site)| *site)
}

/// A figure as the marketplace states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialFigure {
    /// Our metric of the same meaning, such as `amazon-odr`; the report's own name where we have none.
    pub metric: String,
    /// The site.
    pub site: String,
    /// Who ships.
    pub fulfilment: Fulfilment,
    /// First day since 1970-01-01.
    pub from: Option<i32>,
    /// Last day.
    pub to: Option<i32>,
    /// Numerator and denominator; for counts the numerator alone.
    pub count: Count,
    /// The rate as printed, in millionths, rounded to the nearest; `None` if there is none.
    pub rate_ppm: Option<u64>,
    /// How many digits the printed rate has after the point.
    pub rate_digits: u32,
    /// `GOOD`, `FAIR`, `BAD`, `NONE`, ...
    pub status: String,
}

/// A report as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PerformanceReport {
    /// Site and status: `NORMAL`, `AT_RISK` or `DEACTIVATED` (for which the sample says `SUSPENDED`).
    pub statuses: Vec<(String, String)>,
    /// Site and account health rating: `GREAT`, `WARNED`, ... Amazon doesn't give its number.
    pub ratings: Vec<(String, String)>,
    /// Site, warning and its status.
    pub warnings: Vec<(String, String, String)>,
    /// The figures.
    pub figures: Vec<OfficialFigure>,
    /// Paths of what wasn't understood.
    pub unread: Vec<String>,
}

struct Shape {
    /// All names it goes by.
    names: &'static [&'static str],
    metric: &'static str,
    part: &'static [&'static str],
    whole: &'static [&'static str],
}

const ORDERS: &[&str] = &["orderCount"];
const SHAPES: &[Shape] = &[
    shape(&["lateShipmentRate"], "amazon-late-shipment", &["lateShipmentCount"], ORDERS),
    shape(
        &["prefulfillmentCancelRate", "preFulfillmentCancellationRate", "preFulfillmentCancelRate"],
        "amazon-cancellation",
        &["cancellationCount"],
        ORDERS,
    ),
    shape(&["validTrackingRate"], "amazon-valid-tracking", &["validTrackingCount"], &["shipmentCount"]),
    shape(
        &["onTimeDeliveryRate"],
        "amazon-on-time-delivery-shipments",
        &["onTimeDeliveryCount"],
        &["shipmentCountWithValidTracking"],
    ),
    shape(&["unitOnTimeDeliveryRate"], "amazon-on-time-delivery", &["unitOnTimeDeliveryCount"], &["totalUnitCount"]),
    shape(&["invoiceDefectRate"], "amazon-invoice-defect", &["invoiceDefect"], ORDERS),
];
/// What the parts of the defect rate are called, and our metric of each.
const DEFECTS: &[(&[&str], &str)] = &[
    (&["orderWithDefects", "ordersWithDefects"], "amazon-odr"),
    (&["negativeFeedback", "negativeFeedbacks"], "amazon-odr-feedback"),
    (&["claims", "a_z_claims"], "amazon-odr-claims"),
    (&["chargebacks"], "amazon-odr-chargebacks"),
];
const VIOLATIONS: &[&str] = &["Violations", "Complaints", "Issues", "documentRequest", "documentRequests"];

const fn shape(
    names: &'static [&'static str],
    metric: &'static str,
    part: &'static [&'static str],
    whole: &'static [&'static str],
) -> Shape {
    Shape { names, metric, part, whole }
}

/// Reads the report.
///
/// # Errors
/// It is too large, or no JSON object with `accountStatuses` or `performanceMetrics`.
pub fn read_performance(bytes: &[u8]) -> Result<PerformanceReport, HealthError> {
    let unreadable =
        |reason: &str| HealthError::NotReadable { expected: "seller performance report", reason: reason.to_owned() };
    let value: Value = serde_json::from_str(&text(bytes)?).map_err(|_| unreadable("it is no JSON"))?;
    let list = |name: &str| value.get(name).and_then(Value::as_array);
    if list("accountStatuses").is_none() && list("performanceMetrics").is_none() {
        return Err(unreadable("it has neither accountStatuses nor performanceMetrics"));
    }
    let mut report = PerformanceReport::default();
    for status in list("accountStatuses").into_iter().flatten() {
        let word = words(status, "status");
        let word = if word == "SUSPENDED" { "DEACTIVATED".to_owned() } else { word };
        report.statuses.push((site_in(status), word));
    }
    for metrics in list("performanceMetrics").into_iter().flatten() {
        let site = site_in(metrics);
        for (name, metric) in metrics.as_object().into_iter().flatten() {
            report.read_metric(&site, name, metric);
        }
    }
    Ok(report)
}

impl PerformanceReport {
    fn read_metric(&mut self, site: &str, name: &str, value: &Value) {
        let shape = SHAPES.iter().find(|shape| shape.names.contains(&name));
        match (name, value, shape) {
            ("marketplaceId", ..) => {}
            ("orderDefectRate", Value::Object(by), _) => {
                for (channel, rate) in by {
                    // In the sample the one for `afn` says `mfn` inside: the name it stands under holds.
                    match (channel.to_ascii_lowercase().as_str(), rate.as_object()) {
                        ("mfn", Some(rate)) => self.read_defects(site, Fulfilment::Seller, rate),
                        ("afn", Some(rate)) => self.read_defects(site, Fulfilment::Marketplace, rate),
                        _ => self.unread.push(format!("{name}.{channel}")),
                    }
                }
            }
            ("warningState" | "warningStates", Value::Array(states), _) => {
                let read = |state: &Value| (site.to_owned(), words(state, "warningType"), words(state, "status"));
                self.warnings.extend(states.iter().map(read));
            }
            ("accountHealthRating", Value::Object(_), _) => {
                let status = ["ahrStatus", "accountHealthRatingStatus"].iter().map(|name| words(value, name));
                self.ratings.push((site.to_owned(), status.max().unwrap_or_default()));
            }
            (_, Value::Object(metric), Some(shape)) => {
                let part = number(metric, shape.part);
                let whole = number(metric, shape.whole);
                match part.zip(whole) {
                    Some((part, whole)) => {
                        self.push(shape.metric, site, Fulfilment::Seller, metric, Count { part, whole })
                    }
                    None => self.unread.push(name.to_owned()),
                }
            }
            (_, Value::Object(metric), None) if VIOLATIONS.iter().any(|ending| name.ends_with(ending)) => {
                match number(metric, &["defectsCount"]) {
                    Some(part) => self.push(name, site, Fulfilment::Seller, metric, Count { part, whole: 0 }),
                    None => self.unread.push(name.to_owned()),
                }
            }
            _ => self.unread.push(name.to_owned()),
        }
    }

    fn read_defects(&mut self, site: &str, fulfilment: Fulfilment, rate: &Map<String, Value>) {
        let Some(whole) = number(rate, ORDERS) else {
            return self.unread.push("orderDefectRate.orderCount".to_owned());
        };
        for (names, metric) in DEFECTS {
            match number(rate, names) {
                Some(part) => self.push(metric, site, fulfilment, rate, Count { part, whole }),
                None => self.unread.push(format!("orderDefectRate.{}", names.first().copied().unwrap_or_default())),
            }
        }
    }

    fn push(&mut self, metric: &str, site: &str, fulfilment: Fulfilment, of: &Map<String, Value>, count: Count) {
        let range = of.get("reportingDateRange");
        let day = |name: &str| {
            let text = range.and_then(|range| range.get(name)).and_then(Value::as_str)?;
            let at = dates::read_date(name, text, dates::DateOrder::DayFirst).ok()?;
            i32::try_from(at.div_euclid(86_400_000)).ok()
        };
        // The rate is that of the whole defect rate, not of its parts.
        let is_part = metric.starts_with("amazon-odr-");
        let rate = of.get("rate").filter(|_| !is_part).map(Value::to_string).unwrap_or_default();
        let (rate_ppm, rate_digits) = read_rate(&rate);
        self.figures.push(OfficialFigure {
            metric: metric.to_owned(),
            site: site.to_owned(),
            fulfilment,
            from: day("reportingDateFrom"),
            to: day("reportingDateTo"),
            count,
            rate_ppm,
            rate_digits,
            status: of.get("status").and_then(Value::as_str).unwrap_or_default().to_owned(),
        });
    }
}

fn site_in(value: &Value) -> String {
    let id = words(value, "marketplaceId");
    site_of_marketplace(&id).map_or_else(|| id.to_ascii_lowercase(), str::to_owned)
}

fn words(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A count, plain or as `{"count": ...}`, also where the schema says "number".
fn number(of: &Map<String, Value>, names: &[&str]) -> Option<u64> {
    let value = names.iter().find_map(|name| of.get(*name))?;
    let value = value.get("count").unwrap_or(value);
    value
        .as_u64()
        .or_else(|| value.as_str()?.parse().ok())
        .or_else(|| value.to_string().strip_suffix(".0")?.parse().ok())
}

/// Millionths and digits after the point of a printed rate, without a float.
fn read_rate(printed: &str) -> (Option<u64>, u32) {
    let (whole, fraction) = printed.split_once('.').unwrap_or((printed, ""));
    let digits: String = fraction.chars().chain("0000000".chars()).take(7).collect();
    let parsed = whole.parse::<u64>().ok().zip(digits.parse::<u64>().ok());
    let ppm = parsed.map(|(whole, tenths)| whole * 1_000_000 + (tenths + 5) / 10);
    (ppm, u32::try_from(fraction.len()).unwrap_or_default())
}
