//! What must hold of every plan.
