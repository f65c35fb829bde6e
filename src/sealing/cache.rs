//! Data keys kept in memory for a while.
//!
//! Two generations stand in for a full least-recently-used list: whatever was used
//! since the last turn survives the next one. Must never keep a key longer than
//! [`AGE_MAX`], nor take in one that was destroyed: a read that was on its way, or a
//! replica that is behind, would bring it back.

use std::collections::{HashMap, HashSet};
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
    /// Since the program started; one erased report is one small entry.
    destroyed: HashSet<KeyId>,
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

    /// Keeps `key`, unless it was destroyed; whether it may be used.
    pub(super) fn put(&mut self, key: DataKey) -> bool {
        if self.destroyed.contains(&key.id()) {
            return false;
        }
        self.insert(Entry { key, since: Instant::now() });
        true
    }

    /// Forgets a key for good.
    pub(super) fn destroy(&mut self, id: KeyId) {
        self.young.remove(&id);
        self.old.remove(&id);
        self.destroyed.insert(id);
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
    fn a_destroyed_key_is_gone_from_both_generations_and_does_not_come_back() {
        let mut cache = Cache::default();
        let key = DataKey::generate();
        cache.put(key.clone());
        cache.old = std::mem::take(&mut cache.young);
        cache.destroy(key.id());
        assert!(cache.get(key.id()).is_none());
        assert!(!cache.put(key.clone()));
        assert!(cache.get(key.id()).is_none());
    }
}
