//! Classifying a message.

use crate::entities::find_entities;
use crate::evidence::{add_words_of_model, phrases};
use crate::label::{ACKNOWLEDGE, NEGATIVE, POSITIVE, REQUEST, URGENT};
use crate::language::{Detected, Language, detect};
use crate::matcher::find_phrases;
use crate::model;
use crate::score::Scores;
use crate::tokens::Tokens;
use crate::verdict::{Category, Input, Priority, Risk, Sentiment, Urgency, Verdict};
use crate::visible::{truncate, visible_ranges};

/// Bytes of a text that are read; channels allow a few thousand characters, mail a little more.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a subject that are read.
pub const SUBJECT_BYTES_MAX: usize = 1024;
/// What the subject of a message counts, compared to its text.
const SUBJECT_SHARE: f32 = 1.0;
/// The same for "Re:": it names an earlier topic.
const REPLY_SUBJECT_SHARE: f32 = 0.25;
/// Below this sum nothing was understood.
const UNDERSTOOD_MIN: f32 = 0.55;
/// A second category needs this share of the first one's sum, and this sum.
const ALSO_SHARE: f32 = 0.45;
const ALSO_MIN: f32 = 1.0;
const ALSO_COUNT_MAX: usize = 3;
/// Categories that want something done, in words the lexicon knows.
const NEEDS: [Category; 11] = [
    Category::RefundReturn,
    Category::QualityIssue,
    Category::LogisticsIssue,
    Category::DisputeThreat,
    Category::OrderStatus,
    Category::OrderChange,
    Category::PresaleQuestion,
    Category::UsageHowto,
    Category::InvoicePayment,
    Category::Account,
    Category::SpamMarketing,
];
/// Longest message, in words, that can be nothing but thanks.
const THANKS_WORDS_MAX: usize = 60;
/// A broken item this plain stays a broken item when a refund is also asked for, which then counts so much.
const DEFECT_MIN: f32 = 2.0;
const REFUND_BESIDE_DEFECT: f32 = 0.6;
/// A need this strong wants an answer, however polite the rest is.
const NEED_MIN: f32 = 1.1;
/// Languages that the model's table was trained on (`corpus/`), and what a unit of its log-odds counts
/// beside the lexicon's points; chosen on the dev half.
const TRAINED_LANGUAGES: &[(&str, f32)] = &[("en", 1.5), ("fr", 0.7), ("zh", 0.7)];
/// Logarithm of the probability (5%) below which the model adds nothing.
const PROBABILITY_LN_MIN: f32 = -3.0;
/// The most a verdict on a language without a lexicon is worth.
const UNSUPPORTED_CONFIDENCE_MAX: f32 = 0.25;
/// Confidence when nothing was understood.
const NOT_UNDERSTOOD_CONFIDENCE: f32 = 0.2;

/// Says what a message is about, and why.
///
/// Pure and total: any text gets a verdict, in time linear in its length. Text beyond
/// [`TEXT_BYTES_MAX`] is not read.
pub fn classify(input: &Input<'_>) -> Verdict {
    let text = truncate(input.text, TEXT_BYTES_MAX);
    let mut tokens = Tokens::default();
    for range in visible_ranges(text) {
        tokens.append(text.get(range.clone()).unwrap_or(""), range.start);
    }
    let finds = find_phrases(&tokens).list;
    let detected = detect(text, &tokens, &finds);
    let language = detected.language;
    let mut scores = Scores::new(&finds, detected);
    let own = scores.counted.clone();
    let subject = add_subject(&mut scores, input, detected);

    let risk = scores.risks();
    apply_reading_rules(&mut scores, &risk);
    apply_context(&mut scores, input, &tokens);
    let has_need = NEEDS.into_iter().any(|category| scores.category(category) >= NEED_MIN);
    let told = scores.ranked().first().copied().filter(|(_, sum)| *sum >= UNDERSTOOD_MIN);
    let is_defect = scores.category(Category::QualityIssue) >= DEFECT_MIN;
    let model_weight = add_model(&mut scores, &tokens, subject.as_ref(), detected);
    if is_defect {
        // The words of a defect are plain; the table only knows how often they go with asking for money back.
        scores.scale(Category::RefundReturn, REFUND_BESIDE_DEFECT);
    }
    let ranked = scores.ranked();
    let (category, confidence) = choose(&ranked, language, &risk);
    // A threat outweighs what it is about, which is still wanted.
    let strongest = ranked.iter().find(|(other, _)| risk.is_empty() || *other != Category::DisputeThreat);
    let strongest = strongest.map_or(0.0, |strongest| strongest.1);
    let also = ranked.iter().filter(|(other, sum)| {
        *other != category && *other != Category::General && *sum >= ALSO_MIN && *sum >= strongest * ALSO_SHARE
    });
    let mut evidence = phrases(&own, &tokens, category);
    // The lexicon alone would have said something else: name the words by which the model decided.
    if let Some(weight) = model_weight.filter(|_| told.is_none_or(|(told, _)| told != category)) {
        add_words_of_model(&mut evidence, &tokens, category, weight);
    }
    Verdict {
        category,
        also: also.map(|(other, _)| *other).take(ALSO_COUNT_MAX).collect(),
        confidence,
        priority: Priority::of(category, &risk),
        sentiment: sentiment(&scores, category, &risk),
        urgency: urgency(&scores, text, &tokens),
        entities: find_entities(text, input.channel),
        evidence,
        needs_no_reply: !has_need && needs_no_reply(&scores, &tokens, category, &risk),
        language,
        risk,
    }
}

/// Adds what the subject says; its words and how much they count.
fn add_subject(scores: &mut Scores, input: &Input<'_>, detected: Detected) -> Option<(Tokens, f32)> {
    let subject = truncate(input.subject?, SUBJECT_BYTES_MAX);
    let mut tokens = Tokens::default();
    tokens.append(subject, 0);
    let finds = find_phrases(&tokens).list;
    let beginning = subject.trim_start().to_lowercase();
    let is_reply = ["re:", "aw:", "sv:", "rv:", "odp:", "回复", "답장"].iter().any(|mark| beginning.starts_with(mark));
    let share = if is_reply { REPLY_SUBJECT_SHARE } else { SUBJECT_SHARE };
    scores.add_share(&Scores::new(&finds, detected), share);
    Some((tokens, share))
}

/// The rules by which people label messages that say several things.
fn apply_reading_rules(scores: &mut Scores, risk: &[Risk]) {
    use Category::*;
    if risk.iter().any(|risk| matches!(risk, Risk::AToZ | Risk::Chargeback | Risk::Legal)) {
        scores.add(DisputeThreat, 6.0);
        let rivals = [RefundReturn, QualityIssue, LogisticsIssue, InvoicePayment, OrderStatus, Account, General];
        rivals.into_iter().for_each(|rival| scores.scale(rival, 0.6));
    }
    if risk.iter().any(|risk| matches!(risk, Risk::Safety | Risk::SafetyInjury)) {
        scores.add(QualityIssue, 6.0);
    }
    // Advertising shouts; one loud word is not advertising.
    if scores.category(SpamMarketing) < 2.0 {
        scores.scale(SpamMarketing, 0.5);
    }
    // A broken item stays a broken item when a refund is also asked for.
    if scores.category(QualityIssue) >= DEFECT_MIN {
        scores.scale(RefundReturn, REFUND_BESIDE_DEFECT);
        scores.scale(LogisticsIssue, 0.8);
        scores.scale(UsageHowto, 0.7);
    }
    // Asking where it is, when it is late, is about the lateness.
    if scores.category(LogisticsIssue) >= 1.5 {
        scores.scale(OrderStatus, 0.4);
    }
    if scores.category(RefundReturn) >= 2.5 {
        scores.scale(OrderChange, 0.6);
        scores.scale(InvoicePayment, 0.6);
        scores.scale(OrderStatus, 0.5);
        scores.scale(LogisticsIssue, 0.75);
    }
    // "Is it ...?" sounds like a question before the order whatever it is about.
    let named_needs =
        [RefundReturn, LogisticsIssue, OrderStatus, OrderChange, InvoicePayment, Account, UsageHowto, General];
    if named_needs.into_iter().any(|need| scores.category(need) >= 2.0) {
        scores.scale(PresaleQuestion, 0.7);
    }
    let known_needs = [RefundReturn, OrderChange, InvoicePayment, Account, OrderStatus];
    if known_needs.into_iter().any(|need| scores.category(need) >= 2.0) {
        scores.scale(UsageHowto, 0.6);
    }
    let strongest_need = Category::ALL
        .into_iter()
        .filter(|category| !matches!(category, PraiseThanks | General))
        .map(|category| scores.category(category))
        .fold(0.0, f32::max);
    // "Thanks", "hello" and plain anger are how people say things, not what they want.
    if strongest_need >= 1.0 {
        scores.scale(PraiseThanks, 0.35);
        scores.scale(General, 0.4);
    }
}

/// What the channel knows about the message, and whether it asks something.
fn apply_context(scores: &mut Scores, input: &Input<'_>, tokens: &Tokens) {
    use Category::*;
    match input.has_order {
        Some(true) => {
            scores.scale(PresaleQuestion, 0.5);
            scores.scale(SpamMarketing, 0.5);
        }
        Some(false) => {
            scores.scale(PresaleQuestion, 1.3);
            scores.scale(OrderStatus, 0.8);
        }
        None => {}
    }
    if tokens.has_question() {
        scores.scale(PraiseThanks, 0.6);
        if input.has_order != Some(true) && scores.category(PresaleQuestion) > 0.0 {
            scores.add(PresaleQuestion, 0.3);
        }
    }
}

/// Adds what the trained table says, where it was trained on every language of the text; what its points count.
fn add_model(scores: &mut Scores, tokens: &Tokens, subject: Option<&(Tokens, f32)>, detected: Detected) -> Option<f32> {
    let trained = TRAINED_LANGUAGES.iter().map(|(code, _)| *code);
    let weight = TRAINED_LANGUAGES.iter().find(|(code, _)| *code == detected.language.code());
    let (_, weight) = weight.filter(|_| detected.speaks_only(trained))?;
    let mut logits = model::logits(tokens);
    if let Some((tokens, share)) = subject {
        logits.iter_mut().zip(model::logits(tokens)).for_each(|(logit, more)| *logit += more * share);
    }
    let largest = logits.iter().copied().fold(f32::MIN, f32::max);
    let normaliser = largest + logits.iter().map(|logit| (logit - largest).exp()).sum::<f32>().ln();
    for (category, logit) in Category::ALL.into_iter().zip(logits) {
        scores.add(category, weight * (logit - normaliser - PROBABILITY_LN_MIN).max(0.0));
    }
    Some(*weight)
}

fn choose(ranked: &[(Category, f32)], language: Language, risk: &[Risk]) -> (Category, f32) {
    let (first, sum) = ranked.first().copied().unwrap_or((Category::General, 0.0));
    let second = ranked.get(1).map_or(0.0, |second| second.1);
    if !language.is_supported() && risk.is_empty() {
        return (Category::General, UNSUPPORTED_CONFIDENCE_MAX.min(NOT_UNDERSTOOD_CONFIDENCE));
    }
    if sum < UNDERSTOOD_MIN {
        return (Category::General, NOT_UNDERSTOOD_CONFIDENCE);
    }
    let confidence = confidence(sum, sum - second);
    (first, if language.is_supported() { confidence } else { confidence.min(UNSUPPORTED_CONFIDENCE_MAX) })
}

/// Probability of being right, from the winner's sum and its lead: a logistic curve, fitted to the dev half.
fn confidence(sum: f32, lead: f32) -> f32 {
    let points = 0.12 - 0.125 * sum.min(8.0) + 1.03 * lead.min(5.0);
    1.0 / (1.0 + (-points).exp())
}

fn sentiment(scores: &Scores, category: Category, risk: &[Risk]) -> Sentiment {
    let praise = if category == Category::PraiseThanks { 1.0 } else { 0.0 };
    let anger = if risk.is_empty() { 0.0 } else { 1.0 };
    let balance = scores.label(POSITIVE) + praise - scores.label(NEGATIVE) - anger;
    if balance >= 0.8 {
        Sentiment::Positive
    } else if balance <= -0.8 {
        Sentiment::Negative
    } else {
        Sentiment::Neutral
    }
}

fn urgency(scores: &Scores, text: &str, tokens: &Tokens) -> Urgency {
    let loud_words = tokens.list.iter().filter(|token| token.capitals).count();
    let is_loud = loud_words >= 4 && loud_words * 2 > tokens.list.len();
    let exclamations = text.chars().filter(|character| matches!(character, '!' | '！')).take(3).count();
    let points = scores.label(URGENT) + if is_loud { 0.8 } else { 0.0 } + if exclamations >= 3 { 0.6 } else { 0.0 };
    if points >= 1.5 {
        Urgency::High
    } else if points >= 0.6 {
        Urgency::Medium
    } else {
        Urgency::Low
    }
}

/// Only thanks or an acknowledgement, and nothing that somebody could be waiting for.
fn needs_no_reply(scores: &Scores, tokens: &Tokens, category: Category, risk: &[Risk]) -> bool {
    let closes =
        category == Category::PraiseThanks || scores.label(ACKNOWLEDGE) >= 1.0 && category == Category::General;
    closes
        && risk.is_empty()
        && !tokens.has_question()
        && scores.label(REQUEST) < 0.5
        && scores.label(NEGATIVE) < 1.0
        && tokens.list.len() <= THANKS_WORDS_MAX
}
