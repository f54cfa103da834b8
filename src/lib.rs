//! leanbind
