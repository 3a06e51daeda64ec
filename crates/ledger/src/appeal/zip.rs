//! A ZIP archive without compression (PKWARE's APPNOTE 6.3.10, "stored"): names in UTF-8, one fixed date.

/// Files of one archive, and bytes of one file: the 16 and 32 bits of its fields.
const FILES_MAX: usize = 65_535;
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0.
const VERSION: u16 = 20;
/// The name is UTF-8.
const UTF8: u16 = 1 << 11;
/// 1980-01-01, the earliest there is: archives of the same facts are the same.
const DATE: u16 = (1 << 5) | 1;

/// Writes the files in their order; texts that are longer than the format can say are left out.
pub(super) fn write(files: &[(String, String)]) -> Vec<u8> {
    let (mut archive, mut central, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, text) in files.iter().take(FILES_MAX) {
        let (Ok(size), Ok(length), Ok(offset)) =
            (u32::try_from(text.len()), u16::try_from(name.len()), u32::try_from(archive.len()))
        else {
            continue;
        };
        let sums = Entry { crc: crc32(text.as_bytes()), size, length };
        put32(&mut archive, LOCAL);
        sums.put(&mut archive);
        put16(&mut archive, 0);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(text.as_bytes());
        put32(&mut central, CENTRAL);
        put16(&mut central, VERSION);
        sums.put(&mut central);
        // No extra field, no comment, the first disk, no attributes inside or outside.
        [0, 0, 0, 0].into_iter().for_each(|field| put16(&mut central, field));
        put32(&mut central, 0);
        put32(&mut central, offset);
        central.extend_from_slice(name.as_bytes());
        count += 1;
    }
    let (start, size) = (u32::try_from(archive.len()), u32::try_from(central.len()));
    archive.extend_from_slice(&central);
    put32(&mut archive, END);
    [0, 0, count, count].into_iter().for_each(|field| put16(&mut archive, field));
    put32(&mut archive, size.unwrap_or(u32::MAX));
    put32(&mut archive, start.unwrap_or(u32::MAX));
    put16(&mut archive, 0);
    archive
}

struct Entry {
    crc: u32,
    size: u32,
    length: u16,
}

impl Entry {
    /// What local and central headers have in common.
    fn put(&self, to: &mut Vec<u8>) {
        for field in [VERSION, UTF8, 0, 0, DATE] {
            put16(to, field);
        }
        for field in [self.crc, self.size, self.size] {
            put32(to, field);
        }
        put16(to, self.length);
    }
}

fn put16(to: &mut Vec<u8>, value: u16) {
    to.extend_from_slice(&value.to_le_bytes());
}

fn put32(to: &mut Vec<u8>, value: u32) {
    to.extend_from_slice(&value.to_le_bytes());
}

/// CRC-32 (ISO 3309), bit by bit: a bundle is small.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
    use super::*;

    #[test]
    fn an_archive_is_what_another_writer_makes() {
        // `printf 'hi' > a.txt; TZ=UTC touch -d 1980-01-01 a.txt; zip -0X` and Python's zipfile agree on these fields.
        let archive = write(&[("a.txt".to_owned(), "hi".to_owned())]);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32/ISO-HDLC");
        assert_eq!(&archive[..4], b"PK\x03\x04");
        assert_eq!(&archive[14..18], &crc32(b"hi").to_le_bytes());
        assert_eq!(&archive[18..28], &[2, 0, 0, 0, 2, 0, 0, 0, 5, 0]);
        assert_eq!(&archive[30..37], b"a.txthi");
        assert_eq!(&archive[37..41], b"PK\x01\x02");
        let end = &archive[archive.len() - 22..];
        assert_eq!((&end[..4], &end[8..12]), (&b"PK\x05\x06"[..], &[1, 0, 1, 0][..]));
        assert_eq!(u32::from_le_bytes(end[16..20].try_into().unwrap()), 37);
    }

    /// Python reads it, where there is one.
    #[test]
    fn python_opens_it() {
        let path = std::env::temp_dir().join(format!("appeal-{}.zip", std::process::id()));
        let files = [("plan.md".to_owned(), "# Plán\n".to_owned()), ("conversations/1.txt".to_owned(), String::new())];
        std::fs::write(&path, write(&files)).unwrap();
        let script = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; \
                      print([(n, z.read(n).decode()) for n in z.namelist()])";
        let ran = std::process::Command::new("python3").args(["-c", script]).arg(&path).output();
        std::fs::remove_file(&path).unwrap();
        if let Ok(output) = ran {
            let said = String::from_utf8(output.stdout).unwrap();
            assert_eq!(said.trim(), "[('plan.md', '# Plán\\n'), ('conversations/1.txt', '')]");
        }
    }
}
