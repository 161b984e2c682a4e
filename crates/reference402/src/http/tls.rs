//! TLS, for clients only.

use alloc::sync::Arc;
use core::fmt;
use std::io::{self, Read, Write};
use std::path::Path;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The certificates of whom to believe.
#[derive(Clone, Debug)]
pub(crate) struct Roots(Arc<ClientConfig>);

impl Roots {
    /// Reads a PEM file.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let told = |error: &dyn fmt::Display| format!("root certificates: {error}");
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_file_iter(file).map_err(|error| told(&error))? {
            let root = root.map_err(|error| told(&error))?;
            roots.add(root).map_err(|error| told(&error))?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| told(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }

    /// Speaks TLS over a stream to `host`.
    pub(crate) fn wrap<S: Read + Write>(
        &self,
        host: &str,
        stream: S,
    ) -> io::Result<impl Read + Write> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
        let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
        let session = ClientConnection::new(Arc::clone(&self.0), name);
        let session = session.map_err(io::Error::other)?;
        Ok(StreamOwned::new(session, stream))
    }
}
