//! The memory of the process: measuring it, and returning unused memory to the system.

use std::ffi::{c_int, c_void};

use super::Runtime;

impl Runtime {
    /// The physical memory that this process uses, in bytes. `None` if the system does not tell.
    ///
    /// It includes all memory of the process, and the pages of mapped `.olean` files that were read. Lean's allocator
    /// keeps freed memory until [`collect_memory`](Self::collect_memory), or until it is reused.
    pub fn resident_memory(&self) -> Option<u64> {
        // libuv is a part of libleanshared (`lean_uv_*`). It can read this number on every system that Lean runs on.
        let address = self.shared_library().symbol("uv_resident_set_memory")?;
        // SAFETY: `int uv_resident_set_memory(size_t* rss)` (`uv.h`). Any thread may call it.
        let read = unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut usize) -> c_int>(address) };
        let mut bytes = 0;
        // SAFETY: `bytes` is valid for writing.
        let status = unsafe { read(&mut bytes) };
        (status == 0 && bytes > 0).then_some(bytes as u64)
    }

    /// Returns unused memory of this thread to the system. The result is false if Lean's allocator does not support
    /// that. It takes some milliseconds, which is worthwhile after many objects were dropped.
    pub fn collect_memory(&self) -> bool {
        let Some(address) = self.shared_library().symbol("mi_collect") else { return false };
        let _guard = self.attach();
        // SAFETY: `void mi_collect(bool force)` (`mimalloc.h`). It works on the heap of this thread, which is attached.
        unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn(bool)>(address)(true) };
        true
    }
}
