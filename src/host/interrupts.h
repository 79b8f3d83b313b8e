// /proc/interrupts as a table: one row per interrupt, the counts of each by CPU.
//
// Format (kernel/irq/proc.c, show_interrupts): a header that names the online CPUs, "CPU0 …"; rows
// "label:", then one cell " %10u" per online CPU, then for numbered rows the chip, the hardware
// number, the trigger, and the actions' names. Rows whose label is no number (NMI, LOC, RES, …)
// carry a description instead; ERR and MIS have one number that belongs to no CPU.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/ids.h"
#include "host/interrupt_cells.h"
#include "host/interrupt_text.h"

namespace holdfast {

struct InterruptRow {
  std::string_view label;       // "38", "NMI"
  bool numbered = false;        // the label is an interrupt number
  bool counted = false;         // the counts were decoded; false too for a row that is not believed
  IrqNumber irq;                // of a numbered row
  InterruptText text;           // of a named row: the description, in `actions`
  std::size_t first_count = 0;  // its non-zero counts among the table's
  std::size_t count_size = 0;
};

/// Views point into the text that was parsed. A table may be parsed into again: it keeps its
/// memory.
struct InterruptTable {
  std::vector<CpuId> cpus;  // the columns: CPUs that were online
  std::vector<InterruptRow> rows;
  std::vector<InterruptCell> counts;  // the rows' share of it is theirs; the rest means nothing

  /// The row's counts, ascending by CPU, zero counts left out.
  std::span<const InterruptCell> counts_of(const InterruptRow& row) const {
    return std::span(counts).subspan(row.first_count, row.count_size);
  }
  /// The first row of that number; nullptr when there is none. Linear.
  const InterruptRow* find(IrqNumber irq) const;
  const InterruptRow* find(std::string_view label) const;
};

/// Whose counts to decode. Numbered rows are all in the table; the unwanted ones have no counts.
struct InterruptFilter {
  bool everything = true;                          // else the two below choose
  std::span<const IrqNumber> irqs;                 // ascending
  std::span<const std::string_view> action_words;  // wanted when an action's name has one in it
  bool named = false;                              // rows such as NMI and LOC, too
};

/// Reads the file a piece at a time: on a large host it has tens of megabytes.
///
/// A row with fewer numbers than the header has CPUs (a CPU came or went while the file was read)
/// stays without counts. Diagnostics: one per bad row, 16 at most. The decoder is a parameter for
/// tests and benchmarks: the result does not depend on it.
class InterruptParser {
 public:
  /// All of them outlive the parser.
  InterruptParser(std::string_view path, const InterruptFilter& filter, InterruptTable& table,
                  Diagnostics& diagnostics, CellDecoder decoder = best_cell_decoder());
  /// Whole lines, the header first; the last piece may end within one. From here on the table has
  /// the rows of this piece alone, which point into it.
  void take(std::string_view piece);
  /// After the last piece; the file was empty when there was none.
  void end();

 private:
  bool take_header(std::string_view header);
  InterruptCell* room_for_row();
  CellsRead read_row(std::string_view rest);
  std::size_t skip_cells(std::string_view line);
  void take_counts(const CellsRead& read, InterruptRow& row);
  std::string_view take_row(std::string_view rest);
  void malformed(std::string sentence);

  std::string_view path_;
  const InterruptFilter& filter_;
  InterruptTable& table_;
  Diagnostics& diagnostics_;
  CellDecoder decoder_;
  const char* piece_ = nullptr;  // where it begins
  std::size_t counts_used_ = 0;  // of this piece
  std::size_t rows_ = 0;         // of all pieces
  std::size_t first_ = 0;        // where the diagnostic stands
  std::size_t diagnosed_ = 0;
  int line_ = 0;
  bool done_ = false;  // the rest is not looked at
  bool cut_ = false;
};

/// All of it at once.
void parse_interrupts(std::string_view text, std::string_view path, const InterruptFilter& filter,
                      InterruptTable& table, Diagnostics& diagnostics,
                      CellDecoder decoder = best_cell_decoder());

}  // namespace holdfast
