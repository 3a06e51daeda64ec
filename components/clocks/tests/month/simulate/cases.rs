//! What happens to conversations: messages, answers, bounces, redeliveries, acts, merges.

use super::*;

impl Month {
    pub(super) fn begin_case(&mut self, at: i64) -> Result<(), String> {
        let (channel, account, _) = self.dice.pick(&ACCOUNTS);
        let case = self.cases.len();
        let thread = format!("t{case}");
        let id = ConversationId::derive(channel, account, &thread);
        let turns_left = self.dice.spread(2.0, 20.0);
        self.by_id.insert(id, case);
        self.cases.push(Case {
            id,
            channel,
            account,
            thread,
            book: Book::new(self.office.limit(channel)),
            outlook: Outlook::default(),
            next_due: BEYOND,
            recorded: BTreeMap::new(),
            written: HashSet::new(),
            snoozes: HashMap::new(),
            events: Vec::new(),
            turns_left,
            was_merged: false,
            owes_calendar: false,
            owes_policies: false,
        });
        self.hear_buyer(case, at)?;
        self.plan_turn(case, at);
        Ok(())
    }

    /// Some time later; now and then just in time, or a minute after that.
    pub(super) fn plan_turn(&mut self, case: usize, at: i64) {
        self.cases[case].turns_left -= 1;
        if self.cases[case].turns_left < 0 {
            return;
        }
        let Outlook { marketplace, company, .. } = self.cases[case].outlook;
        let deadline = if self.dice.one_in(2) { marketplace } else { company };
        if let Some(deadline) = deadline.filter(|it| *it > at && *it != BEYOND)
            && self.dice.one_in(8)
        {
            let late = self.dice.between(0, 2);
            self.plan_job(deadline + late * MINUTE_MS, Job::Reply(case));
        }
        let minutes = self.dice.spread(1.0, 4_000.0);
        self.plan_job(at + minutes * MINUTE_MS, Job::Turn(case));
    }

    pub(super) fn turn(&mut self, case: usize, at: i64) -> Result<(), String> {
        match self.dice.between(0, 100) {
            0..28 => self.hear(case, at, Author::Seller, "here you are")?,
            28..46 => self.hear_buyer(case, at)?,
            46..50 => self.hear(case, at, Author::Buyer, "thanks")?,
            50..54 => self.hear(case, at, Author::Automatic, "we got it")?,
            54..60 => self.bounce(case, at)?,
            60..64 => self.redeliver(case)?,
            64..69 => self.act(case, at, Action::Pending)?,
            69..75 => self.act(case, at, Action::Opened)?,
            75..80 => self.act(case, at, Action::Resolved)?,
            80..82 => self.act(case, at, Action::Closed)?,
            82..85 => self.act(case, at, Action::NoReplyNeeded)?,
            85..89 => {
                let until = at + self.dice.spread(1.0, 10_000.0) * MINUTE_MS;
                self.act(case, at, Action::Snoozed { until })?;
            }
            89..91 => self.act(case, at, Action::Assigned { to: Some("mia".to_owned()) })?,
            91..95 => self.prioritize(case, at)?,
            95..99 => self.merge(case, at)?,
            _ => self.act(case, at, Action::Spam)?,
        }
        self.plan_turn(case, at);
        Ok(())
    }

    pub(super) fn hear_buyer(&mut self, case: usize, at: i64) -> Result<(), String> {
        let text =
            self.dice.pick(&["urgent", "high", "where is it", "which size", "hello", "is it blue", "still there"]);
        self.hear(case, at, Author::Buyer, text)
    }

    /// Somebody wrote, as the marketplace delivers it: sometimes late.
    pub(super) fn hear(&mut self, case: usize, at: i64, author: Author, text: &str) -> Result<(), String> {
        let late = if self.dice.one_in(12) { self.dice.spread(1.0, 300.0) * MINUTE_MS } else { 0 };
        let Some(at) = [at - late, at].into_iter().find(|at| self.cases[case].book.is_free(*at)) else { return Ok(()) };
        let held = self.select(case, priority_of(text));
        let item = match author {
            Author::Seller => Item::Seller,
            Author::Automatic => Item::Automatic,
            _ if text == "thanks" => Item::Thanks,
            _ => Item::Buyer(priority_of(text), held),
        };
        let message = Message {
            author,
            text: text.to_owned(),
            subject: None,
            attachments: Vec::new(),
            language: None,
            machine: None,
            truncated: false,
        };
        self.tally.count(if late > 0 { "late deliveries" } else { "deliveries" });
        self.deliver(case, at, Happening::Message(message), item)
    }

    pub(super) fn bounce(&mut self, case: usize, at: i64) -> Result<(), String> {
        let book = &self.cases[case].book;
        let Some((_, reply)) = book.answer().filter(|_| book.is_free(at)) else { return Ok(()) };
        let reply = reply.to_owned();
        let failure = Failure { message_id: Some(reply.clone()), reason: "no such mailbox".to_owned() };
        let held = self.select(case, Priority::Normal);
        self.tally.count("bounces");
        self.deliver(case, at, Happening::Failed(failure), Item::Failed(reply, held))
    }

    pub(super) fn deliver(&mut self, case: usize, at: i64, happening: Happening, item: Item) -> Result<(), String> {
        let known = &self.cases[case];
        let id = format!("m{case}-{}", known.events.len());
        let thread = known.thread.clone();
        let event =
            Event { id: id.clone(), thread, at, buyer: None, order_id: None, product_id: None, site: None, happening };
        let accepted = now(accept(self.desk(), known.channel, known.account, event.clone()));
        let accepted = accepted.map_err(|error| error.to_string())?;
        let known = &mut self.cases[case];
        known.events.push(event);
        known.book.take(at, id, item);
        self.look(case);
        require(accepted.is_new, || format!("event of case {case} was thought known"))?;
        if self.dice.one_in(10) {
            let row = now(read(self.desk(), self.cases[case].id)).map_err(|error| error.to_string())?.row;
            self.check_row(case, &row)?;
        }
        Ok(())
    }

    pub(super) fn redeliver(&mut self, case: usize) -> Result<(), String> {
        let known = &self.cases[case];
        let event = known.events[self.dice.between(0, known.events.len() as i64) as usize].clone();
        let accepted =
            now(accept(self.desk(), known.channel, known.account, event)).map_err(|error| error.to_string())?;
        self.tally.count("redeliveries");
        require(!accepted.is_new, || format!("redelivery to case {case} was thought new"))
    }

    pub(super) fn act(&mut self, case: usize, at: i64, action: Action) -> Result<(), String> {
        if !self.cases[case].book.is_free(at) {
            return Ok(());
        }
        let (name, step) = match &action {
            Action::Opened => ("openings", Step::Opened),
            Action::Pending => ("pauses", Step::Pending),
            Action::Snoozed { until } => ("snoozes", Step::Snoozed(*until)),
            Action::NoReplyNeeded => ("waivers", Step::NoReplyNeeded),
            Action::Resolved => ("resolutions", Step::Resolved(false)),
            Action::Closed => ("closings", Step::Resolved(true)),
            Action::Spam => ("spam", Step::Cancelled),
            _ => {
                self.cases[case].book.is_assigned = true;
                return self.do_once(case, Deed::Plain(action));
            }
        };
        self.tally.count(name);
        self.cases[case].book.step(at, step);
        self.do_once(case, Deed::Plain(action))
    }

    pub(super) fn prioritize(&mut self, case: usize, at: i64) -> Result<(), String> {
        if !self.cases[case].book.is_free(at) {
            return Ok(());
        }
        let priority = self.dice.pick(&[Priority::Urgent, Priority::High, Priority::Normal, Priority::Low]);
        let held = self.select(case, priority);
        self.cases[case].book.step(at, Step::Policy(held));
        self.tally.count("priority changes");
        self.do_once(case, Deed::Prioritize(priority))
    }

    pub(super) fn merge(&mut self, case: usize, at: i64) -> Result<(), String> {
        // Of the newer ones, so that both still live.
        let newest = self.cases.len() as i64;
        let other = self.dice.between((newest - 500).max(0), newest) as usize;
        let (from, into) = (&self.cases[case], &self.cases[other]);
        if other == case || into.was_merged || !from.book.is_free(at) || !into.book.is_free(at) {
            return Ok(());
        }
        let (id, target, since) = (from.id, into.id, from.book.waiting_since());
        self.cases[case].was_merged = true;
        self.cases[case].book.step(at, Step::Cancelled);
        self.cases[other].book.take(at, format!("merged:{id}:{at}"), Item::Merged(since));
        self.look(other);
        self.tally.count("merges");
        self.do_once(case, Deed::MergeInto(target))?;
        let row = now(read(self.desk(), target)).map_err(|error| error.to_string())?.row;
        self.check_row(other, &row)
    }

    /// Does it, now and then twice with one key, and compares the row that is answered.
    pub(super) fn do_once(&mut self, case: usize, deed: Deed) -> Result<(), String> {
        self.look(case);
        let id = self.cases[case].id;
        let key = format!("k{}", self.jobs);
        let times = if self.dice.one_in(10) { 2 } else { 1 };
        self.store.forget_appended();
        for _ in 0..times {
            let row = now(act(self.desk(), id, deed.clone(), "mia", Some(&key))).map_err(|error| error.to_string())?;
            self.check_row(case, &row)?;
        }
        for (_, record) in self.store.take_appended() {
            if let What::Acted(acted) = &record.what
                && matches!(acted.action, Action::Snoozed { .. })
            {
                self.cases[case].snoozes.insert(record.id, acted.at);
            }
        }
        Ok(())
    }

    pub(super) fn select(&self, case: usize, priority: Priority) -> Rc<Held> {
        self.office.select(self.cases[case].channel, self.cases[case].account, priority)
    }

    /// Asks the oracle anew.
    pub(super) fn look(&mut self, case: usize) {
        let known = &mut self.cases[case];
        known.outlook = known.book.outlook();
        known.outlook.points.retain(|point| !known.recorded.contains_key(&point.id));
        let snooze = known.book.snooze().filter(|_| known.book.is_asleep()).map(|(_, until)| until);
        let points = known.outlook.points.iter().map(|point| point.due_at);
        known.next_due = points.chain(snooze).min().unwrap_or(BEYOND);
        let is_listed = !matches!(known.book.status(), Status::Resolved | Status::Closed);
        known.owes_calendar &= is_listed;
        known.owes_policies &= is_listed;
        if known.outlook.on_change {
            self.tally.count("looks at breaches on change");
        }
    }

    pub(super) fn check_row(&self, case: usize, row: &Row) -> Result<(), String> {
        let Case { book, outlook, .. } = &self.cases[case];
        let status = match row.status {
            row::Status::Open => Status::Open,
            row::Status::Pending => Status::Pending,
            row::Status::Snoozed => Status::Snoozed,
            row::Status::Resolved => Status::Resolved,
            row::Status::Closed => Status::Closed,
        };
        let is_same = |wanted: Option<i64>, got: Option<i64>| wanted == Some(BEYOND) || wanted == got;
        require(
            status == book.status()
                && row.waiting_since == book.waiting_since()
                && is_same(outlook.marketplace, row.marketplace_deadline)
                && is_same(outlook.company, row.company_deadline),
            || format!("row of case {case} is {row:?}, wanted {:?} {outlook:?} {book:?}", book.status()),
        )
    }
}
