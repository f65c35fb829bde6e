//! Which machine it is, and how fast its disk syncs right now: what a figure means
//! depends on both.
//!
//! Must never leave its probe file behind.

use std::fs;
use std::io::Write;
use std::time::Instant;

use crate::common::{milliseconds, percentile};

/// Writes of one probe, each as large as a small event.
const PROBES: usize = 200;
const PROBE_BYTES: usize = 600;

/// Cores and model of the processor.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    format!("machine: {cores} cores, {model}")
}

/// How long a write of 600 bytes takes to reach the disk, now.
pub fn probe_disk(when: &str) -> String {
    let mut file = tempfile::tempfile().unwrap();
    let probe = |_| {
        let begun = Instant::now();
        file.write_all(&[0; PROBE_BYTES]).unwrap();
        file.sync_data().unwrap();
        milliseconds(begun.elapsed())
    };
    let took: Vec<f64> = (0..PROBES).map(probe).collect();
    let rate = PROBES as f64 * 1_000.0 / took.iter().sum::<f64>();
    format!(
        "disk {when}: {rate:.0} syncs a second, p50 {:.2} ms, p95 {:.2} ms",
        percentile(&took, 0.5),
        percentile(&took, 0.95),
    )
}
