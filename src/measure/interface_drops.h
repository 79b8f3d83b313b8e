// What the interfaces of a network dropped, by their own counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

/// Packets dropped in and out, of all interfaces but lo, out of the text of /proc/net/dev
/// (net/core/net-procfs.c, dev_seq_printf_stats); nullopt when it has another form. Pure.
std::optional<std::uint64_t> parse_interface_drops(std::string_view text);

/// Of the calling thread's network.
std::optional<std::uint64_t> interface_drops();

/// By how much they grew since they were `before`; nullopt when either could not be read.
std::optional<std::uint64_t> interface_drops_since(std::optional<std::uint64_t> before);

}  // namespace holdfast
