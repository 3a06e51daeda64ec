//! Sweeps at random times, each checked against the oracle.

use super::*;

impl Month {
    pub(super) fn sweep_by_chance(&mut self, at: i64) -> Result<(), String> {
        let end = (self.begin + (DAYS + QUIET_DAYS) * DAY_MINUTES) * MINUTE_MS;
        let is_last = at >= end;
        // A few rounds, as an impatient scheduler does; or all; or the store gives up.
        let rounds = if !is_last && self.dice.one_in(3) { self.dice.between(1, 4) as usize } else { ROUNDS_MAX };
        let failing = (!is_last && self.dice.one_in(25)).then(|| self.dice.spread(3.0, 3_000.0) as u64);
        self.sweep(at, rounds, failing)?;
        if is_last {
            return Ok(());
        }
        let minutes = match self.dice.between(0, 60) {
            0 => self.dice.between(60, DAY_MINUTES),
            _ if self.is_quiet(at) => self.dice.between(60, 600),
            _ => self.dice.spread(1.0, 300.0),
        };
        let after = self.dice.pick(&[0, 0, 1, 30_000]);
        let next = (at / MINUTE_MS + minutes) * MINUTE_MS + after;
        self.plan_job(next.min(end), Job::Sweep);
        Ok(())
    }

    pub(super) fn sweep(&mut self, at: i64, rounds: usize, failing: Option<u64>) -> Result<(), String> {
        self.tally.count("sweeps");
        self.woke.clear();
        let mut operations_left = failing;
        for _ in 0..rounds {
            self.store.forget_appended();
            let told = RefCell::new(Vec::new());
            let ear = Ear { desk: self.desk(), told: &told };
            self.store.fail_after(operations_left);
            let swept = now(sweep(self.desk(), at, async |ms| self.clock.wait(ms), &ear));
            operations_left = self.store.fail_after(None);
            self.check_round(at, &told.take(), swept.is_ok())?;
            match swept {
                Ok(swept) if swept.has_more => {}
                Ok(swept) => {
                    require(swept.failed == 0 && !swept.skipped, || format!("{swept:?}"))?;
                    return self.check_complete(at);
                }
                Err(error) if failing.is_none() => return Err(error.to_string()),
                Err(_) => {
                    self.tally.count("failed sweeps");
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What a round told and recorded is what the oracle has for those conversations.
    pub(super) fn check_round(
        &mut self,
        at: i64,
        told: &[(usize, ConversationId, Vec<rules::Point>)],
        is_whole: bool,
    ) -> Result<(), String> {
        let mut passed: BTreeMap<usize, BTreeSet<Point>> = BTreeMap::new();
        let mut woken = Vec::new();
        let mut first_record = HashMap::new();
        for (position, (id, record)) in self.store.take_appended().into_iter().enumerate() {
            let case = self.case(id)?;
            let is_new = self.cases[case].written.insert(record.id);
            match &record.what {
                What::Passed(point) if is_new => {
                    first_record.entry(case).or_insert(position);
                    let is_first = passed.entry(case).or_default().insert(point_of(point));
                    require(is_first, || format!("case {case} has {point:?} twice"))?;
                }
                What::Acted(acted) if is_new && acted.by != "mia" => match &acted.action {
                    Action::PolicyApplied { policy } => self.take_applied(case, acted.at, policy)?,
                    Action::Woken { snooze } => woken.push((case, *snooze, acted.at)),
                    other => return Err(format!("case {case}: {other:?}")),
                },
                _ => {}
            }
        }
        let mut asked = BTreeSet::new();
        for (position, id, points) in told {
            let case = self.case(*id)?;
            let points: BTreeSet<Point> = points.iter().map(point_of).collect();
            let due = self.due(case, at);
            require(points == due, || self.differs(case, "was told", &points, &due))?;
            require(asked.insert(case), || format!("case {case} was told twice"))?;
            let is_before = first_record.get(&case).is_none_or(|first| position <= first);
            require(is_before, || format!("case {case} was told too late"))?;
        }
        for (case, points) in passed {
            let due = self.due(case, at);
            let is_right = if is_whole { points == due } else { points.is_subset(&due) };
            require(is_right, || self.differs(case, "recorded", &points, &due))?;
            require(asked.remove(&case), || format!("case {case} was recorded untold"))?;
            for point in points {
                let kind =
                    ["breach", "warning", "unassigned", "silent"].into_iter().find(|kind| point.id.contains(kind));
                self.tally.count(kind.unwrap_or("other points"));
                self.cases[case].recorded.insert(point.id.clone(), point);
            }
            self.look(case);
        }
        require(!is_whole || asked.is_empty(), || format!("told but not recorded: {asked:?}"))?;
        for (case, snooze, until) in woken {
            let known = &mut self.cases[case];
            let begun = known.snoozes.get(&snooze).copied();
            let wanted = known.book.snooze().filter(|_| until <= at);
            require(begun.map(|begun| (begun, until)) == wanted, || {
                format!("case {case} woke at {until}, not {wanted:?}")
            })?;
            known.book.wake(begun.unwrap_or_default());
            self.tally.count("woken");
            self.woke.insert(case);
            self.look(case);
        }
        Ok(())
    }

    pub(super) fn check_complete(&mut self, at: i64) -> Result<(), String> {
        self.check_applied()?;
        for (case, known) in self.cases.iter().enumerate() {
            let is_left = known.next_due <= at && !self.woke.contains(&case);
            require(!is_left, || self.differs(case, "left", &BTreeSet::new(), &self.due(case, at)))?;
        }
        Ok(())
    }

    pub(super) fn case(&self, id: ConversationId) -> Result<usize, String> {
        self.by_id.get(&id).copied().ok_or_else(|| format!("no case is {id}"))
    }

    pub(super) fn due(&self, case: usize, at: i64) -> BTreeSet<Point> {
        let points = self.cases[case].outlook.points.iter();
        points.filter(|point| point.due_at <= at).cloned().collect()
    }

    pub(super) fn differs(&self, case: usize, what: &str, got: &BTreeSet<Point>, wanted: &BTreeSet<Point>) -> String {
        let Case { id, channel, account, book, recorded, .. } = &self.cases[case];
        format!(
            "case {case} ({id} of {channel}/{account}) {what} {got:#?}\nwanted {wanted:#?}\nof {book:?}\nrecorded {recorded:?}"
        )
    }

    /// Each journal holds each point once, as it was recorded then.
    pub(super) fn check_journals(&self) -> Result<(), String> {
        for (case, known) in self.cases.iter().enumerate() {
            let view = now(read(self.desk(), known.id)).map_err(|error| error.to_string())?;
            require(!view.has_older, || format!("case {case} is too long to be checked"))?;
            let mut points = BTreeSet::new();
            let mut wakings = BTreeSet::new();
            for record in &view.records {
                match &record.what {
                    What::Passed(point) => {
                        require(points.insert(point_of(point)), || format!("case {case} has {point:?} twice"))?;
                    }
                    What::Acted(acted) => {
                        if let Action::Woken { snooze } = acted.action {
                            require(wakings.insert(snooze), || format!("case {case} woke twice from {snooze}"))?;
                        }
                    }
                    _ => {}
                }
            }
            let recorded: BTreeSet<Point> = known.recorded.values().cloned().collect();
            require(points == recorded, || self.differs(case, "holds", &points, &recorded))?;
            self.check_row(case, &view.row)?;
        }
        Ok(())
    }
}

/// Hears what a sweep tells, and after how many records.
struct Ear<'a> {
    desk: Desk<'a, OpenStore, SetClock, PlainRules>,
    told: &'a RefCell<Vec<(usize, ConversationId, Vec<rules::Point>)>>,
}

impl Aide for Ear<'_> {
    async fn tell(&self, row: &Row, points: &[rules::Point]) -> Result<(), InboxError> {
        self.told.borrow_mut().push((self.desk.store.appended(), row.conversation, points.to_vec()));
        Ok(())
    }

    async fn follow(&self, conversation: ConversationId, at: i64) -> Result<(), InboxError> {
        Unattended(self.desk).follow(conversation, at).await
    }
}

/// What follows up an item is known by its instant here: the item's id is the desk's own.
fn point_of(point: &rules::Point) -> Point {
    let id = match point.clock.as_str() {
        "desk" => format!("desk:{}:{}", point.target, point.at),
        _ => point.id.clone(),
    };
    Point { id, at: point.at, due_at: point.due_at }
}
