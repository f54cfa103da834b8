/* The Lean version whose ABI these headers state. */
#pragma once

#define LEAN_VERSION_MAJOR 4
#define LEAN_VERSION_MINOR 35
#define LEAN_VERSION_PATCH 0
#define LEAN_VERSION_STRING "4.35.0"
#define LEAN_VERSION_IS_RELEASE 1
#define LEAN_SPECIAL_VERSION_DESC ""

#define LEAN_MANUAL_ROOT "https://lean-lang.org/doc/reference/4.35.0/"

#if defined(__APPLE__)
#define LEAN_PLATFORM_OS "apple-darwin"
#elif defined(__linux__)
#define LEAN_PLATFORM_OS "unknown-linux-gnu"
#else
#define LEAN_PLATFORM_OS "unknown"
#endif
#if defined(__aarch64__)
#define LEAN_PLATFORM_TARGET "aarch64-" LEAN_PLATFORM_OS
#elif defined(__x86_64__)
#define LEAN_PLATFORM_TARGET "x86_64-" LEAN_PLATFORM_OS
#else
#define LEAN_PLATFORM_TARGET "unknown-" LEAN_PLATFORM_OS
#endif
