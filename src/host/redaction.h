// Redaction: a recording that may leave the house. Off unless asked for.
//
// Gone or replaced: the host's name; MAC, IPv4 and IPv6 addresses (host/pseudonyms.h) in socket
// tables, routes, multicast groups, sysfs and answers; names, command lines, users and open files
// of programs that are neither kernel threads nor known; kernel parameters other than those that
// holdfast reads; lines of configuration files that set nothing holdfast looks after; serial
// numbers. Kept: numbers, CPUs, ports, interface names, interrupt names.
//
// Addresses are part of what RSS hashes: collisions computed from a redacted capture are not those
// of the host. Audit rules that weigh live flows must not be trusted on one.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "host/recording.h"

namespace holdfast {

struct RedactionRules {
  /// Is a program of that name (15 bytes at most), or a package or unit, named in the open?
  std::function<bool(std::string_view name)> known_program;
  /// 64 bits that nobody can guess, e.g. of getrandom(2).
  std::function<std::uint64_t()> random;
};

/// Both recordings of one capture, with the same stand-ins.
void redact(Recording& first, Recording& later, const RedactionRules& rules);

/// The words of a kernel command line that holdfast reads, in their order, and a newline.
std::string redacted_kernel_line(std::string_view text);

}  // namespace holdfast
