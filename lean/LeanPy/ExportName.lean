module

public meta import Lean.Elab.Exception

/-!
# Names that a C symbol may have

An exported definition becomes a C function of the name that its author chose. A keyword of C does not
compile; a function of the C library or of Lean's runtime takes the place of the definition's, or the
other way round.
-/

public meta section

open Lean

namespace LeanPy

/-- Letters, digits and underscores, not beginning with a digit. -/
def isCIdentifier (s : String) : Bool :=
  let chars := s.toList
  -- `Char.isAlpha` holds of ASCII letters only.
  let isLetter c := c == '_' || c.isAlpha
  chars.head?.any isLetter && chars.all fun c => isLetter c || c.isDigit

/-- The keywords of C, up to C23. -/
private def keywords : List String :=
  ["alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const", "constexpr", "continue",
    "default", "do", "double", "else", "enum", "extern", "false", "float", "for", "goto", "if", "inline",
    "int", "long", "nullptr", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "static_assert", "struct", "switch", "thread_local", "true", "typedef", "typeof", "typeof_unqual",
    "union", "unsigned", "void", "volatile", "while"]

/-- The words of a text, between single spaces. -/
private def words (text : String) : List String :=
  let (others, last) := text.toList.foldl (init := ([], "")) fun (others, word) c =>
    if c == ' ' then (word :: others, "") else (others, word.push c)
  last :: others

/-- What the C library of glibc, macOS and musl, and the headers that `lean.h` includes, declare. -/
private def libraryNames : Std.HashSet String :=
  .ofList (words names)
where
  names :=
    "BUFSIZ CHAR_BIT CLOCKS_PER_SEC EOF EXIT_FAILURE EXIT_SUCCESS FILE HUGE_VAL INFINITY NAN NULL \
    RAND_MAX a64l abort abs accept accept4 access acct acos acosf acosh acoshf acoshl acosl \
    addmntent addseverity adjtime adjtimex advance alarm aligned_alloc alphasort arc4random \
    arc4random_buf arc4random_uniform arch_prctl argp_err_exit_status argp_error argp_failure \
    argp_help argp_parse argp_program_bug_address argp_program_version argp_program_version_hook \
    argp_state_help argp_usage asctime asin asinf asinh asinhf asinhl asinl asprintf assert atan \
    atan2 atan2f atan2l atanf atanh atanhf atanhl atanl atof atoi atol atoll atomic_init backtrace \
    backtrace_symbols backtrace_symbols_fd basename bcmp bcopy bdflush bind bind_textdomain_codeset \
    bindresvport bindtextdomain brk bsd_signal bsearch btowc bzero c16rtomb c32rtomb c8rtomb cabs \
    cabsf cabsl cacos cacosf cacosh cacoshf cacoshl cacosl call_once calloc canonicalize \
    canonicalize_file_name canonicalizef canonicalizel capget capset carg cargf cargl casin casinf \
    casinh casinhf casinhl casinl catan catanf catanh catanhf catanhl catanl catclose catgets \
    catopen cbrt cbrtf cbrtl ccos ccosf ccosh ccoshf ccoshl ccosl ceil ceilf ceill cexp cexpf cexpl \
    cfgetispeed cfgetospeed cfmakeraw cfree cfsetispeed cfsetospeed cfsetspeed chdir chflags chmod \
    chown chroot cimag cimagf cimagl clearenv clearerr clock clock_adjtime clock_getcpuclockid \
    clock_getres clock_gettime clock_nanosleep clock_settime clock_t clog clog10 clog10f clog10l \
    clogf clogl clone close close_range closedir closefrom closelog confstr conj conjf conjl \
    connect copy_file_range copysign copysignf copysignl cos cosf cosh coshf coshl cosl cpow cpowf \
    cpowl cproj cprojf cprojl creal crealf creall creat create_module csin csinf csinh csinhf \
    csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh ctanhf ctanhl ctanl ctermid ctime cuserid \
    daddl daemon daylight dcgettext dcngettext ddivl delete_module dfmal dgettext difftime dirfd \
    dirname div div_t dl_iterate_phdr dladdr dladdr1 dlclose dlerror dlinfo dlmopen dlopen dlsym \
    dlvsym dmull dn_comp dn_expand dn_skipname dngettext dprintf drand48 drem dremf dreml dsqrtl \
    dsubl dup dup2 dup3 duplocale dysize eaccess ecvt endfsent endgrent endhostent endmntent \
    endpwent endservent endsgent endspent endttyent endusershell endutent endutxent environ erand48 \
    erf erfc erfcf erfcl erff erfl err errno error error_at_line error_message_count \
    error_one_per_line error_print_progname errx euidaccess eventfd eventfd_read eventfd_write \
    execl execle execlp execv execve execveat execvp execvpe exit exp exp10 exp10f exp10l exp2 \
    exp2f exp2l expf expl explicit_bzero expm1 expm1f expm1l fabs fabsf fabsl faccessat fadd faddl \
    fallocate fattach fchdir fchflags fchmod fchmodat fchown fchownat fclose fcloseall fcntl fcvt \
    fdatasync fdetach fdim fdimf fdiml fdiv fdivl fdopen fdopendir feclearexcept fedisableexcept \
    feenableexcept fegetenv fegetexcept fegetexceptflag fegetmode fegetround feholdexcept feof \
    feraiseexcept ferror fesetenv fesetexcept fesetexceptflag fesetmode fesetround fetestexcept \
    fetestexceptflag feupdateenv fexecve fflush ffma ffmal ffs ffsl ffsll fgetc fgetgrent fgetpos \
    fgetpwent fgets fgetsgent fgetspent fgetwc fgetws fileno finite finitef finitel flock flockfile \
    floor floorf floorl fma fmaf fmal fmax fmaxf fmaximum fmaximum_mag fmaximum_mag_num \
    fmaximum_mag_numf fmaximum_mag_numl fmaximum_magf fmaximum_magl fmaximum_num fmaximum_numf \
    fmaximum_numl fmaximumf fmaximuml fmaxl fmaxmag fmaxmagf fmaxmagl fmemopen fmin fminf fminimum \
    fminimum_mag fminimum_mag_num fminimum_mag_numf fminimum_mag_numl fminimum_magf fminimum_magl \
    fminimum_num fminimum_numf fminimum_numl fminimumf fminimuml fminl fminmag fminmagf fminmagl \
    fmod fmodf fmodl fmtmsg fmul fmull fnmatch fopen fopencookie fork forkpty fpathconf fpos_t \
    fprintf fputc fputs fputwc fputws fread free freeaddrinfo freeifaddrs freelocale freopen frexp \
    frexpf frexpl fromfp fromfpf fromfpl fromfpx fromfpxf fromfpxl fscanf fsconfig fseek fseeko \
    fsetpos fsmount fsopen fspick fsqrt fsqrtl fstat fstatat fstatfs fstatvfs fsub fsubl fsync \
    ftell ftello ftime ftok ftruncate ftrylockfile ftw funlockfile futimens futimes futimesat fwide \
    fwprintf fwrite fwscanf gai_cancel gai_error gai_strerror gai_suspend gamma gammaf gammal gcvt \
    get_avphys_pages get_current_dir_name get_kernel_syms get_myaddress get_nprocs get_nprocs_conf \
    get_phys_pages getaddrinfo getaddrinfo_a getauxval getc getchar getcontext getcpu getcwd \
    getdate getdate_err getdelim getdirentries getdomainname getdtablesize getegid getentropy \
    getenv geteuid getfsent getfsfile getfsspec getgid getgrent getgrgid getgrnam getgrouplist \
    getgroups gethostbyaddr gethostbyname gethostbyname2 gethostent gethostid gethostname \
    getifaddrs getipv4sourcefilter getitimer getline getloadavg getlogin getmntent getmsg \
    getnameinfo getopt getopt_long getopt_long_only getpagesize getpass getpayload getpayloadf \
    getpayloadl getpeername getpgid getpgrp getpid getpmsg getppid getpriority getpt getpublickey \
    getpw getpwent getpwnam getpwuid getrandom getresgid getresuid getrlimit getrusage gets \
    getsecretkey getservbyname getservbyport getservent getsgent getsgnam getsid getsockname \
    getsockopt getsourcefilter getspent getspnam getsubopt gettext gettid gettimeofday getttyent \
    getttynam getuid getusershell getutent getutid getutline getutmp getutmpx getutxent getutxid \
    getutxline getw getwc getwchar getwd glob glob_pattern_p globfree gmtime grantpt group_member \
    gsignal gtty h_errlist h_nerr hasmntopt hcreate hdestroy herror hsearch hstrerror htonl htons \
    hypot hypotf hypotl iconv iconv_close iconv_open ilogb ilogbf ilogbl imaxabs imaxdiv \
    in6addr_any in6addr_loopback index inet_addr inet_aton inet_lnaof inet_makeaddr inet_netof \
    inet_network inet_nsap_addr inet_nsap_ntoa inet_ntoa inet_ntop inet_pton init_module initgroups \
    initstate innetgr insque int16_t int32_t int64_t int8_t intmax_t intptr_t ioctl ioperm iopl \
    isalnum isalpha isascii isastream isatty isblank iscntrl isctype isdigit isfdtype isgraph isinf \
    isinff isinfl islower isnan isnanf isnanl isprint ispunct isspace isupper iswalnum iswalpha \
    iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper \
    iswxdigit isxdigit j0 j0f j0l j1 j1f j1l jn jnf jnl jrand48 kill killpg klogctl l64a labs \
    lchmod lchown lckpwdf lcong48 ldexp ldexpf ldexpl ldiv ldiv_t lfind lgamma lgammaf lgammal link \
    linkat listen llabs lldiv lldiv_t llogb llogbf llogbl llrint llrintf llrintl llround llroundf \
    llroundl loc1 loc2 localeconv localtime lockf locs log log10 log10f log10l log1p log1pf log1pl \
    log2 log2f log2l logb logbf logbl logf login login_tty logl logout logwtmp longjmp lrand48 \
    lrint lrintf lrintl lround lroundf lroundl lsearch lseek lstat lutimes madvise main makecontext \
    mallinfo mallinfo2 malloc malloc_info malloc_stats malloc_trim malloc_usable_size mallopt \
    mallwatch matherr max_align_t mblen mbrlen mbrtoc16 mbrtoc32 mbrtoc8 mbrtowc mbsinit mbsnrtowcs \
    mbsrtowcs mbstowcs mbtowc mcount memalign memccpy memchr memcmp memcpy memfd_create memfrob \
    memmem memmove mempcpy memrchr memset mincore mkdir mkdirat mkdtemp mkfifo mkfifoat mknod \
    mknodat mkostemp mkostemps mkstemp mkstemps mktemp mktime mlock mlock2 mlockall mmap modf modff \
    modfl modify_ldt moncontrol monstartup mount mount_setattr move_mount mprobe mprotect mrand48 \
    mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap muntrace nan nanf nanl \
    nanosleep nearbyint nearbyintf nearbyintl newlocale nextafter nextafterf nextafterl nextdown \
    nextdownf nextdownl nexttoward nexttowardf nexttowardl nextup nextupf nextupl nfsservctl \
    ngettext nice nl_langinfo nrand48 ntohl ntohs off_t offsetof on_exit open open_memstream \
    open_tree open_wmemstream openat opendir openlog openpty optarg opterr optind optopt pathconf \
    pause pclose perror personality pid_t pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 \
    pivot_root poll popen pow pow10 pow10f pow10l powf powl ppoll prctl pread preadv preadv2 \
    preadv64v2 printf prlimit profil program_invocation_name program_invocation_short_name pselect \
    psiginfo psignal ptrace ptrdiff_t ptsname putc putchar putenv putgrent putmsg putpmsg putpwent \
    puts putsgent putspent pututline pututxline putw putwc putwchar pvalloc pwrite pwritev pwritev2 \
    pwritev64v2 qecvt qfcvt qgcvt qsort query_module quick_exit quotactl raise rand random \
    rawmemchr read readahead readdir readlink readlinkat readv realloc reallocarray realpath reboot \
    recv recvfrom recvmmsg recvmsg regcomp regerror regexec regfree registerrpc remainder \
    remainderf remainderl remap_file_pages remove remque remquo remquof remquol rename renameat \
    renameat2 revoke rewind rewinddir rindex rint rintf rintl rmdir round roundeven roundevenf \
    roundevenl roundf roundl rpmatch rresvport rresvport_af ruserpass sbrk scalb scalbf scalbl \
    scalbln scalblnf scalblnl scalbn scalbnf scalbnl scandir scandirat scanf secure_getenv seed48 \
    seekdir select semctl semget semop semtimedop send sendfile sendmmsg sendmsg sendto setbuf \
    setbuffer setcontext setdomainname setegid setenv seteuid setfsent setfsgid setfsuid setgid \
    setgrent setgroups sethostent sethostid sethostname setipv4sourcefilter setitimer setjmp \
    setlinebuf setlocale setlogin setlogmask setmntent setns setpayload setpayloadf setpayloadl \
    setpayloadsig setpayloadsigf setpayloadsigl setpgid setpgrp setpriority setpwent setregid \
    setresgid setresuid setreuid setrlimit setservent setsgent setsid setsockopt setsourcefilter \
    setspent setstate settimeofday setttyent setuid setusershell setutent setutxent setvbuf \
    sgetsgent sgetspent shm_open shm_unlink shmat shmctl shmdt shmget shutdown sigabbrev_np \
    sigaction sigaddset sigaltstack sigandset sigblock sigdelset sigdescr_np sigemptyset sigfillset \
    siggetmask sighold sigignore siginterrupt sigisemptyset sigismember siglongjmp signal signalfd \
    signgam significand significandf significandl sigorset sigpause sigpending sigprocmask sigqueue \
    sigrelse sigreturn sigset sigsetmask sigstack sigsuspend sigtimedwait sigvec sigwait \
    sigwaitinfo sin sincos sincosf sincosl sinf sinh sinhf sinhl sinl size_t sleep snprintf \
    sockatmark socket socketpair splice sprintf sprofil sqrt sqrtf sqrtl srand srand48 srandom \
    sscanf ssignal ssize_t sstk stat statfs statvfs statx stderr stdin stdout step stime stpcpy \
    stpncpy strcasecmp strcasestr strcat strchr strchrnul strcmp strcoll strcpy strcspn strdup \
    strerror strerrordesc_np strerrorname_np strfmon strfry strftime strlen strncasecmp strncat \
    strncmp strncpy strndup strnlen strpbrk strptime strrchr strsep strsignal strspn strstr strtod \
    strtof strtoimax strtok strtol strtold strtoll strtoq strtoul strtoull strtoumax strtouq \
    strverscmp strxfrm stty swab swapcontext swapoff swapon swprintf swscanf symlink symlinkat sync \
    sync_file_range syncfs sys_errlist sys_nerr sys_sigabbrev sys_siglist syscall sysconf sysctl \
    sysinfo syslog system sysv_signal tan tanf tanh tanhf tanhl tanl tcdrain tcflow tcflush \
    tcgetattr tcgetpgrp tcgetsid tcsendbreak tcsetattr tcsetpgrp tdelete tdestroy tee telldir \
    tempnam textdomain tfind tgamma tgammaf tgammal tgkill time time_t timegm timelocal times \
    timespec_get timespec_getres timezone tmpfile tmpnam toascii tolower totalorder totalorderf \
    totalorderl totalordermag totalordermagf totalordermagl toupper towctrans towlower towupper \
    tr_break trunc truncate truncf truncl tsearch ttyname ttyslot twalk tzname tzset ualarm ufromfp \
    ufromfpf ufromfpl ufromfpx ufromfpxf ufromfpxl uint16_t uint32_t uint64_t uint8_t uintmax_t \
    uintptr_t ulckpwdf ulimit umask umount umount2 uname ungetc ungetwc unlink unlinkat unlockpt \
    unsetenv unshare updwtmp updwtmpx uselib uselocale usleep ustat utime utimensat utimes utmpname \
    utmpxname va_arg va_copy va_end va_list va_start valloc vasprintf vdprintf verr verrx \
    versionsort vfork vfprintf vfscanf vfwprintf vfwscanf vhangup vlimit vmsplice vprintf vscanf \
    vsnprintf vsprintf vsscanf vswprintf vswscanf vsyslog vtimes vwarn vwarnx vwprintf vwscanf wait \
    wait3 wait4 waitid waitpid warn warnx wchar_t wcpcpy wcpncpy wcrtomb wcscasecmp wcscat wcschr \
    wcschrnul wcscmp wcscoll wcscpy wcscspn wcsdup wcsftime wcslen wcsncasecmp wcsncat wcsncmp \
    wcsncpy wcsnlen wcsnrtombs wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstoimax \
    wcstok wcstol wcstold wcstoll wcstombs wcstoq wcstoul wcstoull wcstoumax wcstouq wcswcs \
    wcswidth wcsxfrm wctob wctomb wctrans wctype wcwidth wmemchr wmemcmp wmemcpy wmemmove wmempcpy \
    wmemset wordexp wordfree wprintf write writev wscanf xprt_register xprt_unregister y0 y0f y0l \
    y1 y1f y1l yn ynf ynl"

/-- How the names of whole families of C functions begin. -/
private def libraryPrefixes : List String :=
  ["aio_", "atomic_", "cnd_", "epoll_", "inotify_", "mi_", "mq_", "mtx_", "posix_", "pthread_", "sched_",
    "sem_", "stdc_", "thrd_", "timer_", "tss_", "uv_"]

/-- How the symbols of Lean's runtime, and those that the compiler makes, begin. -/
private def leanPrefixes : List String :=
  ["LEAN_", "_init_", "initialize_", "l_", "leanbind_", "lean_", "lp_", "meta_initialize_",
    "runtime_initialize_"]

/-- Whether the C that Lean's compiler writes has a variable or a label of this name. -/
private def isLocal (name : String) : Bool :=
  ["_G_initialized", "_start", "builtin", "res", "w"].contains name
    || ["x_", "block_"].any fun stem =>
      stem.isPrefixOf name && name.length > stem.length && (name.toList.drop stem.length).all Char.isDigit

/-- Why a C symbol cannot have this name. -/
def exportNameProblem? (name : String) : Option String :=
  let startsWith (prefixes : List String) := prefixes.any (String.isPrefixOf · name)
  let isReserved := match name.toList with
    | '_' :: c :: _ => c == '_' || c.isUpper
    | _ => false
  if !isCIdentifier name then
    some "a C symbol consists of letters, digits and underscores and does not begin with a digit"
  else if keywords.contains name then
    some "it is a keyword of C"
  else if startsWith leanPrefixes then
    some "names that begin like this belong to Lean's runtime and its compiler"
  else if isLocal name then
    some "the C that Lean's compiler writes has a variable of this name"
  else if isReserved then
    some "C reserves names that begin with two underscores, or an underscore and a capital letter"
  else if libraryNames.contains name || startsWith libraryPrefixes then
    some "the C library has a function, a type or a macro of this name"
  else
    none

/-- A name that is free of the problem, made from the one that was chosen, or else from the definition's. -/
def suggestedExportName (name : String) (declName : Name) : String :=
  let plain (s : String) := String.ofList <| s.toList.map fun c =>
    if isCIdentifier ("_".push c) then c else '_'
  let own := declName.components.getLast?.map toString |>.getD "f"
  "py_" ++ plain (if name.isEmpty then own else name)

end LeanPy
