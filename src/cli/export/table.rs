//! Rows as JSON Lines or CSV, from one list of columns.
//!
//! CSV is UTF-8 with a header row; lists and objects are JSON text in a cell. Must
//! never write a cell that a spreadsheet would run.

use std::io::{self, Write};

use serde::Serializer;
use serde_json::Value;

use super::output::Output;
use crate::csv::cell;

/// A column: its name, and what a row has in it.
pub type Column<T> = (&'static str, fn(&T) -> Value);

/// The form of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header row, for spreadsheets
    Csv,
}

/// Writes rows.
pub struct Table<T: 'static> {
    columns: &'static [Column<T>],
    rows: Rows,
}

enum Rows {
    Jsonl(Output),
    Csv(Box<csv::Writer<Output>>),
}

impl<T> Table<T> {
    /// Begins; CSV with its header.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(format: Format, columns: &'static [Column<T>], output: Output) -> io::Result<Self> {
        let rows = match format {
            Format::Jsonl => Rows::Jsonl(output),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                writer.write_record(columns.iter().map(|(name, _)| name)).map_err(cause)?;
                Rows::Csv(Box::new(writer))
            }
        };
        Ok(Self { columns, rows })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, row: &T) -> io::Result<()> {
        let values = self.columns.iter().map(|(name, value)| (name, value(row)));
        match &mut self.rows {
            Rows::Jsonl(output) => {
                serde_json::Serializer::new(&mut *output).collect_map(values)?;
                output.write_all(b"\n")
            }
            Rows::Csv(writer) => {
                let cells = values.map(|(_, value)| match value {
                    Value::Null => String::new(),
                    Value::String(text) => cell(&text).into_owned(),
                    Value::Bool(_) | Value::Number(_) => value.to_string(),
                    Value::Array(_) | Value::Object(_) => cell(&value.to_string()).into_owned(),
                });
                writer.write_record(cells).map_err(cause)
            }
        }
    }

    /// Ends.
    ///
    /// # Errors
    /// What the system says; a file asked for is as it was.
    pub fn finish(self) -> io::Result<()> {
        match self.rows {
            Rows::Jsonl(output) => output.finish(),
            Rows::Csv(writer) => {
                writer.into_inner().map_err(csv::IntoInnerError::into_error)?.finish()
            }
        }
    }
}

/// What the system said, without the CSV writer's wrapping.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    const COLUMNS: &[Column<Value>] =
        &[("text", |row| row["text"].clone()), ("rest", |row| row["rest"].clone())];

    fn written(format: Format, rows: &[Value]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows");
        let mut table = Table::new(format, COLUMNS, Output::file(&file).unwrap()).unwrap();
        rows.iter().for_each(|row| table.write(row).unwrap());
        table.finish().unwrap();
        fs::read_to_string(file).unwrap()
    }

    #[test]
    fn json_lines_keep_the_order_of_the_columns() {
        let rows = [json!({ "rest": [1], "text": "=1" }), json!({})];
        let expected = "{\"text\":\"=1\",\"rest\":[1]}\n{\"text\":null,\"rest\":null}\n";
        assert_eq!(written(Format::Jsonl, &rows), expected);
    }

    #[test]
    fn hostile_text_stays_one_cell_that_nothing_runs() {
        let hostile = [
            "=HYPERLINK(\"http://x\",\"y\")",
            "@SUM(A1)",
            "+1",
            "-1+2",
            "\tx",
            "\rx",
            "a,\"b\"\r\nc;d\n",
            "\u{feff}å👩‍🚒",
        ];
        let rows: Vec<_> = hostile.iter().map(|text| json!({ "text": text })).collect();
        let written = written(Format::Csv, &rows);
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        assert_eq!(reader.headers().unwrap(), ["text", "rest"].as_slice());
        let read: Vec<_> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        assert_eq!(read.len(), hostile.len());
        for (read, hostile) in read.iter().zip(hostile) {
            assert!(!read.starts_with(['=', '@', '+', '-', '\t', '\r']), "{read:?}");
            assert_eq!(read.strip_prefix('\'').unwrap_or(read), hostile);
        }
    }

    #[test]
    fn numbers_and_lists_are_cells_too_and_nothing_is_an_empty_one() {
        let rows = [json!({ "text": -1, "rest": ["a", "b"] }), json!({ "text": true })];
        assert_eq!(written(Format::Csv, &rows), "text,rest\n-1,\"[\"\"a\"\",\"\"b\"\"]\"\ntrue,\n");
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(written(Format::Csv, &[]), "text,rest\n");
        assert_eq!(written(Format::Jsonl, &[]), "");
    }
}
