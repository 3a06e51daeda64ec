//! The regular expressions that the document uses: letters, classes and counts, without groups.

use fastrand::Rng;

/// Repeats of `*` and `+`, at most, when one is made up.
const REPEATS_MAX: usize = 8;

/// One letter, and how often.
struct Piece {
    letters: Vec<char>,
    least: usize,
    most: usize,
}

/// A whole expression, from `^` to `$`.
pub struct Pattern(Vec<Piece>);

impl Pattern {
    /// Reads an expression; what isn't of the kind is a fault of this test.
    pub fn parse(text: &str) -> Self {
        let inner = text.strip_prefix('^').and_then(|text| text.strip_suffix('$'));
        let mut letters = inner.unwrap_or_else(|| panic!("{text} is not anchored")).chars().peekable();
        let mut pieces = Vec::new();
        while let Some(letter) = letters.next() {
            let set = match letter {
                '[' => class(&mut letters),
                '\\' => vec![letters.next().unwrap()],
                '(' | ')' | '|' | '.' => panic!("{text} is beyond this reader"),
                plain => vec![plain],
            };
            let (least, most) = match letters.peek() {
                Some('*') => (0, usize::MAX),
                Some('+') => (1, usize::MAX),
                Some('?') => (0, 1),
                Some('{') => (usize::MAX, 0),
                _ => {
                    pieces.push(Piece { letters: set, least: 1, most: 1 });
                    continue;
                }
            };
            letters.next();
            let (least, most) = if least == usize::MAX { counts(&mut letters) } else { (least, most) };
            pieces.push(Piece { letters: set, least, most });
        }
        Self(pieces)
    }

    /// Whether it matches a text.
    pub fn holds(&self, text: &str) -> bool {
        fn from(pieces: &[Piece], text: &[char]) -> bool {
            let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
            let run = text.iter().take_while(|letter| piece.letters.contains(letter)).count().min(piece.most);
            (piece.least..=run).rev().any(|length| from(rest, &text[length..]))
        }
        from(&self.0, &text.chars().collect::<Vec<_>>())
    }

    /// A text that it matches.
    pub fn make(&self, rng: &mut Rng) -> String {
        let run = |piece: &Piece| {
            let most = piece.most.min(piece.least + REPEATS_MAX);
            let length = rng.usize(piece.least..=most);
            (0..length).map(|_| piece.letters[rng.usize(..piece.letters.len())]).collect::<String>()
        };
        self.0.iter().map(run).collect()
    }
}

fn class(letters: &mut impl Iterator<Item = char>) -> Vec<char> {
    let inner: Vec<char> = letters.take_while(|letter| *letter != ']').collect();
    let mut set = Vec::new();
    let mut place = 0;
    while place < inner.len() {
        if place + 2 < inner.len() && inner[place + 1] == '-' {
            set.extend(inner[place]..=inner[place + 2]);
            place += 3;
        } else {
            set.push(inner[place]);
            place += 1;
        }
    }
    set
}

fn counts(letters: &mut impl Iterator<Item = char>) -> (usize, usize) {
    let inner: String = letters.take_while(|letter| *letter != '}').collect();
    let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
    (least.parse().unwrap(), most.parse().unwrap())
}
