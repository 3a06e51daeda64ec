//! Edits of the settings, and what they do to open conversations.

use super::*;

impl Month {
    pub(super) fn edit(&mut self, at: i64) -> Result<(), String> {
        self.edits += 1;
        let day = (at / MINUTE_MS).div_euclid(DAY_MINUTES) + self.dice.between(1, 8);
        let which = self.dice.between(0, Office::shared() as i64) as usize;
        match self.dice.between(0, 10) {
            0..3 => {
                self.office.edit_calendar(which, |calendar| {
                    calendar.holidays.insert(day);
                });
                self.tally.count("holidays");
                self.put(Section::Calendars)
            }
            3..6 => {
                let windows = self.dice.pick(&[&[(540, 1_020)][..], &[(600, 720), (780, 1_440)], &[(1_200, 240)]]);
                self.office.edit_calendar(which, |calendar| {
                    calendar.overrides.insert(day, windows.to_vec());
                });
                self.tally.count("make-up days");
                self.put(Section::Calendars)
            }
            6..9 => {
                let row = self.dice.between(0, self.office.rows.len() as i64) as usize;
                let row = &mut self.office.rows[row];
                row.edit = self.edits;
                row.first = self.dice.pick(&[60, 120, 240, 720, 1_440]);
                row.next = self.dice.pick(&[60, 240, 480]);
                row.resolution = self.dice.pick(&[None, Some(480), Some(1_440), Some(4_800)]);
                row.warn = self.dice.pick(&[&[500, 750, 900][..], &[800], &[250, 500], &[]]).to_vec();
                self.tally.count("policy edits");
                self.put(Section::Policies)
            }
            _ => {
                self.tally.count("policy applications");
                self.put(Section::Apply)
            }
        }
    }

    pub(super) fn put(&mut self, section: Section) -> Result<(), String> {
        let json = match section {
            Section::Policies => self.office.policies_json(),
            Section::Calendars => self.office.calendars_json(),
            _ => "null".to_owned(),
        };
        let document = match section {
            Section::Policies => format!("{{\"policies\":{json}}}"),
            Section::Calendars => format!("{{\"calendars\":{json}}}"),
            _ => "{}".to_owned(),
        };
        clocks::check_settings(&document).map_err(|problems| format!("{problems:?}"))?;
        let base = self.versions.get(&section).copied().unwrap_or_default();
        let put = now(put_settings(self.desk(), section, base, json, "mia")).map_err(|error| error.to_string())?;
        self.versions.insert(section, put.version);
        for case in &mut self.cases {
            let is_listed = !matches!(case.book.status(), Status::Resolved | Status::Closed);
            case.owes_calendar |= is_listed && section == Section::Calendars;
            case.owes_policies |= is_listed && section == Section::Apply;
        }
        Ok(())
    }

    /// Takes a policy that a sweep applied, if it is one that it may apply.
    pub(super) fn take_applied(&mut self, case: usize, at: i64, policy: &str) -> Result<(), String> {
        let document: Value = serde_json::from_str(policy).map_err(|error| error.to_string())?;
        let document = &document["policy"];
        let is = |held: &Held| document["name"] == held.name.as_str() && document["calendar"] == held.calendar;
        let known = &self.cases[case];
        let (channel, account) = (known.channel, known.account);
        let present = known.book.policy().ok_or("a policy for nothing")?;
        require(!is(present), || format!("case {case} got the policy that it had"))?;
        let moved = self.office.with_present_hours(present, channel, account);
        let row = now(read(self.desk(), known.id)).map_err(|error| error.to_string())?.row;
        let chosen = self.office.select(channel, account, row.priority);
        let held = [moved, chosen].into_iter().find(|held| is(held));
        let held = held.ok_or_else(|| format!("case {case} got {document}"))?;
        self.cases[case].book.step(at, Step::Policy(held));
        self.tally.count("applied");
        self.look(case);
        Ok(())
    }

    /// Once everything is applied, what was open all the time is measured as it should be.
    pub(super) fn check_applied(&mut self) -> Result<(), String> {
        for case in 0..self.cases.len() {
            let known = &mut self.cases[case];
            let owes_policies = std::mem::take(&mut known.owes_policies);
            let owes_calendar = std::mem::take(&mut known.owes_calendar);
            let Some(held) = known.book.policy().filter(|_| owes_policies || owes_calendar) else { continue };
            let (channel, account, id) = (known.channel, known.account, known.id);
            // How urgent it was when the policies were applied can't be told any more.
            let urgencies = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];
            let wanted: Vec<_> = match owes_policies {
                true => urgencies.iter().map(|priority| self.office.select(channel, account, *priority)).collect(),
                false => vec![self.office.with_present_hours(held, channel, account)],
            };
            let is = |wanted: &Rc<Held>| held.name == wanted.name && held.calendar == wanted.calendar;
            require(wanted.iter().any(is), || format!("case {case} ({id}) keeps {held:?}, wanted {wanted:?}"))?;
        }
        Ok(())
    }
}
