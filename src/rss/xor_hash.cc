#include "rss/xor_hash.h"

namespace holdfast {

std::uint8_t xor8_hash(std::span<const std::uint8_t> input) {
  std::uint8_t hash = 0;
  for (const auto byte : input) hash = static_cast<std::uint8_t>(hash ^ byte);
  return hash;
}

bool is_known_hash(std::string_view driver, std::string_view function, std::size_t buckets) {
  if (function.empty() || function == "toeplitz") return true;
  return function == "xor" && driver == "mlx5_core" && buckets == 256;
}

}  // namespace holdfast
