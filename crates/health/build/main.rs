//! Writes the zones' offsets as a table: the tz database itself would be a quarter of the component.

use jiff::{Timestamp, civil::date, tz::TimeZone, tz::TimeZoneDatabase};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// Years that the table is exact for: facts are kept for 420 days.
const YEARS: std::ops::Range<i16> = 2018..2045;

/// Offset at the beginning in minutes, then when it changes, in seconds since 1970, and to what.
type History = (i16, Vec<(u32, i16)>);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build/main.rs");
    let mut histories: Vec<History> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let database = TimeZoneDatabase::bundled();
    for name in database.available() {
        let zone = database.get(name.as_str()).map_err(|error| error.to_string())?;
        let history = history(&zone)?;
        let place = histories.iter().position(|known| *known == history).unwrap_or(histories.len());
        if place == histories.len() {
            histories.push(history);
        }
        names.insert(name.as_str().to_ascii_lowercase(), place);
    }
    let mut text = format!(
        "/// Names in lower case, in order, and the place of their history.\nstatic NAMES: [(&str, u8); {}] = [\n",
        names.len()
    );
    for (name, place) in &names {
        writeln!(text, "    ({name:?}, {}),", u8::try_from(*place)?)?;
    }
    write!(text, "];\n\n/// What zones have in common.\nstatic HISTORIES: [History; {}] = [\n", histories.len())?;
    for (first, changes) in &histories {
        let (times, minutes): (Vec<u32>, Vec<i16>) = changes.iter().copied().unzip();
        writeln!(text, "    History {{ first: {first}, times: &{times:?}, minutes: &{minutes:?} }},")?;
    }
    text.push_str("];\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("zones.rs"), text)?;
    Ok(())
}

fn history(zone: &TimeZone) -> Result<History, Box<dyn Error>> {
    let instant = |year: i16| -> Result<Timestamp, Box<dyn Error>> {
        let midnight = date(year, 1, 1).at(0, 0, 0, 0);
        Ok(TimeZone::UTC.to_timestamp(midnight).map_err(|error| error.to_string())?)
    };
    let (from, to) = (instant(YEARS.start)?, instant(YEARS.end)?);
    let minutes =
        |at: Timestamp| -> Result<i16, Box<dyn Error>> { Ok(i16::try_from(zone.to_offset(at).seconds() / 60)?) };
    let mut changes = Vec::new();
    let mut known = minutes(from)?;
    for change in zone.following(from).take_while(|change| change.timestamp() < to) {
        let then = minutes(change.timestamp())?;
        // Some changes are of a name or of what counts as summer time only.
        if then != known {
            changes.push((u32::try_from(change.timestamp().as_second())?, then));
            known = then;
        }
    }
    Ok((minutes(from)?, changes))
}
