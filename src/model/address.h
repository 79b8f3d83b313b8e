// IP addresses as text, as ntuple rules carry them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// "10.0.0.1" as 4 bytes, "2001:db8::1" or "::ffff:10.0.0.1" as 16, network order; nullopt for
/// anything else. No zone, no prefix length.
std::optional<std::vector<std::uint8_t>> parse_address(std::string_view text);

/// "10.0.0.1", "2001:db8::1" (RFC 5952: the longest run of zero groups becomes "::"); "?" for bytes
/// that are no address.
std::string address_text(const std::vector<std::uint8_t>& address);

/// An IPv4 address that a socket shows as IPv6 (::ffff:a.b.c.d) as it is on the wire; any other
/// address unchanged.
std::vector<std::uint8_t> wire_address(const std::vector<std::uint8_t>& address);

}  // namespace holdfast
