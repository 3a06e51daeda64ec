//! Phrases laid out for the matcher: flat tables, each phrase hung on its rarest place.
//!
//! The build script lays out the project's own rules and writes the tables as Rust source; the overrides of a
//! seller are laid out when they are read.

use sellerdesk_pattern::{Atom, Phrase};
use std::collections::BTreeMap;

/// A phrase.
#[derive(Clone, Copy, Debug)]
pub struct PhraseEntry {
    /// What it stands for; the owner of the book knows.
    pub label: u16,
    /// First of its places in `elements`.
    pub element_start: u16,
    /// How many places it has.
    pub element_count: u8,
    /// The place the matcher starts at: the rarest.
    pub anchor: u8,
    /// Whether one of the words has to be disguised.
    pub wants_odd: bool,
}

/// One place of a phrase.
#[derive(Clone, Copy, Debug)]
pub struct ElementEntry {
    /// First of its atom identities in `alternatives`; identity = 2 x atom, + 1 for a prefix.
    pub alternative_start: u16,
    /// How many it has; they are sorted.
    pub alternative_count: u8,
    /// How many words may stand between this place and the one before; `CROSSES` is added where sentences may end.
    pub gap: u8,
}

/// Added to a gap in which sentences may end.
pub const CROSSES: u8 = 0x80;

impl ElementEntry {
    /// How many words may stand between this place and the one before.
    pub fn gap_max(&self) -> usize {
        usize::from(self.gap & !CROSSES)
    }

    /// Whether sentences may end in the gap before.
    pub fn crosses(&self) -> bool {
        self.gap & CROSSES != 0
    }
}

/// The tables, laid out.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Atoms in order: text, whether used as a word, whether used as a beginning.
    pub atoms: Vec<(String, bool, bool)>,
    /// All phrases.
    pub phrases: Vec<PhraseEntry>,
    /// Their places.
    pub elements: Vec<ElementEntry>,
    /// Atom identities.
    pub alternatives: Vec<u16>,
    /// For each identity, where its phrases begin in `bucket_phrases`; one more at the end.
    pub bucket_starts: Vec<u16>,
    /// Numbers of the phrases hung on each identity.
    pub bucket_phrases: Vec<u16>,
}

impl Book {
    /// Lays out phrases, each with its label.
    ///
    /// # Errors
    /// When there are too many for the tables' 16-bit numbers.
    pub fn lay_out(phrases: &[(u16, Phrase)]) -> Result<Self, String> {
        let texts = atom_texts(phrases);
        let numbers: BTreeMap<&str, usize> = texts.keys().enumerate().map(|(place, text)| (*text, place)).collect();
        let identity =
            |atom: &Atom| numbers.get(atom.text.as_str()).map_or(0, |number| number * 2 + usize::from(atom.is_prefix));
        let mut uses = vec![0_usize; texts.len() * 2 + 2];
        for atom in atoms(phrases) {
            if let Some(count) = uses.get_mut(identity(atom)) {
                *count += 1;
            }
        }
        let mut book = Self::default();
        let mut buckets: Vec<Vec<u16>> = vec![Vec::new(); texts.len() * 2];
        let mut lists: BTreeMap<Vec<u16>, u16> = BTreeMap::new();
        for (number, (label, phrase)) in phrases.iter().enumerate() {
            let number = small(number)?;
            let cost = |atoms: &[Atom]| -> usize {
                atoms.iter().map(|atom| uses.get(identity(atom)).copied().unwrap_or(0) + common(&atom.text)).sum()
            };
            let anchor = (0..phrase.elements.len())
                .min_by_key(|place| phrase.elements.get(*place).map_or(0, |element| cost(&element.atoms)))
                .unwrap_or(0);
            for atom in phrase.elements.iter().skip(anchor).take(1).flat_map(|element| &element.atoms) {
                if let Some(bucket) = buckets.get_mut(identity(atom)) {
                    bucket.push(number);
                }
            }
            book.phrases.push(PhraseEntry {
                label: *label,
                element_start: small(book.elements.len())?,
                element_count: phrase.elements.len() as u8,
                anchor: anchor as u8,
                wants_odd: phrase.has_first_sign,
            });
            for element in &phrase.elements {
                let identities: Result<Vec<u16>, String> =
                    element.atoms.iter().map(|atom| small(identity(atom))).collect();
                let entry = book.element(element.gap_max, element.crosses, identities?, &mut lists)?;
                book.elements.push(entry);
            }
        }
        book.bucket_starts.push(0);
        for bucket in &buckets {
            book.bucket_phrases.extend(bucket);
            book.bucket_starts.push(small(book.bucket_phrases.len())?);
        }
        book.atoms = texts.into_iter().map(|(text, kinds)| (text.to_owned(), kinds.0, kinds.1)).collect();
        Ok(book)
    }

    fn element(
        &mut self,
        gap_max: u8,
        crosses: bool,
        mut identities: Vec<u16>,
        lists: &mut BTreeMap<Vec<u16>, u16>,
    ) -> Result<ElementEntry, String> {
        identities.sort_unstable();
        let alternative_count = u8::try_from(identities.len()).map_err(|_| "more than 255 words in one place")?;
        let alternative_start = match lists.get(&identities) {
            Some(start) => *start,
            None => {
                let start = small(self.alternatives.len())?;
                self.alternatives.extend(&identities);
                lists.insert(identities, start);
                start
            }
        };
        let gap = gap_max | if crosses { CROSSES } else { 0 };
        Ok(ElementEntry { alternative_start, alternative_count, gap })
    }
}

fn small(number: usize) -> Result<u16, String> {
    u16::try_from(number).map_err(|_| "too many phrases".into())
}

fn atoms(phrases: &[(u16, Phrase)]) -> impl Iterator<Item = &Atom> {
    phrases.iter().flat_map(|(_, phrase)| &phrase.elements).flat_map(|element| &element.atoms)
}

fn atom_texts(phrases: &[(u16, Phrase)]) -> BTreeMap<&str, (bool, bool)> {
    let mut texts: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for atom in atoms(phrases) {
        let kinds = texts.entry(atom.text.as_str()).or_default();
        if atom.is_prefix { kinds.1 = true } else { kinds.0 = true }
    }
    texts
}

/// Words of ordinary replies in six languages, most frequent first chosen, in order.
const COMMON_WORDS: &str = "\
    a ab abbiamo al am amazon an and android antes aqui as at ate au auf b back be bei bis bitte by \
    can canada che cm code codice codigo colis com con could d da das days de del den der des \
    devolucao devolucion di dias die do dos du e ean el em en encomenda entrega es est esta et ete \
    etichetta etiqueta etiquette eur favor fino foi for foto fr from fur giorni gracias grazie h ha \
    haben hasta have hemos here heute hier horas https i ich ici if ihre il in indica is ist it ja \
    jours kann kg konnen l la lampe las le leider les lo merci mostra n na nada nao ne nicht no non \
    nos not notre nous number numero o obrigado of on order ordine ou our pacco paket paquete par \
    para parcel paypal pdf pedido per photo please plus pode por pour pouvez pt puede puo quando \
    que qui reembolso reference referencia refund remboursement reso retour rr se send serie seu \
    shows si sie sn so sorry sous stato su sua suo sur the to today tracking uhr um uma un una und \
    une uns us va von vos votre vous warehouse was we whatsapp when will wir with wm wurde www x xr \
    y ya you your zur";

/// Characters of ordinary Chinese and Japanese replies, folded.
const COMMON_CHARACTERS: &str = "\
    アイウエオカガキクケコサシスセソタチツテトナニノハフヘホマミメモヤヨラリルレワヲンー一三上下不两个为\
    了于交人今代以们件会伝作使例依価便保修元充入全关内円写出分初到前包区半单印原反发取受可台号合同名后含\
    告员品商問営回在地址坏型場处変复大天如安完定対少届工已希常年底店张当很後応快恐息您我或所手承抱持按换\
    接換收改文料方无日时明昨是显時更書月有望期本机果查标格案業款歉水求没法注洗消添済灯点烦照片物状理生用\
    田申番発的真知破确確示票秒税空答签箱絡続经给色荷行补表裹要訂計訳認請订误请谢货足跡路还这追退送递通造\
    連遅達適部郵配里重金長間间限雪電需面預頼額願页麻";

/// What a word costs as an anchor beyond the phrases that use it: what stands in every reply is tried in vain.
fn common(text: &str) -> usize {
    let mut letters = text.chars();
    let is_common = match (letters.next(), letters.next()) {
        (Some(letter), None) => !letter.is_ascii() && COMMON_CHARACTERS.contains(letter) || letter.is_ascii(),
        _ => COMMON_WORDS.split(' ').any(|word| word == text),
    };
    if is_common { 200 } else { 0 }
}
