use core::convert::Infallible;
use core::str::FromStr;

/// A pattern over check ids: `*` stands for any text, everything else for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// Whether the whole text matches. A pattern without `*` also matches as a leading part that
    /// ends at a `#`, `.` or `/`, so that a file's id selects all its checks.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if !self.0.contains('*') {
            return text
                .strip_prefix(&self.0)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['#', '.', '/']));
        }
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
            return false;
        };
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            match rest.find(part) {
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        rest.is_empty()
    }
}

impl FromStr for Glob {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn patterns() {
        let id = "x402-v1/server/unpaid#offer.status";
        for yes in [
            "*",
            "x402-v1/*",
            "*unpaid*",
            "*.status",
            "x402-v1/server/unpaid",
            id,
        ] {
            assert!(Glob(yes.to_owned()).matches(id), "{yes}");
        }
        for no in ["x402-v1/serv", "*.body", "mpp/*", "x402-v1/*x", "status"] {
            assert!(!Glob(no.to_owned()).matches(id), "{no}");
        }
    }
}
