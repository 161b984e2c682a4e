use std::io;
use std::path::Path;

use super::wire::Wire;

/// Whose certificates a target may show: none, since this build speaks no TLS.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Trust {}

impl Trust {
    /// Cannot be had.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn new(_: Option<&Path>) -> Result<Self, String> {
        Err(ABSENT.to_owned())
    }

    pub(super) fn open(&self, _: &str, _: Wire) -> io::Result<Wire> {
        match *self {}
    }
}

/// A certificate authority for one run: none, since this build speaks no TLS.
#[derive(Debug)]
#[non_exhaustive]
pub enum CertificateAuthority {}

impl CertificateAuthority {
    /// Cannot be had.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn create() -> Result<Self, String> {
        Err(ABSENT.to_owned())
    }

    /// The authority's certificate.
    #[must_use]
    pub fn file(&self) -> &Path {
        match *self {}
    }

    pub(super) fn identity(&self) -> Identity {
        match *self {}
    }
}

#[derive(Clone, Debug)]
pub(super) enum Identity {}

impl Identity {
    pub(super) fn open(&self, _: Wire) -> io::Result<Wire> {
        match *self {}
    }
}

const ABSENT: &str = "https: this program was built without its feature https";
