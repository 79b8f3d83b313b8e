#include "host/vectors.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/interrupts.h"
#include "host/managed_action.h"
#include "host/small_file.h"
#include "host/sysfs.h"
#include "model/sample.h"

namespace holdfast {
namespace {

constexpr std::string_view kInterrupts = "/proc/interrupts";

std::vector<IrqNumber> ascending(std::vector<IrqNumber> irqs) {
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
  return irqs;
}

// Calls take(row, table) for each of the file's rows, with the counts of the filter's.
template <class Take>
void for_rows(HostSource& source, const VectorFilter& filter, const std::vector<IrqNumber>& irqs,
              Diagnostics& diagnostics, Take take) {
  const std::vector<std::string_view> words(filter.action_words.begin(), filter.action_words.end());
  const InterruptFilter rows{filter.everything, irqs, words};
  InterruptTable table;
  InterruptParser parser(kInterrupts, rows, table, diagnostics);
  const auto read =
      source.read_pieces(kInterrupts, HostSource::kLargeFile, [&](std::string_view piece) {
        parser.take(piece);
        for (const auto& row : table.rows) take(row, table);
      });
  if (read) {
    parser.end();
  } else {
    diagnose_read(diagnostics, kInterrupts, read.error());
  }
}

// An unwanted row was left uncounted; a wanted one that was malformed, too, but it stays.
bool wanted(const InterruptRow& row, const VectorFilter& filter,
            const std::vector<IrqNumber>& irqs) {
  if (!row.numbered) return false;
  return filter.everything || row.counted || std::binary_search(irqs.begin(), irqs.end(), row.irq);
}

// Fills in what /proc/irq/N says; the path is built once per vector.
class AffinityReader {
 public:
  AffinityReader(HostSource& source, Diagnostics& diagnostics) : files_(source, diagnostics) {}

  void read(Vector& vector) {
    folder_ = fmt::format("/proc/irq/{}/", vector.irq.value);
    vector.requested = set("smp_affinity");
    vector.effective = set("effective_affinity");
    // All zeros: the driver gave no hint.
    vector.hint = files_.cpu_mask(file("affinity_hint"));
    if (vector.hint && vector.hint->empty()) vector.hint.reset();
    if (const auto node = files_.number_or_none(file("node"))) vector.node = NumaNode{*node};
    // Newer kernels show a managed interrupt's mask without write permission; of older ones the
    // driver is known (KERNEL §4).
    const auto mode = files_.source().mode(file("smp_affinity"));
    vector.managed = (mode && (*mode & 0222) == 0) || is_managed_action(vector.action);
  }

 private:
  std::string_view file(std::string_view name) {
    path_.assign(folder_).append(name);
    return path_;
  }

  // The list file where the kernel has one, else the mask.
  std::optional<CpuSet> set(std::string_view name) {
    path_.assign(folder_).append(name).append("_list");
    auto set = files_.cpu_list(path_);
    return set ? set : files_.cpu_mask(file(name));
  }

  SmallFileReader files_;
  std::string folder_;
  std::string path_;
};

CpuCounts counts_of(const InterruptRow& row, const InterruptTable& table) {
  CpuCounts counts;
  counts.reserve(row.count_size);
  for (const auto& cell : table.counts_of(row)) counts.push_back({cell.cpu, cell.count});
  return counts;
}

Vector vector_of(const InterruptRow& row, const InterruptTable& table) {
  Vector vector;
  vector.irq = row.irq;
  vector.action = row.text.actions;
  vector.chip = row.text.chip;
  vector.trigger = row.text.trigger;
  vector.counts = counts_of(row, table);
  return vector;
}

// The kernel prints each number once, ascending; a hostile file may not.
template <class Row>
void make_ascending(std::vector<Row>& rows, Diagnostics& diagnostics) {
  const auto before = [](const Row& a, const Row& b) { return a.irq < b.irq; };
  if (!std::is_sorted(rows.begin(), rows.end(), before)) {
    std::sort(rows.begin(), rows.end(), before);
  }
  const auto same = [](const Row& a, const Row& b) { return a.irq == b.irq; };
  const auto end = std::unique(rows.begin(), rows.end(), same);
  if (end == rows.end()) return;
  diagnose(diagnostics, ErrorCode::malformed, kInterrupts, 0,
           fmt::format("rows that repeat an interrupt's number: {}", rows.end() - end));
  rows.erase(end, rows.end());
}

// Those asked for by number which have no row: allocated, and not requested by a driver.
void add_unrequested(HostSource& source, const std::vector<IrqNumber>& irqs,
                     std::vector<Vector>& vectors) {
  const auto rows = vectors.size();
  for (const auto irq : irqs) {
    const auto row = std::lower_bound(
        vectors.begin(), vectors.begin() + static_cast<std::ptrdiff_t>(rows), irq,
        [](const Vector& vector, IrqNumber number) { return vector.irq < number; });
    if (row != vectors.begin() + static_cast<std::ptrdiff_t>(rows) && row->irq == irq) continue;
    if (!source.mode(fmt::format("/proc/irq/{}/smp_affinity", irq.value))) continue;
    Vector vector;
    vector.irq = irq;
    vectors.push_back(std::move(vector));
  }
}

// Where one may not be read, thousands may not be.
void append_bounded(const Diagnostics& all, Diagnostics& out) {
  constexpr std::size_t kMost = 16;
  const auto kept = std::min(all.size(), kMost);
  out.insert(out.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept));
  if (kept == all.size()) return;
  diagnose(out, all[kept].code, "/proc/irq", 0,
           fmt::format("{} more files could not be read", all.size() - kept));
}

}  // namespace

std::vector<Vector> read_vectors(HostSource& source, const VectorFilter& filter,
                                 Diagnostics& diagnostics) {
  const auto irqs = ascending(filter.irqs);
  std::vector<Vector> vectors;
  for_rows(source, filter, irqs, diagnostics, [&](const auto& row, const auto& table) {
    if (wanted(row, filter, irqs)) vectors.push_back(vector_of(row, table));
  });
  make_ascending(vectors, diagnostics);
  add_unrequested(source, irqs, vectors);
  make_ascending(vectors, diagnostics);
  Diagnostics of_affinities;
  AffinityReader affinities(source, of_affinities);
  for (auto& vector : vectors) affinities.read(vector);
  append_bounded(of_affinities, diagnostics);
  return vectors;
}

std::vector<IrqCounts> read_irq_counts(HostSource& source, const VectorFilter& filter,
                                       Diagnostics& diagnostics) {
  const auto irqs = ascending(filter.irqs);
  std::vector<IrqCounts> all;
  for_rows(source, filter, irqs, diagnostics, [&](const auto& row, const auto& table) {
    if (row.numbered && row.counted) all.push_back({row.irq, counts_of(row, table)});
  });
  make_ascending(all, diagnostics);
  return all;
}

}  // namespace holdfast
