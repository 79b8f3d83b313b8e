#include "host/interrupts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/cpu_set.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxRows = std::size_t{1} << 19;  // of what Linux could number on x86-64

// At most 40 bytes of it, for a sentence.
std::string_view excerpt(std::string_view text) { return trim(text).substr(0, 40); }

bool wanted(const InterruptRow& row, const InterruptFilter& filter) {
  if (std::binary_search(filter.irqs.begin(), filter.irqs.end(), row.irq)) return true;
  return std::any_of(filter.action_words.begin(), filter.action_words.end(), [&](auto word) {
    return row.text.actions.find(word) != std::string_view::npos;
  });
}

void set_text(std::string_view text, InterruptRow& row) {
  if (row.numbered) {
    row.text = parse_interrupt_text(text);
  } else {
    row.text.actions = trim(text);
  }
}

}  // namespace

InterruptParser::InterruptParser(std::string_view path, const InterruptFilter& filter,
                                 InterruptTable& table, Diagnostics& diagnostics,
                                 CellDecoder decoder)
    : path_(path), filter_(filter), table_(table), diagnostics_(diagnostics), decoder_(decoder) {
  table_.cpus.clear();
  table_.rows.clear();
}

void InterruptParser::malformed(std::string sentence) {
  if (++diagnosed_ > 1) return;
  first_ = diagnostics_.size();
  diagnose(diagnostics_, ErrorCode::malformed, path_, line_, std::move(sentence));
}

bool InterruptParser::take_header(std::string_view header) {
  auto& cpus = table_.cpus;
  for (auto word = next_word(header); !word.empty(); word = next_word(header)) {
    const auto number =
        word.starts_with("CPU") ? parse_number<std::uint32_t>(word.substr(3)) : std::nullopt;
    const bool ascending = number && (cpus.empty() || cpus.back().value < *number);
    if (!ascending || *number >= CpuSet::kMaxCpus) {
      malformed(fmt::format("\"{}\" in the header, expected ascending CPU columns \"CPU0 …\"",
                            excerpt(word)));
      return false;
    }
    cpus.push_back(CpuId{*number});
  }
  if (cpus.empty()) malformed("no header, expected one column \"CPU0\" per online CPU");
  return !cpus.empty();
}

// Room for one more row's counts; the memory is kept for the next parse, and never initialised
// twice.
InterruptCell* InterruptParser::room_for_row() {
  auto& counts = table_.counts;
  const std::size_t needed = counts_used_ + table_.cpus.size();
  if (counts.size() < needed) counts.resize(std::max(needed, 2 * counts.size()));
  return counts.data() + counts_used_;
}

CellsRead InterruptParser::read_row(std::string_view rest) {
  // Before a piece's first row there is nothing that may be read.
  const bool has_room = rest.data() - piece_ >= static_cast<std::ptrdiff_t>(kBytesBeforeCells);
  return read_cells(rest, table_.cpus, room_for_row(), has_room ? decoder_ : CellDecoder::words);
}

// Where the text of a row begins whose counts are not wanted: by its columns, else by its words.
std::size_t InterruptParser::skip_cells(std::string_view line) {
  const std::size_t bytes = kCellBytes * table_.cpus.size();
  const bool in_columns = line.size() > bytes && line.front() == ' ' && line[bytes] == ' ' &&
                          line[bytes - 1] >= '0' && line[bytes - 1] <= '9';
  return in_columns ? bytes : read_row(line).bytes;
}

void InterruptParser::take_counts(const CellsRead& read, InterruptRow& row) {
  const std::size_t columns = table_.cpus.size();
  if (read.numbers < columns) {
    // ERR, MIS: one number, no description, no CPU.
    if (!row.numbered && read.numbers == 1) return;
    malformed(fmt::format("interrupt {}: {} counts before \"{}\", expected {}", excerpt(row.label),
                          read.numbers, excerpt(row.text.actions), columns));
    return;
  }
  row.counted = true;
  row.first_count = counts_used_;
  row.count_size = read.nonzero;
  counts_used_ += read.nonzero;
}

// One row off the front of `rest`; returns what follows it.
std::string_view InterruptParser::take_row(std::string_view rest) {
  std::size_t colon = 0;
  while (colon < rest.size() && rest[colon] != ':' && rest[colon] != '\n') ++colon;
  if (colon == rest.size() || rest[colon] == '\n') {
    const auto line = rest.substr(0, colon);
    if (!trim(line).empty()) {
      malformed(fmt::format("\"{}\", expected \"number: counts\"", excerpt(line)));
    }
    return rest.substr(std::min(colon + 1, rest.size()));
  }
  InterruptRow row;
  row.label = trim(rest.substr(0, colon));
  const auto irq = parse_number<std::uint32_t>(row.label);
  row.numbered = irq.has_value();
  row.irq = IrqNumber{irq.value_or(0)};
  rest.remove_prefix(colon + 1);
  const bool decode_first = row.numbered ? filter_.everything : filter_.named;
  CellsRead read;
  if (decode_first) read = read_row(rest);
  const auto end = std::min(rest.find('\n', read.bytes), rest.size());
  const auto line = rest.substr(0, end);
  if (decode_first || row.numbered) {
    set_text(line.substr(decode_first ? read.bytes : skip_cells(line)), row);
  }
  const bool decode_now = !decode_first && row.numbered && wanted(row, filter_);
  if (decode_now) {
    read = read_row(rest);
    set_text(line.substr(read.bytes), row);
  }
  if (decode_first || decode_now) take_counts(read, row);
  if (decode_first || row.numbered) table_.rows.push_back(row);
  return rest.substr(std::min(end + 1, rest.size()));
}

const InterruptRow* InterruptTable::find(IrqNumber irq) const {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const auto& r) { return r.numbered && r.irq == irq; });
  return row == rows.end() ? nullptr : &*row;
}

const InterruptRow* InterruptTable::find(std::string_view label) const {
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.label == label; });
  return row == rows.end() ? nullptr : &*row;
}

void InterruptParser::take(std::string_view piece) {
  table_.rows.clear();
  counts_used_ = 0;
  piece_ = piece.data();
  if (line_ == 0) {
    line_ = 1;
    done_ = !take_header(next_line(piece).value_or(""));
  }
  if (done_) return;
  cut_ = !piece.empty() && piece.back() != '\n';
  while (!piece.empty() && !done_) {
    ++line_;
    done_ = rows_ + table_.rows.size() == kMaxRows;
    if (done_) {
      malformed(fmt::format("more than {} rows; the rest is left out", kMaxRows));
    } else {
      piece = take_row(piece);
    }
  }
  rows_ += table_.rows.size();
}

void InterruptParser::end() {
  if (line_ == 0) take("");
  if (cut_) malformed("the file ends in this line");
  if (diagnosed_ > 1) {
    diagnostics_[first_].sentence += fmt::format("; {} more like it", diagnosed_ - 1);
  }
}

void parse_interrupts(std::string_view text, std::string_view path, const InterruptFilter& filter,
                      InterruptTable& table, Diagnostics& diagnostics, CellDecoder decoder) {
  InterruptParser parser(path, filter, table, diagnostics, decoder);
  parser.take(text);
  parser.end();
}

}  // namespace holdfast
