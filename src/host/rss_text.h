// The texts of RSS settings (model/setting.h) as the kernel's numbers. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace holdfast {

/// "equal 4" or "0 0 1 3 …" as `size` buckets; nullopt when it is neither or not so long.
std::optional<std::vector<std::uint32_t>> parse_rss_table(std::string_view value, std::size_t size);

/// ethtool's letters as RXH_* bits: "sdfn" → 0xf0.
std::optional<std::uint64_t> parse_hash_letters(std::string_view letters);

}  // namespace holdfast
