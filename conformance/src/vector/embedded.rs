include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Every file of the vector set and its schemas that this program was built with.
pub(super) fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}
