//! The memory of the process: how much of it is in use, and giving back what is not.

use std::ffi::{c_int, c_void};

use super::Runtime;

impl Runtime {
    /// The physical memory that this process uses, in bytes; `None` where the system does not say.
    ///
    /// It counts everything in the process, Lean's mapped `.olean` files as far as they were read too. What is freed stays
    /// in Lean's allocator until [`collect_memory`](Self::collect_memory), or until it is used again.
    pub fn resident_memory(&self) -> Option<u64> {
        // libuv is a part of libleanshared (`lean_uv_*`), and reads the number on every system that Lean runs on.
        let address = self.shared_library().symbol("uv_resident_set_memory")?;
        // SAFETY: `int uv_resident_set_memory(size_t* rss)` (`uv.h`); it may be called from any thread.
        let read = unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut usize) -> c_int>(address) };
        let mut bytes = 0;
        // SAFETY: a place for the number.
        let status = unsafe { read(&mut bytes) };
        (status == 0 && bytes > 0).then_some(bytes as u64)
    }

    /// Gives memory that this thread's objects no longer need back to the system; says whether Lean's allocator could be
    /// asked. Worth its time, some milliseconds, after many objects were dropped.
    pub fn collect_memory(&self) -> bool {
        let Some(address) = self.shared_library().symbol("mi_collect") else { return false };
        let _guard = self.attach();
        // SAFETY: `void mi_collect(bool force)` (`mimalloc.h`), for the heap of this thread, which is attached.
        unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn(bool)>(address)(true) };
        true
    }
}
