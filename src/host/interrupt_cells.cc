#include "host/interrupt_cells.h"

#include <cstdint>
#include <limits>

namespace holdfast {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

CellDecoder best_cell_decoder() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return CellDecoder::avx2;
#endif
  return CellDecoder::words;
}

CellsRead read_cells_by_words(std::string_view line, std::span<const CpuId> cpus, CpuCount* out) {
  constexpr std::uint64_t kLastSafe = std::numeric_limits<std::uint64_t>::max() / 10 - 1;
  CellsRead read;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (read.numbers < cpus.size()) {
    while (at != end && is_blank(*at)) ++at;
    const char* const first = at;
    std::uint64_t value = 0;
    for (; at != end && *at >= '0' && *at <= '9' && value <= kLastSafe; ++at) {
      value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    }
    if (at == first || (at != end && !is_blank(*at))) return read;
    const CpuId cpu = cpus[read.numbers++];
    if (value != 0) out[read.nonzero++] = {cpu, value};
    read.bytes = static_cast<std::size_t>(at - line.data());
  }
  return read;
}

#if !defined(__x86_64__)
bool read_cells_avx2(const char*, std::span<const CpuId>, CpuCount*, std::size_t&) { return false; }
#endif

}  // namespace holdfast
