#include "host/interrupts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/cpu_set.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxRows = std::size_t{1} << 19;  // of what Linux could number on x86-64

struct Parse {
  std::string_view path;
  const InterruptFilter& filter;
  InterruptTable& table;
  Diagnostics& diagnostics;
  CellDecoder decoder;
  std::size_t counts_used = 0;
  std::size_t first = 0;  // where the diagnostic stands
  std::size_t diagnosed = 0;
  int line = 1;

  void malformed(std::string sentence) {
    if (++diagnosed > 1) return;
    first = diagnostics.size();
    diagnose(diagnostics, ErrorCode::malformed, path, line, std::move(sentence));
  }
};

// At most 40 bytes of it, for a sentence.
std::string_view excerpt(std::string_view text) { return trim(text).substr(0, 40); }

bool parse_header(std::string_view header, Parse& parse) {
  auto& cpus = parse.table.cpus;
  for (auto word = next_word(header); !word.empty(); word = next_word(header)) {
    const auto number =
        word.starts_with("CPU") ? parse_number<std::uint32_t>(word.substr(3)) : std::nullopt;
    const bool ascending = number && (cpus.empty() || cpus.back().value < *number);
    if (!ascending || *number >= CpuSet::kMaxCpus) {
      parse.malformed(fmt::format("\"{}\" in the header, expected ascending CPU columns \"CPU0 …\"",
                                  excerpt(word)));
      return false;
    }
    cpus.push_back(CpuId{*number});
  }
  if (cpus.empty()) parse.malformed("no header, expected one column \"CPU0\" per online CPU");
  return !cpus.empty();
}

// Room for one more row's counts; the memory is kept for the next parse, and never initialised
// twice.
InterruptCell* room_for_row(Parse& parse) {
  auto& counts = parse.table.counts;
  const std::size_t needed = parse.counts_used + parse.table.cpus.size();
  if (counts.size() < needed) counts.resize(std::max(needed, 2 * counts.size()));
  return counts.data() + parse.counts_used;
}

CellsRead read_row(std::string_view rest, Parse& parse) {
  return read_cells(rest, parse.table.cpus, room_for_row(parse), parse.decoder);
}

// Where the text of a row begins whose counts are not wanted: by its columns, else by its words.
std::size_t skip_cells(std::string_view line, Parse& parse) {
  const std::size_t bytes = kCellBytes * parse.table.cpus.size();
  const bool in_columns = line.size() > bytes && line.front() == ' ' && line[bytes] == ' ' &&
                          line[bytes - 1] >= '0' && line[bytes - 1] <= '9';
  return in_columns ? bytes : read_row(line, parse).bytes;
}

bool wanted(const InterruptRow& row, const InterruptFilter& filter) {
  if (std::binary_search(filter.irqs.begin(), filter.irqs.end(), row.irq)) return true;
  return std::any_of(filter.action_words.begin(), filter.action_words.end(), [&](auto word) {
    return row.text.actions.find(word) != std::string_view::npos;
  });
}

void take_counts(const CellsRead& read, InterruptRow& row, Parse& parse) {
  const std::size_t columns = parse.table.cpus.size();
  if (read.numbers < columns) {
    // ERR, MIS: one number, no description, no CPU.
    if (!row.numbered && read.numbers == 1) return;
    parse.malformed(fmt::format("interrupt {}: {} counts before \"{}\", expected {}",
                                excerpt(row.label), read.numbers, excerpt(row.text.actions),
                                columns));
    return;
  }
  row.counted = true;
  row.first_count = parse.counts_used;
  row.count_size = read.nonzero;
  parse.counts_used += read.nonzero;
}

void set_text(std::string_view text, InterruptRow& row) {
  if (row.numbered) {
    row.text = parse_interrupt_text(text);
  } else {
    row.text.actions = trim(text);
  }
}

// One row off the front of `rest`; returns what follows it.
std::string_view parse_row(std::string_view rest, Parse& parse) {
  std::size_t colon = 0;
  while (colon < rest.size() && rest[colon] != ':' && rest[colon] != '\n') ++colon;
  if (colon == rest.size() || rest[colon] == '\n') {
    const auto line = rest.substr(0, colon);
    if (!trim(line).empty()) {
      parse.malformed(fmt::format("\"{}\", expected \"number: counts\"", excerpt(line)));
    }
    return rest.substr(std::min(colon + 1, rest.size()));
  }
  InterruptRow row;
  row.label = trim(rest.substr(0, colon));
  const auto irq = parse_number<std::uint32_t>(row.label);
  row.numbered = irq.has_value();
  row.irq = IrqNumber{irq.value_or(0)};
  rest.remove_prefix(colon + 1);
  const bool decode_first = row.numbered ? parse.filter.everything : parse.filter.named;
  CellsRead read;
  if (decode_first) read = read_row(rest, parse);
  const auto end = std::min(rest.find('\n', read.bytes), rest.size());
  const auto line = rest.substr(0, end);
  if (decode_first || row.numbered) {
    set_text(line.substr(decode_first ? read.bytes : skip_cells(line, parse)), row);
  }
  const bool decode_now = !decode_first && row.numbered && wanted(row, parse.filter);
  if (decode_now) {
    read = read_row(rest, parse);
    set_text(line.substr(read.bytes), row);
  }
  if (decode_first || decode_now) take_counts(read, row, parse);
  if (decode_first || row.numbered) parse.table.rows.push_back(row);
  return rest.substr(std::min(end + 1, rest.size()));
}

}  // namespace

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

void parse_interrupts(std::string_view text, std::string_view path, const InterruptFilter& filter,
                      InterruptTable& table, Diagnostics& diagnostics, CellDecoder decoder) {
  table.cpus.clear();
  table.rows.clear();
  Parse parse{path, filter, table, diagnostics, decoder};
  const bool cut = !text.empty() && text.back() != '\n';
  const auto header = next_line(text);
  if (!parse_header(header.value_or(""), parse)) return;
  while (!text.empty()) {
    ++parse.line;
    if (table.rows.size() == kMaxRows) {
      parse.malformed(fmt::format("more than {} rows; the rest is left out", kMaxRows));
      break;
    }
    text = parse_row(text, parse);
  }
  if (cut) parse.malformed("the file ends in this line");
  if (parse.diagnosed > 1) {
    diagnostics[parse.first].sentence += fmt::format("; {} more like it", parse.diagnosed - 1);
  }
}

}  // namespace holdfast
