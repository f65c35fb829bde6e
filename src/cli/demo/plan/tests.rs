//! What must hold of every plan.

use super::*;
