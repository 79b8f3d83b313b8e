#include "host/interrupt_cells.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace holdfast {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void read_words(std::string_view text, std::span<const CpuId> cpus, InterruptCell* out,
                CellsRead& read) {
  constexpr std::uint64_t kLast = std::numeric_limits<std::uint32_t>::max();
  const char* const end = text.data() + text.size();
  const char* at = text.data() + read.bytes;
  for (const CpuId cpu : cpus) {
    while (at != end && is_blank(*at)) ++at;
    const char* const first = at;
    std::uint64_t value = 0;
    for (; at != end && *at >= '0' && *at <= '9'; ++at) {
      value = std::min(value * 10 + static_cast<std::uint64_t>(*at - '0'), kLast + 1);
    }
    if (at == first || value > kLast || (at != end && *at != '\n' && !is_blank(*at))) return;
    if (value != 0) out[read.nonzero++] = {cpu, static_cast<std::uint32_t>(value)};
    ++read.numbers;
    read.bytes = static_cast<std::size_t>(at - text.data());
  }
}

}  // namespace

CellDecoder best_cell_decoder() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return CellDecoder::avx2;
#endif
  return CellDecoder::words;
}

CellsRead read_cells(std::string_view text, std::span<const CpuId> cpus, InterruptCell* out,
                     CellDecoder decoder) {
  CellsRead read;
  if (decoder == CellDecoder::words) {
    read_words(text, cpus, out, read);
    return read;
  }
  // After words that broke the columns, the cells that follow are in columns again, only shifted.
  constexpr std::size_t kWordsAtOnce = 32;
  while (read.numbers < cpus.size()) {
    const auto cells =
        read_columns_avx2(text.substr(read.bytes), cpus.subspan(read.numbers), out, read.nonzero);
    read.numbers += cells;
    read.bytes += cells * kCellBytes;
    const auto rest = cpus.subspan(read.numbers);
    const auto words = rest.first(std::min(kWordsAtOnce, rest.size()));
    const auto before = read.numbers;
    read_words(text, words, out, read);
    if (read.numbers - before < words.size()) break;
  }
  return read;
}

#if !defined(__x86_64__)
std::size_t read_columns_avx2(std::string_view, std::span<const CpuId>, InterruptCell*,
                              std::size_t&) {
  return 0;
}
#endif

}  // namespace holdfast
