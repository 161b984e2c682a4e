use alloc::sync::Arc;
use core::fmt;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, RootCertStore, ServerConfig,
    ServerConnection, SideData, StreamOwned,
};

use super::wire::{Transport, Wire};

/// Whose certificates a target may show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// The certificates of a PEM file and no others; without one, those that the platform trusts.
    ///
    /// # Errors
    ///
    /// Says why there are none.
    pub fn new(file: Option<&Path>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        if let Some(file) = file {
            let at = |error: &dyn fmt::Display| format!("{}: {error}", file.display());
            for root in CertificateDer::pem_file_iter(file).map_err(|error| at(&error))? {
                let root = root.map_err(|error| at(&error))?;
                roots.add(root).map_err(|error| at(&error))?;
            }
            if roots.is_empty() {
                return Err(at(&"expected certificates in PEM form, found none"));
            }
        } else {
            // Platforms carry a few certificates that nobody can read.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                let why = "https: the platform has no trusted certificates: give --ca-file";
                return Err(why.to_owned());
            }
        }
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Every exchange is to be alike.
        config.resumption = Resumption::disabled();
        Ok(Self(Arc::new(config)))
    }

    pub(super) fn open(&self, host: &str, wire: Wire) -> io::Result<impl Transport + use<>> {
        let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
        let session = ClientConnection::new(Arc::clone(&self.0), name).map_err(invalid)?;
        Ok(StreamOwned::new(session, wire))
    }
}

/// A certificate authority for one run: its key is never written down, its certificate stands in a
/// file that goes when this does.
#[derive(Debug)]
#[non_exhaustive]
pub struct CertificateAuthority {
    config: Arc<ServerConfig>,
    file: PathBuf,
}

impl CertificateAuthority {
    /// Makes an authority and, signed by it, a certificate for this machine's loopback names.
    ///
    /// # Errors
    ///
    /// Where keys cannot be made or the file cannot be written.
    pub fn create() -> Result<Self, String> {
        let (authority, chain, key) = certify().map_err(|error| error.to_string())?;
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| error.to_string())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let file = write_pem(&authority).map_err(|error| format!("certificate file: {error}"))?;
        Ok(Self {
            config: Arc::new(config),
            file,
        })
    }

    /// The authority's certificate in PEM form, for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    pub(super) fn identity(&self) -> Identity {
        Identity(Arc::clone(&self.config))
    }
}

impl Drop for CertificateAuthority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// What a listener shows to its peers.
#[derive(Clone, Debug)]
pub(super) struct Identity(Arc<ServerConfig>);

impl Identity {
    pub(super) fn open(&self, wire: Wire) -> io::Result<impl Transport + use<>> {
        let session = ServerConnection::new(Arc::clone(&self.0)).map_err(invalid)?;
        Ok(StreamOwned::new(session, wire))
    }
}

impl<C, S> Transport for StreamOwned<C, Wire>
where
    C: DerefMut + Deref<Target = ConnectionCommon<S>> + Send,
    S: SideData,
{
    fn wire(&mut self) -> &mut Wire {
        &mut self.sock
    }

    fn handshake(&mut self) -> io::Result<()> {
        while self.conn.is_handshaking() {
            self.conn.complete_io(&mut self.sock)?;
        }
        Ok(())
    }

    fn finish(&mut self) {
        self.conn.send_close_notify();
        let _ = self.conn.write_tls(&mut self.sock);
        self.sock.finish();
    }
}

type Certified = (
    CertificateDer<'static>,
    Vec<CertificateDer<'static>>,
    PrivateKeyDer<'static>,
);

fn certify() -> Result<Certified, rcgen::Error> {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "conform402 throw-away authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    validity(&mut params);
    let key = KeyPair::generate()?;
    let authority = params.self_signed(&key)?.der().clone();
    let issuer = Issuer::new(params, key);

    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "conform402 on loopback");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    validity(&mut params);
    let key = KeyPair::generate()?;
    let leaf = params.signed_by(&key, &issuer)?.der().clone();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    Ok((authority, vec![leaf], key))
}

/// From yesterday to tomorrow.
fn validity(params: &mut CertificateParams) {
    const DAY: Duration = Duration::from_secs(86_400);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + now.saturating_sub(DAY);
    params.not_after = epoch + now.saturating_add(DAY);
}

fn write_pem(certificate: &[u8]) -> io::Result<PathBuf> {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let name = format!(
        "conform402-ca-{}-{}.pem",
        std::process::id(),
        FILES.fetch_add(1, Ordering::Relaxed)
    );
    let path = std::env::temp_dir().join(name);
    let encoded = crate::bytes::to_base64(certificate);
    let mut file = std::fs::File::create_new(&path)?;
    writeln!(file, "-----BEGIN CERTIFICATE-----")?;
    for line in encoded.as_bytes().chunks(64) {
        file.write_all(line)?;
        writeln!(file)?;
    }
    writeln!(file, "-----END CERTIFICATE-----")?;
    Ok(path)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn invalid(error: impl core::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}
