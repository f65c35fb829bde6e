//! What takes a process everything it could do harm with, before it looks at a file.
//!
//! After [`confine`] the process can read its standard input, write its standard
//! output, use some memory for some seconds, and end; any other system call kills it.
//! Must never be called in a process that has anything else to do.

use std::collections::BTreeMap;

use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// Address space of the process, in bytes; the largest picture takes half of it.
const MEMORY_BYTES: u64 = 1 << 30;
/// Processor time of the process, in seconds.
const CPU_SECONDS: u64 = 30;

/// Calls that are allowed whatever their arguments: memory, locks, the end.
const ALLOWED: [i64; 13] = [
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_sched_yield,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Takes this process files, network, other processes, and more than its share.
///
/// # Errors
/// The system does not offer these limits; nothing may then be read.
pub fn confine() -> anyhow::Result<()> {
    for (resource, most) in [
        (Resource::As, MEMORY_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    seccompiler::apply_filter_all_threads(&filter()?)?;
    Ok(())
}

fn filter() -> anyhow::Result<BpfProgram> {
    let only = |conditions| SeccompRule::new(conditions);
    // Descriptors are the first argument of read and write; protection the third of
    // mmap and mprotect, its flags the fourth.
    let descriptor = |number| condition(0, SeccompCmpOp::Eq, number);
    let not_executable = || condition(2, masked(libc::PROT_EXEC)?, 0);
    let anonymous = || {
        let flag = u64::try_from(libc::MAP_ANONYMOUS)?;
        condition(3, masked(libc::MAP_ANONYMOUS)?, flag)
    };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.into_iter().map(|call| (call, Vec::new())).collect();
    rules.insert(libc::SYS_read, vec![only(vec![descriptor(0)?])?]);
    rules.insert(libc::SYS_write, vec![only(vec![descriptor(1)?])?]);
    rules.insert(libc::SYS_mprotect, vec![only(vec![not_executable()?])?]);
    rules.insert(libc::SYS_mmap, vec![only(vec![not_executable()?, anonymous()?])?]);
    let architecture = std::env::consts::ARCH.try_into()?;
    let (otherwise, allowed) = (SeccompAction::KillProcess, SeccompAction::Allow);
    Ok(SeccompFilter::new(rules, otherwise, allowed, architecture)?.try_into()?)
}

fn masked(flag: i32) -> anyhow::Result<SeccompCmpOp> {
    Ok(SeccompCmpOp::MaskedEq(u64::try_from(flag)?))
}

fn condition(argument: u8, op: SeccompCmpOp, value: u64) -> anyhow::Result<SeccompCondition> {
    Ok(SeccompCondition::new(argument, SeccompCmpArgLen::Dword, op, value)?)
}
