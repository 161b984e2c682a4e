//! The names of one object so far, to refuse a second.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// The member names of one object. Names without escapes need no allocation up to sixteen.
pub(super) struct Seen<'a> {
    /// One bit for each length and first letter that occurred: most names need no comparison.
    shapes: u64,
    few: [&'a str; 16],
    many: Vec<Cow<'a, str>>,
    pub(super) count: usize,
}

impl<'a> Seen<'a> {
    pub(super) const fn new() -> Self {
        Self {
            shapes: 0,
            few: [""; 16],
            many: Vec::new(),
            count: 0,
        }
    }

    /// False where the name is already there.
    #[expect(clippy::ptr_arg, reason = "a borrowed name is kept without a copy")]
    pub(super) fn insert(&mut self, name: &Cow<'a, str>) -> bool {
        let first = name.bytes().next().unwrap_or_default();
        let shape = 1 << ((name.len() + 5 * usize::from(first)) % 64);
        if self.shapes & shape != 0 && self.contains(name) {
            return false;
        }
        self.shapes |= shape;
        match (self.few.get_mut(self.count), name) {
            (Some(slot), Cow::Borrowed(name)) if self.many.is_empty() => *slot = name,
            _ => self.many.push(name.clone()),
        }
        self.count += 1;
        true
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        let few = self.few.iter().take(self.count - self.many.len());
        few.copied().any(|seen| seen == name) || self.many.iter().any(|seen| seen == name)
    }
}
