//! Whether what is done many times leaves memory as it was.

/// Runs `test` in a process of its own: another run of this program, in which only the test with this name runs.
pub fn in_its_own_process(name: &str, test: impl FnOnce()) {
    /// Set in the child process.
    const CHILD: &str = "LEANBIND_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return test();
    }
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let output = command.args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    print!("{}{}", said[0], said[1]);
    assert!(output.status.success(), "the child process failed");
    assert!(said[0].contains("test result: ok. 1 passed"), "no test has the name {name}");
}

/// Does something `times`, each time with the number of the turn; the second half may not need more memory than the first
/// left. Nothing else may run in the process meanwhile.
///
/// Pages also come and go by themselves, more so on a busy machine. So a half that needs more is done again, up to twice: a
/// leak shows each time.
pub fn stays_flat(name: &str, times: u32, mut turn: impl FnMut(u32)) {
    (0..times / 2).for_each(&mut turn);
    let mut grown = String::new();
    for _ in 0..3 {
        let half = resident_kib();
        (times / 2..times).for_each(&mut turn);
        let all = resident_kib();
        // One lost object of the smallest size, 16 bytes, in each turn of a half makes 8 bytes of this.
        if all < half + 7 * u64::from(times) / 1024 + 256 {
            return;
        }
        grown += &format!("; {half} KiB after half of {times} turns, {all} KiB after all of them");
    }
    panic!("{name}{grown}");
}

/// The memory of this process that is in use, in KiB.
pub fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").ok();
    let line = status.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("VmRSS:")));
    let number = match line {
        Some(line) => line.trim_end_matches("kB").trim().to_owned(),
        None => {
            let ps =
                std::process::Command::new("ps").args(["-o", "rss=", "-p", &std::process::id().to_string()]).output();
            String::from_utf8(ps.expect("ps runs").stdout).unwrap().trim().to_owned()
        }
    };
    number.parse().unwrap()
}
