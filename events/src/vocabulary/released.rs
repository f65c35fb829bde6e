//! What released statistics can be about, and why a figure is not shown.
//!
//! A closed list: a table that joins another dimension must keep the dimensions a tree (see
//! `projections/src/disclosure/cube.rs`), or the audit would not be exact.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// A table of the fixed cube; its period is part of the name.
    ReleasedTable {
        /// All reports of a month.
        TotalByMonth = "total_by_month",
        /// What they tell of, of a quarter.
        KindByQuarter = "kind_by_quarter",
        /// What they are about, of a quarter.
        CategoryByQuarter = "category_by_quarter",
        /// Where the conditions lie, of a quarter.
        UnitByQuarter = "unit_by_quarter",
        /// What they tell of, of a year.
        KindByYear = "kind_by_year",
        /// Where the conditions lie, of a year.
        UnitByYear = "unit_by_year",
        /// What they are about and how bad it was, of a year.
        CategorySeverityByYear = "category_severity_by_year",
    }
}

list! {
    /// Why a figure is not shown.
    Hidden {
        /// It is small: shown as less than the threshold.
        Primary = "primary",
        /// From it something small could be computed, with what else this release shows.
        Secondary = "secondary",
        /// From it something small could be computed, with what earlier releases showed.
        Ledger = "ledger",
    }
}

list! {
    /// The length of a released period.
    Grain {
        /// A month.
        Month = "month",
        /// A quarter.
        Quarter = "quarter",
        /// A year.
        Year = "year",
    }
}

impl ReleasedTable {
    /// How long its periods are.
    #[must_use]
    pub const fn grain(self) -> Grain {
        match self {
            Self::TotalByMonth => Grain::Month,
            Self::KindByQuarter | Self::CategoryByQuarter | Self::UnitByQuarter => Grain::Quarter,
            Self::KindByYear | Self::UnitByYear | Self::CategorySeverityByYear => Grain::Year,
        }
    }
}
