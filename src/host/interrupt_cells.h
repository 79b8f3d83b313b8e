// The cells of one row of /proc/interrupts: " %10u" per CPU, 11 bytes each, mostly zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/ids.h"

namespace holdfast {

/// One count that is not zero. The kernel counts in 32 bits (kernel/irq/proc.c, kstat_irqs_cpu);
/// eight bytes, not model's sixteen, because a table of a large host is bound by memory.
struct InterruptCell {
  CpuId cpu;
  std::uint32_t count = 0;
  friend bool operator==(const InterruptCell&, const InterruptCell&) = default;
};

enum class CellDecoder { words, avx2 };

/// The fastest that this processor runs.
CellDecoder best_cell_decoder();

constexpr std::size_t kCellBytes = 11;
/// Bytes before the cells that the AVX2 decoder may read; it does not look at them.
constexpr std::size_t kBytesBeforeCells = 5;

struct CellsRead {
  std::size_t numbers = 0;  // how many of the columns had a number
  std::size_t nonzero = 0;  // how many entries of `out` were written
  std::size_t bytes = 0;    // how far the numbers reach
};

/// Reads up to cpus.size() decimal numbers of 32 bits off the front of `text`, each ended by a
/// blank or the end of the line, and stops before the first word that is none. `out` has room for
/// cpus.size() entries. kBytesBeforeCells bytes before `text` are readable. The result does not
/// depend on the decoder.
CellsRead read_cells(std::string_view text, std::span<const CpuId> cpus, InterruptCell* out,
                     CellDecoder decoder);

/// Reads cells that stand in their columns, 32 at a time, and stops before 32 that do not; tells
/// how many it read, and their non-zero counts by `nonzero`, which is added to. Only where
/// best_cell_decoder() says avx2.
std::size_t read_columns_avx2(std::string_view text, std::span<const CpuId> cpus,
                              InterruptCell* out, std::size_t& nonzero);

}  // namespace holdfast
