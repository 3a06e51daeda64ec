//! DER (ITU-T X.690), as much as a certificate's key, a public key and a signature need: elements of one-byte tags
//! and of definite lengths in their shortest form.

/// Tag of an INTEGER.
pub const INTEGER: u8 = 0x02;
/// Tag of a BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// Tag of a SEQUENCE.
pub const SEQUENCE: u8 = 0x30;

/// What is left to read; every function takes the element that comes next.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'der>(&'der [u8]);

impl<'der> Reader<'der> {
    /// The elements in these bytes.
    pub fn new(bytes: &'der [u8]) -> Self {
        Self(bytes)
    }

    /// The content of the next element, if it has that tag.
    pub fn take(&mut self, tag: u8) -> Option<&'der [u8]> {
        let (_, rest) = self.0.split_first().filter(|(found, _)| **found == tag)?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match *first {
            short @ 0..=0x7f => (usize::from(short), rest),
            0x81 => {
                let (length, rest) = rest.split_first()?;
                (Some(usize::from(*length)).filter(|length| *length >= 0x80)?, rest)
            }
            0x82 => {
                let (length, rest) = rest.split_first_chunk::<2>()?;
                (Some(usize::from(u16::from_be_bytes(*length))).filter(|length| *length > 0xff)?, rest)
            }
            // Longer than anything that is read here, or not DER.
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// The elements within the next element, a SEQUENCE.
    pub fn sequence(&mut self) -> Option<Self> {
        self.take(SEQUENCE).map(Self)
    }

    /// The digits of the next element, an INTEGER above zero, without the leading zero.
    pub fn positive(&mut self) -> Option<&'der [u8]> {
        match self.take(INTEGER)? {
            [0, digits @ ..] if digits.first().is_some_and(|first| *first >= 0x80) => Some(digits),
            digits if digits.first().is_some_and(|first| (1..0x80).contains(first)) => Some(digits),
            _ => None,
        }
    }

    /// The bytes of the next element, a BIT STRING of whole bytes.
    pub fn bytes(&mut self) -> Option<&'der [u8]> {
        let (unused_bits, bytes) = self.take(BIT_STRING)?.split_first()?;
        (*unused_bits == 0).then_some(bytes)
    }

    /// Nothing is left.
    pub fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// The key in a `SubjectPublicKeyInfo` (RFC 5280, section 4.1) of exactly this algorithm: the content of its
/// `AlgorithmIdentifier`.
pub fn public_key<'der>(outer: &mut Reader<'der>, algorithm: &[u8]) -> Option<&'der [u8]> {
    let mut info = outer.sequence()?;
    if info.take(SEQUENCE)? != algorithm {
        return None;
    }
    let key = info.bytes()?;
    info.end()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortest_lengths_are_read() {
        let long = [&[INTEGER, 0x81, 0x80][..], &[1; 0x80]].concat();
        let longer = [&[INTEGER, 0x82, 1, 0][..], &[1; 0x100]].concat();
        assert_eq!(Reader::new(&[INTEGER, 1, 5]).take(INTEGER), Some(&[5][..]));
        assert_eq!(Reader::new(&long).take(INTEGER).map(<[u8]>::len), Some(0x80));
        assert_eq!(Reader::new(&longer).take(INTEGER).map(<[u8]>::len), Some(0x100));
        for wrong in [
            &[][..],
            &[INTEGER],
            &[INTEGER, 2, 1],
            &[SEQUENCE, 1, 5],
            &[INTEGER, 0x80, 5, 0, 0],
            &[INTEGER, 0x81, 1, 5],
            &[INTEGER, 0x82, 0, 1, 5],
            &[INTEGER, 0x83, 0, 0, 1, 5],
        ] {
            assert_eq!(Reader::new(wrong).take(INTEGER), None, "{wrong:?}");
        }
    }

    #[test]
    fn numbers_are_positive_and_of_one_spelling() {
        assert_eq!(Reader::new(&[INTEGER, 2, 0, 0x80]).positive(), Some(&[0x80][..]));
        assert_eq!(Reader::new(&[INTEGER, 2, 1, 0]).positive(), Some(&[1, 0][..]));
        for wrong in
            [&[INTEGER, 0][..], &[INTEGER, 1, 0], &[INTEGER, 1, 0x80], &[INTEGER, 2, 0, 0x7f], &[INTEGER, 2, 0, 0]]
        {
            assert_eq!(Reader::new(wrong).positive(), None, "{wrong:?}");
        }
    }

    #[test]
    fn bits_come_in_whole_bytes_and_nothing_is_left_over() {
        assert_eq!(Reader::new(&[BIT_STRING, 2, 0, 7]).bytes(), Some(&[7][..]));
        assert_eq!(Reader::new(&[BIT_STRING, 2, 1, 6]).bytes(), None);
        assert_eq!(Reader::new(&[BIT_STRING, 0]).bytes(), None);
        assert_eq!(Reader::new(&[]).end(), Some(()));
        assert_eq!(Reader::new(&[0]).end(), None);
    }
}
