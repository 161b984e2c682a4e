use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::slice::Iter;

use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Reader};

/// A JSON array of `MIN` to `MAX` elements.
///
/// ```
/// use http402::mpp::values::List;
///
/// assert!(List::<bool, 1>::try_from(vec![]).is_err());
/// assert_eq!(List::<bool, 1>::try_from(vec![true])?.as_slice(), [true]);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T, const MIN: usize = 0, const MAX: usize = { usize::MAX }>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The elements.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The elements in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter()
    }

    /// The elements, to change some and check their number again.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for List<T, MIN, MAX> {
    type Error = Error;

    fn try_from(elements: Vec<T>) -> Result<Self> {
        let (count, found) = (elements.len(), format!("{}", elements.len()));
        if count < MIN {
            return Err(Error::bad_value(format!("{MIN} or more elements"), found));
        }
        if count > MAX {
            return Err(Error::new(
                Kind::Limit,
                format!("{MAX} or fewer elements"),
                found,
            ));
        }
        Ok(Self(elements))
    }
}

impl<'l, T, const MIN: usize, const MAX: usize> IntoIterator for &'l List<T, MIN, MAX> {
    type Item = &'l T;
    type IntoIter = Iter<'l, T>;

    fn into_iter(self) -> Iter<'l, T> {
        self.iter()
    }
}

impl<'a, T: Decode<'a>, const MIN: usize, const MAX: usize> Decode<'a> for List<T, MIN, MAX> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        Vec::decode(reader)?.try_into()
    }
}

impl<T: Encode, const MIN: usize, const MAX: usize> Encode for List<T, MIN, MAX> {
    fn encode<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.encode(out)
    }
}
