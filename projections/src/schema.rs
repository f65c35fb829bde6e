//! What the DDL says: the name of this generation, and every table with its columns.
//!
//! Must never be changed into migrations: a changed DDL or projection gives another
//! generation, built from the log beside the old one.

use crate::{checkpoint, compaction, projection, search};

/// How many hexadecimal digits name a generation.
const GENERATION_DIGITS: usize = 12;

/// A table, read from its DDL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<Column>,
}

/// A column, read from its DDL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
}

/// Every DDL file, the checkpoint first.
pub(crate) fn ddl() -> impl Iterator<Item = &'static str> {
    std::iter::once(checkpoint::DDL)
        .chain(projection::ALL.iter().map(|described| described.ddl))
        .chain(std::iter::once(compaction::DDL))
}

/// The name of the rows that this program computes: a digest of all DDL, of the index for
/// searching and of every projection's name and version.
pub(crate) fn generation() -> String {
    let versions = projection::ALL
        .iter()
        .map(|described| format!("{}:{}\n", described.name, described.version));
    let index = std::iter::once(search::DESCRIPTION);
    let described: String = ddl().chain(index).map(str::to_owned).chain(versions).collect();
    format!("{:016x}", fnv1a(described.as_bytes())).split_at(GENERATION_DIGITS).0.to_owned()
}

/// Whether `name` could be that of a generation of any version.
pub(crate) fn is_generation(name: &str) -> bool {
    name.len() == GENERATION_DIGITS && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Every table, the checkpoint first. The files are written so that each column is a
/// line of its own: `name type …,`; a line that begins with `--` says something about the next.
pub(crate) fn tables() -> Vec<Table> {
    ddl().flat_map(tables_of).collect()
}

fn tables_of(ddl: &'static str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut is_inside = false;
    for line in ddl.lines() {
        let words = line.split_whitespace().collect::<Vec<_>>();
        match (words.as_slice(), tables.last_mut()) {
            (["create", "table", "if", "not", "exists", name, "("], _) => {
                tables.push(Table { name, columns: Vec::new() });
                is_inside = true;
            }
            ([");"], _) => is_inside = false,
            (["--" | "primary", ..], _) => {}
            ([name, kind, ..], Some(table)) if is_inside => {
                table.columns.push(Column { name, kind: kind.trim_end_matches(',') });
            }
            _ => {}
        }
    }
    tables
}

/// Fowler–Noll–Vo 1a, 64 bits: a stable name, not a protection.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn every_table_of_the_migrations_is_read_with_its_columns() {
        let tables = tables();
        let created = ddl().map(|ddl| ddl.matches("create table").count()).sum::<usize>();
        assert_eq!(tables.len(), created);
        for Table { name, columns } in &tables {
            assert!(!columns.is_empty(), "{name}");
            for column in columns {
                assert!(
                    ["text", "bigint", "boolean"].contains(&column.kind),
                    "{name}.{} is {}",
                    column.name,
                    column.kind
                );
            }
        }
        let names: Vec<_> = tables.iter().map(|table| table.name).collect();
        assert_eq!(names[..2], ["checkpoint", "report"]);
        assert!(is_generation(&generation()));
    }
}
