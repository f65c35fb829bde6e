//! Data keys kept in memory for a while.
//!
//! Two generations stand in for a full least-recently-used list: whatever was used
//! since the last turn survives the next one. Must never keep a key longer than
//! [`AGE_MAX`], so that a key destroyed through another program stops opening texts
//! here as well.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::{DataKey, KeyId};

/// Keys of one generation; at most twice as many are held.
const GENERATION: usize = 5_000;
/// How long a key may be used without being asked for again.
const AGE_MAX: Duration = Duration::from_secs(300);

#[derive(Default)]
pub(super) struct Cache {
    young: HashMap<KeyId, Entry>,
    old: HashMap<KeyId, Entry>,
}

struct Entry {
    key: DataKey,
    since: Instant,
}

impl Cache {
    pub(super) fn get(&mut self, id: KeyId) -> Option<DataKey> {
        if !self.young.contains_key(&id)
            && let Some(entry) = self.old.remove(&id)
        {
            self.insert(entry);
        }
        let entry = self.young.get(&id).filter(|entry| entry.since.elapsed() < AGE_MAX)?;
        Some(entry.key.clone())
    }

    pub(super) fn put(&mut self, key: DataKey) {
        self.insert(Entry { key, since: Instant::now() });
    }

    pub(super) fn remove(&mut self, id: KeyId) {
        self.young.remove(&id);
        self.old.remove(&id);
    }

    fn insert(&mut self, entry: Entry) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(entry.key.id(), entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_use_survives_any_number_of_others() {
        let mut cache = Cache::default();
        let kept = DataKey::generate();
        let passed = DataKey::generate();
        cache.put(kept.clone());
        cache.put(passed.clone());
        for _ in 0..3 * GENERATION {
            cache.put(DataKey::generate());
            assert!(cache.get(kept.id()).is_some());
        }
        assert!(cache.get(passed.id()).is_none());
        assert!(cache.young.len() + cache.old.len() <= 2 * GENERATION);
    }

    #[test]
    fn a_removed_key_is_gone_from_both_generations() {
        let mut cache = Cache::default();
        let key = DataKey::generate();
        cache.put(key.clone());
        cache.old = std::mem::take(&mut cache.young);
        cache.remove(key.id());
        assert!(cache.get(key.id()).is_none());
    }
}
