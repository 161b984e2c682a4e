//! The reference codec: every operation of the adapter protocol, answered by `http402`.
