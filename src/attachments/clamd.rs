//! The virus scanner: clamd's INSTREAM over TCP or a Unix socket.
//!
//! Must never let a file pass that was not scanned, nor tell the scanner anything but
//! its bytes.

use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// Longest time for one file.
const SCAN_TIME: Duration = Duration::from_secs(60);
/// Bytes of one piece of a file on its way to the scanner.
const PIECE_BYTES: usize = 64 * 1024;
/// Longest answer that is read, in bytes.
const ANSWER_BYTES: u64 = 4 * 1024;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// `tcp://host:port`
    Tcp(String),
    /// `unix:/path`
    Unix(PathBuf),
}

/// The address is neither of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be tcp://host:port or unix:/path")]
pub struct ClamdError;

impl FromStr for Clamd {
    type Err = ClamdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text.strip_prefix("tcp://"), text.strip_prefix("unix:")) {
            (Some(address), _) if address.contains(':') => Ok(Self::Tcp(address.to_owned())),
            (_, Some(path)) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            _ => Err(ClamdError),
        }
    }
}

/// Reads from and writes to the scanner.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl Clamd {
    /// Whether the scanner answers.
    ///
    /// # Errors
    /// It does not, or says something else than clamd says.
    pub async fn ping(&self) -> io::Result<()> {
        let answer = timeout(SCAN_TIME, self.ask(b"zPING\0", None)).await??;
        if answer == "PONG" { Ok(()) } else { Err(io::Error::other("it is not clamd")) }
    }

    /// Whether nothing was found in `bytes`.
    ///
    /// # Errors
    /// The scanner is away, or could not scan them.
    pub async fn is_clean(&self, bytes: &[u8]) -> io::Result<bool> {
        let answer = timeout(SCAN_TIME, self.ask(b"zINSTREAM\0", Some(bytes))).await??;
        match answer.as_str() {
            "stream: OK" => Ok(true),
            found if found.ends_with(" FOUND") => Ok(false),
            _ => Err(io::Error::other("the scanner could not scan a file; see its own log")),
        }
    }

    async fn ask(&self, command: &[u8], stream: Option<&[u8]>) -> io::Result<String> {
        let mut wire: Box<dyn Wire> = match self {
            Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
        };
        wire.write_all(command).await?;
        if let Some(bytes) = stream {
            for piece in bytes.chunks(PIECE_BYTES) {
                let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
                wire.write_all(&length.to_be_bytes()).await?;
                wire.write_all(piece).await?;
            }
            wire.write_all(&[0; 4]).await?;
        }
        wire.flush().await?;
        let mut answer = String::new();
        wire.take(ANSWER_BYTES).read_to_string(&mut answer).await?;
        Ok(answer.trim_end_matches(['\0', '\n']).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_with_a_port_or_a_path() {
        assert_eq!("tcp://host:3310".parse(), Ok(Clamd::Tcp("host:3310".into())));
        assert_eq!("unix:/run/clamd".parse(), Ok(Clamd::Unix("/run/clamd".into())));
        for wrong in ["host:3310", "tcp://host", "unix:run", ""] {
            assert_eq!(wrong.parse::<Clamd>(), Err(ClamdError), "{wrong}");
        }
    }
}
