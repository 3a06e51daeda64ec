//! Times the scan on replies of 2,000 characters and on 64 KB of hostile text. Prints Markdown.
//!
//! ```text
//! cargo run --release -p sellerdesk-compliance --example scan_speed
//! ```

use sellerdesk_compliance::{Context, Overrides, TEXT_BYTES_MAX, scan};
use std::time::Instant;

const REPLIES: &[(&str, &str)] = &[
    (
        "English",
        "Hello Anna, thank you for your message about order 112-4839201-5539204. I am sorry the blue lamp arrived \
         broken. Please send a photo of the defect here and I will arrange a replacement or a full refund of $34.99, \
         as you prefer. The parcel was handed to UPS on 14 March, tracking 1Z999AA10123456784. ",
    ),
    (
        "French",
        "Bonjour Madame Martin, merci pour votre message. Je suis désolé que la lampe soit arrivée cassée. Pouvez-vous \
         nous envoyer ici une photo du défaut ? Nous enverrons un remplacement aujourd'hui ou rembourserons 34,99 €. ",
    ),
    (
        "Chinese",
        "您好，您的订单今天已发货，非常抱歉台灯收到时坏了，麻烦您在这里发一张破损的照片，我们马上处理，退款会原路退回。",
    ),
    (
        "Japanese",
        "ご注文ありがとうございます。商品が破損していたとのこと、誠に申し訳ございません。写真をこのメッセージにてお送りください。",
    ),
];
const HOSTILE: &[&str] = &[
    "review ",
    "leave a review ",
    "please give us a good ",
    "w h a t s ",
    "微信",
    "好评",
    "レビュー",
    "1-",
    "a.",
    "@",
    "a@",
    "://",
    "<b",
    "% off ",
    "\u{200b}",
    "5 ",
    "a . ",
    "ИΑ",
    "é",
];
const CHARACTERS: usize = 2_000;
const ROUNDS: u32 = 10;
const BATCHES: u32 = 200;

fn main() {
    let overrides = Overrides::default();
    let context = Context { channel: "amazon", ..Context::default() };
    // The fastest of several batches: the others were disturbed by something else on the machine.
    let batch_us = |text: &str, rounds: u32| {
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(scan(std::hint::black_box(text), &context, &overrides));
        }
        start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
    };
    let time_us = |text: &str, rounds: u32| (0..BATCHES).map(|_| batch_us(text, rounds)).fold(f64::INFINITY, f64::min);
    println!("| text | microseconds |\n|---|---|");
    for (name, unit) in REPLIES {
        let text: String = unit.chars().cycle().take(CHARACTERS).collect();
        println!("| {CHARACTERS} characters, {name} | {:.1} |", time_us(&text, ROUNDS));
    }
    println!("| 280 characters, English | {:.1} |", REPLIES.first().map_or(0.0, |reply| time_us(reply.1, ROUNDS)));
    for unit in HOSTILE {
        println!(
            "| 64 KB of {unit:?} | {:.0} |",
            (0..10).map(|_| batch_us(&unit.repeat(TEXT_BYTES_MAX / unit.len()), 1)).fold(f64::INFINITY, f64::min)
        );
    }
}
