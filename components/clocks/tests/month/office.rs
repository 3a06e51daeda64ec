//! What the operator set: policies, calendars, and which account has which; as documents and as the oracle reads them.

use crate::hours::{BERLIN, BUENOS_AIRES, Calendar, DAY_MINUTES, Hours, NEW_YORK, SHANGHAI};
use sellerdesk_inbox::rules::Priority;
use serde_json::{Value, json};
use std::rc::Rc;

/// What a conversation is measured by, in minutes.
#[derive(Clone)]
pub struct Held {
    /// The policy's own name, which no two versions share.
    pub name: String,
    pub first: i64,
    pub next: i64,
    pub resolution: Option<i64>,
    /// Warning points, in thousandths.
    pub warn: Vec<i64>,
    pub pauses: bool,
    pub automatic_counts: bool,
    /// Whether the account's calendar holds, whichever that is.
    pub business_hours: bool,
    pub hours: Rc<Hours>,
    /// The calendar as it has to stand in the snapshot.
    pub calendar: Value,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let exceptions = (&self.calendar["overrides"], &self.calendar["holidays"]);
        write!(formatter, "{} of {}, but {exceptions:?}", self.name, self.calendar["zone"])
    }
}

/// A policy with its conditions; empty lists hold for everything.
#[derive(Clone, Debug)]
pub struct Row {
    id: &'static str,
    channels: &'static [&'static str],
    accounts: &'static [&'static str],
    priorities: &'static [Priority],
    pub first: i64,
    pub next: i64,
    pub resolution: Option<i64>,
    pub warn: Vec<i64>,
    pauses: bool,
    automatic_counts: bool,
    business_hours: bool,
    own: Option<usize>,
    /// Number of the edit that changed it last.
    pub edit: u32,
}

const ANYTHING: Row = Row {
    id: "anything",
    channels: &[],
    accounts: &[],
    priorities: &[],
    first: 480,
    next: 480,
    resolution: Some(40 * 60),
    warn: Vec::new(),
    pauses: true,
    automatic_counts: false,
    business_hours: true,
    own: None,
    edit: 0,
};

/// Channel, account, and the calendar it begins with.
pub const ACCOUNTS: [(&str, &str, Option<usize>); 8] = [
    ("amazon", "de", None),
    ("amazon", "us", Some(NEW_YORK_DAY)),
    ("shopify", "berlin", Some(BERLIN_DAY)),
    ("shopify", "shanghai", Some(SHANGHAI_DAY)),
    ("shopify", "plain", Some(BERLIN_DAY)),
    ("standard", "night", Some(NEW_YORK_NIGHT)),
    ("standard", "none", None),
    ("mercadolibre", "ar", Some(NEW_YORK_DAY)),
];

const BERLIN_DAY: usize = 0;
const NEW_YORK_DAY: usize = 1;
const SHANGHAI_DAY: usize = 2;
const NEW_YORK_NIGHT: usize = 3;
const OWN: usize = 4;
const NAMES: [&str; 4] = ["berlin", "new_york", "shanghai", "night"];

/// The settings of one moment.
pub struct Office {
    begin: i64,
    end: i64,
    pub rows: Vec<Row>,
    /// Those that are shared, and the one that a policy has of its own.
    calendars: Vec<(Calendar, Rc<Hours>)>,
    always: Rc<Hours>,
    mercadolibre: Rc<Hours>,
    /// By how many minutes the oracle's calendars are wrong, to see that it is noticed.
    shift: i64,
}

impl Office {
    /// The settings a month begins with; hours are known from minute `begin` to `end`.
    pub fn new(begin: i64, end: i64, shift: i64) -> Self {
        let workdays = [0, 1, 2, 3, 4];
        let everyday = [0, 1, 2, 3, 4, 5, 6];
        let mut berlin = Calendar::new(&BERLIN, &workdays, &[(8 * 60 + 30, 18 * 60)]);
        // The hour that is skipped or repeated lies within it.
        berlin.weekly[6] = vec![(60 + 30, 4 * 60 + 30)];
        let mut shanghai = Calendar::new(&SHANGHAI, &workdays, &[(9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)]);
        let first_day = begin.div_euclid(DAY_MINUTES) + 10;
        shanghai.overrides.insert(first_day + 16, vec![(9 * 60, 12 * 60)]);
        shanghai.holidays.extend([first_day + 16, first_day + 17, first_day + 18]);
        shanghai.overrides.insert(first_day + 24, vec![(10 * 60, 24 * 60)]);
        let calendars = vec![
            berlin,
            Calendar::new(&NEW_YORK, &workdays, &[(9 * 60, 17 * 60)]),
            shanghai,
            Calendar::new(&NEW_YORK, &everyday, &[(22 * 60, 6 * 60)]),
            Calendar::new(&BERLIN, &[0, 2, 4, 5], &[(7 * 60, 11 * 60), (20 * 60, 2 * 60)]),
        ];
        let platform = Calendar::new(&BUENOS_AIRES, &everyday, &[(8 * 60, 21 * 60)]);
        let mut office = Self {
            begin,
            end,
            rows: rows(),
            calendars: Vec::new(),
            always: Rc::new(Hours::new(begin, end, |_| true)),
            mercadolibre: Rc::new(Hours::new(begin, end, |minute| platform.is_open(minute))),
            shift,
        };
        office.calendars = calendars.into_iter().map(|it| (it.clone(), office.hours(&it))).collect();
        office
    }

    fn hours(&self, calendar: &Calendar) -> Rc<Hours> {
        Rc::new(Hours::new(self.begin, self.end, |minute| calendar.is_open(minute + self.shift)))
    }

    /// Changes one shared calendar.
    pub fn edit_calendar(&mut self, which: usize, edit: impl FnOnce(&mut Calendar)) {
        let mut calendar = self.calendars[which].0.clone();
        edit(&mut calendar);
        let hours = self.hours(&calendar);
        self.calendars[which] = (calendar, hours);
    }

    /// How many shared calendars there are.
    pub fn shared() -> usize {
        NAMES.len()
    }

    /// The first policy that fits.
    pub fn select(&self, channel: &str, account: &str, priority: Priority) -> Rc<Held> {
        let is_any = |wanted: &[&str], value: &str| wanted.is_empty() || wanted.contains(&value);
        let holds = |row: &&Row| {
            is_any(row.channels, channel)
                && is_any(row.accounts, account)
                && (row.priorities.is_empty() || row.priorities.contains(&priority))
        };
        let row = self.rows.iter().find(holds).expect("the last row holds for everything");
        let calendar = row.own.or_else(|| calendar_of(channel, account).filter(|_| row.business_hours));
        let (calendar, hours) = self.dated(calendar);
        Rc::new(Held {
            name: row.name(),
            first: row.first,
            next: row.next,
            resolution: row.resolution,
            warn: row.warn.clone(),
            pauses: row.pauses,
            automatic_counts: row.automatic_counts,
            business_hours: row.business_hours,
            hours,
            calendar,
        })
    }

    /// The same policy in the account's calendar as it is now.
    pub fn with_present_hours(&self, held: &Rc<Held>, channel: &str, account: &str) -> Rc<Held> {
        if !held.business_hours {
            return Rc::clone(held);
        }
        let (calendar, hours) = self.dated(calendar_of(channel, account));
        Rc::new(Held { hours, calendar, ..Held::clone(held) })
    }

    fn dated(&self, calendar: Option<usize>) -> (Value, Rc<Hours>) {
        match calendar {
            Some(which) => (self.calendars[which].0.json(), Rc::clone(&self.calendars[which].1)),
            None => (Value::Null, Rc::clone(&self.always)),
        }
    }

    /// The marketplace's time for an answer in minutes, and the hours in which it passes.
    pub fn limit(&self, channel: &str) -> Option<(i64, Rc<Hours>)> {
        match channel {
            "amazon" | "standard" => Some((24 * 60, Rc::clone(&self.always))),
            "mercadolibre" => Some((8 * 60, Rc::clone(&self.mercadolibre))),
            _ => None,
        }
    }

    /// The document of the policies.
    pub fn policies_json(&self) -> String {
        Value::from_iter(self.rows.iter().map(|row| row.json(&self.calendars))).to_string()
    }

    /// The document of the calendars.
    pub fn calendars_json(&self) -> String {
        let calendars: serde_json::Map<String, Value> =
            NAMES.iter().zip(&self.calendars).map(|(name, (it, _))| ((*name).to_owned(), it.json())).collect();
        let named = ACCOUNTS.iter().filter_map(|(channel, account, it)| Some((channel, account, NAMES[(*it)?])));
        let accounts: serde_json::Map<String, Value> =
            named.map(|(channel, account, name)| (format!("{channel}/{account}"), json!(name))).collect();
        json!({ "calendars": calendars, "accounts": accounts, "default": null }).to_string()
    }
}

fn calendar_of(channel: &str, account: &str) -> Option<usize> {
    ACCOUNTS.iter().find(|it| it.0 == channel && it.1 == account).and_then(|it| it.2)
}

/// The operator's policies; every warning point lies on a whole minute.
fn rows() -> Vec<Row> {
    let warn = vec![500, 750, 900];
    vec![
        Row {
            id: "urgent",
            priorities: &[Priority::Urgent],
            first: 60,
            next: 60,
            resolution: Some(24 * 60),
            warn: warn.clone(),
            ..ANYTHING
        },
        Row {
            id: "amazon-de",
            channels: &["amazon"],
            accounts: &["de"],
            first: 720,
            next: 720,
            resolution: Some(7 * DAY_MINUTES),
            warn: warn.clone(),
            business_hours: false,
            ..ANYTHING
        },
        Row {
            id: "plain",
            channels: &["shopify"],
            accounts: &["plain"],
            first: 240,
            next: 360,
            resolution: Some(20 * 60),
            warn: vec![250, 800],
            pauses: false,
            automatic_counts: true,
            business_hours: false,
            own: Some(OWN),
            ..ANYTHING
        },
        Row {
            id: "shopify-high",
            channels: &["shopify"],
            priorities: &[Priority::High],
            first: 120,
            next: 120,
            warn: warn.clone(),
            ..ANYTHING
        },
        Row {
            id: "shopify",
            channels: &["shopify"],
            first: 240,
            next: 480,
            resolution: None,
            warn: warn.clone(),
            ..ANYTHING
        },
        Row {
            id: "standard",
            channels: &["standard"],
            first: 480,
            next: 360,
            warn: vec![750],
            automatic_counts: true,
            ..ANYTHING
        },
        Row { warn, ..ANYTHING },
    ]
}

impl Row {
    fn name(&self) -> String {
        format!("{} of edit {}", self.id, self.edit)
    }

    fn json(&self, calendars: &[(Calendar, Rc<Hours>)]) -> Value {
        let ms = |minutes: i64| minutes * crate::hours::MINUTE_MS;
        let priorities: Vec<_> = self.priorities.iter().map(|priority| priority.name()).collect();
        json!({
            "when": { "channels": self.channels, "accounts": self.accounts, "priorities": priorities },
            "policy": {
                "id": self.id,
                "name": self.name(),
                "targets": {
                    "first_response_ms": ms(self.first),
                    "next_response_ms": ms(self.next),
                    "resolution_ms": self.resolution.map(ms),
                },
                "warn_at_permille": self.warn,
                "calendar": self.own.map(|which| calendars[which].0.json()),
                "pause_while_pending": self.pauses,
                "automatic_reply_counts": self.automatic_counts,
            },
            "business_hours": self.business_hours,
        })
    }
}
