//! The character classes of RFC 9110.

/// `tchar`, RFC 9110 section 5.6.2.
pub(in crate::mpp) fn is_tchar(byte: u8) -> bool {
    is(byte, TCHAR)
}

/// `qdtext = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text`, RFC 9110 section 5.6.4.
pub(super) fn is_qdtext(byte: u8) -> bool {
    is(byte, QDTEXT)
}

fn is(byte: u8, class: u8) -> bool {
    let classes = CLASSES.get(usize::from(byte));
    classes.is_some_and(|classes| classes & class != 0)
}

/// CTL without HTAB: what no field value may contain (RFC 9110 section 5.5).
pub(in crate::mpp) const fn is_control(character: char) -> bool {
    character.is_ascii_control() && character != '\t'
}

const TCHAR: u8 = 1;
const QDTEXT: u8 = 2;

/// A table, because every byte of a challenge is looked up.
#[expect(clippy::indexing_slicing, reason = "`byte` counts to 255")]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "counts to 255")]
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric()
            || matches!(
                letter,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            )
        {
            classes[byte] |= TCHAR;
        }
        if matches!(letter, b'\t' | b' ' | b'!' | b'#'..=b'[' | b']'..=b'~' | 0x80..=0xff) {
            classes[byte] |= QDTEXT;
        }
        byte += 1;
    }
    classes
};
