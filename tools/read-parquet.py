#!/usr/bin/env python3
"""read-parquet.py FILE…: reads Parquet files with pyarrow and DuckDB, and prints their rows.

For whoever changes src/parquet.rs: both must read the same. `pip install pyarrow duckdb` first.
Must never be needed to build or to test.
"""
import sys

import duckdb
import pyarrow.parquet

for path in sys.argv[1:]:
    table = pyarrow.parquet.read_table(path)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    other = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
    if rows != other:
        sys.exit(f"{path}: pyarrow and DuckDB disagree\n{rows[:5]}\n{other[:5]}")
    print(f"{path}: {table.num_rows} rows\n{table.schema}")
    for row in rows[:10]:
        print(row)
