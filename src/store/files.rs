//! The object store of files: sealed bytes under a random name, until they are erased.
//!
//! JetStream's own object store forgets by purging, which leaves the bytes on disk; here
//! each message is overwritten instead. Must never know what the bytes are, nor take a
//! name that says anything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_nats::jetstream::object_store::{GetErrorKind, InfoErrorKind, ObjectInfo, ObjectStore};
use async_nats::jetstream::stream::LastRawMessageErrorKind;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use tillbud_events::AttachmentId;
use tokio::io::AsyncReadExt;

use super::provision::{FILE_BUCKET, FILE_STREAM};
use super::{Connection, OpenError, Unavailable, read};

/// Longest time for one file to be written, read or erased.
const FILE_TIME: Duration = Duration::from_secs(60);

/// A handle on the object store. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    connection: Connection,
    store: ObjectStore,
}

/// Something that the object store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file; none when its writer was stopped in the middle, or the name is not ours.
    pub file: Option<AttachmentId>,
    /// When it was written.
    pub since: Timestamp,
    subjects: Vec<String>,
}

impl Files {
    /// Opens the object store.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(connection: &Connection) -> Result<Self, OpenError> {
        connection.provisioned().await?;
        let store = connection.jetstream()?.get_object_store(FILE_BUCKET).await;
        let store = store.map_err(Unavailable::because)?;
        Ok(Self { connection: connection.clone(), store })
    }

    /// Stores `sealed` under a name that was never used.
    ///
    /// # Errors
    /// [`Unavailable`]; some of it may be stored.
    pub async fn put(&self, file: AttachmentId, sealed: &[u8]) -> Result<(), Unavailable> {
        self.connection.jetstream()?;
        let name = file.to_string();
        let mut sealed = sealed;
        let put = self.store.put(name.as_str(), &mut sealed);
        let put = self.connection.wait_for(FILE_TIME, put).await?;
        put.map(drop).map_err(Unavailable::because)
    }

    /// What was stored; nothing when it was erased, also in part, or never there.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn get(&self, file: AttachmentId) -> Result<Option<Vec<u8>>, Unavailable> {
        // A reader would wait for pieces that an erasure has taken before it was stopped.
        let Some(info) = self.info(file).await? else { return Ok(None) };
        let pieces = self.subjects(&chunks_of(&info)).await?;
        if pieces.iter().map(|(_, count)| count).sum::<usize>() < info.chunks {
            return Ok(None);
        }
        let name = file.to_string();
        let read = async {
            let mut object = match self.store.get(&name).await {
                Ok(object) => object,
                Err(error) if error.kind() == GetErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(Unavailable::because(error)),
            };
            let mut sealed = Vec::with_capacity(object.info().size);
            object.read_to_end(&mut sealed).await.map_err(Unavailable::because)?;
            Ok(Some(sealed))
        };
        self.connection.wait_for(FILE_TIME, read).await?
    }

    /// Overwrites a file. One that is gone already is as good.
    ///
    /// # Errors
    /// [`Unavailable`]; some of it may still be there.
    pub async fn erase(&self, file: AttachmentId) -> Result<(), Unavailable> {
        let Some(info) = self.info(file).await? else { return Ok(()) };
        self.erase_all(&[chunks_of(&info), meta_of(&file.to_string())]).await
    }

    async fn info(&self, file: AttachmentId) -> Result<Option<ObjectInfo>, Unavailable> {
        self.connection.jetstream()?;
        match self.connection.wait(self.store.info(file.to_string())).await? {
            Ok(info) => Ok(Some(info)),
            Err(error) if error.kind() == InfoErrorKind::NotFound => Ok(None),
            Err(error) => Err(Unavailable::because(error)),
        }
    }

    /// Overwrites what [`Self::list`] found.
    ///
    /// # Errors
    /// [`Unavailable`]; some of it may still be there.
    pub async fn erase_kept(&self, kept: &Kept) -> Result<(), Unavailable> {
        self.erase_all(&kept.subjects).await
    }

    /// Everything that is stored, whole or not.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn list(&self) -> Result<Vec<Kept>, Unavailable> {
        let all = |part: &str| format!("$O.{FILE_BUCKET}.{part}.>");
        let chunks = self.subjects(&all("C")).await?;
        let mut chunks: BTreeSet<_> = chunks.into_iter().map(|(subject, _)| subject).collect();
        let mut kept = BTreeMap::new();
        for (meta, _) in self.subjects(&all("M")).await? {
            let Some((info, since)) = self.last(&meta).await? else { continue };
            let info: Option<ObjectInfo> = serde_json::from_slice(&info).ok();
            let file = info.as_ref().and_then(|info| info.name.parse().ok());
            let of_file = info.map(|info| chunks_of(&info)).filter(|of| chunks.remove(of));
            // The meta goes last: as long as it is there, it leads to the rest.
            let subjects = of_file.into_iter().chain([meta.clone()]).collect();
            kept.insert(meta, Kept { file, since, subjects });
        }
        for chunk in chunks {
            let Some((_, since)) = self.last(&chunk).await? else { continue };
            kept.insert(chunk.clone(), Kept { file: None, since, subjects: vec![chunk] });
        }
        Ok(kept.into_values().collect())
    }

    /// The subjects that match `filter`, each with how many messages it has.
    async fn subjects(&self, filter: &str) -> Result<Vec<(String, usize)>, Unavailable> {
        let stream = self.connection.stream(FILE_STREAM).await?;
        let listed = async {
            let subjects = stream.info_with_subjects(filter).await;
            let subjects = subjects.map_err(Unavailable::because)?;
            subjects.map_err(Unavailable::because).try_collect::<Vec<_>>().await
        };
        self.connection.wait(listed).await?
    }

    async fn last(&self, subject: &str) -> Result<Option<(bytes::Bytes, Timestamp)>, Unavailable> {
        let stream = self.connection.stream(FILE_STREAM).await?;
        let request = stream.raw_message_builder().last_by_subject(subject);
        match self.connection.wait(request.send()).await? {
            Ok(message) => {
                let since = Timestamp::from_second(message.time.unix_timestamp());
                Ok(Some((message.payload, since.map_err(Unavailable::because)?)))
            }
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(Unavailable::because(error)),
        }
    }

    async fn erase_all(&self, subjects: &[String]) -> Result<(), Unavailable> {
        let stream = self.connection.stream(FILE_STREAM).await?;
        for subject in subjects {
            let mut from = 1;
            while let Some(stored) =
                read::next(&self.connection, FILE_STREAM, subject, from).await?
            {
                from = stored.sequence + 1;
                match self.connection.wait(stream.delete_message(stored.sequence)).await? {
                    Ok(_) => {}
                    // Somebody else erases the same file.
                    Err(error) => {
                        let found = read::at(&self.connection, FILE_STREAM, stored.sequence);
                        if found.await?.is_some() {
                            return Err(Unavailable::because(error));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

fn chunks_of(info: &ObjectInfo) -> String {
    format!("$O.{FILE_BUCKET}.C.{}", info.nuid)
}

/// As async-nats names it.
fn meta_of(name: &str) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE};
    format!("$O.{FILE_BUCKET}.M.{}", BASE64_URL_SAFE.encode(name))
}
