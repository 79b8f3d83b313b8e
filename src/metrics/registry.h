// The table of every number that holdfast exports: HELP texts, docs/metrics.md and the dashboard's
// words come from it (STYLE rule 15).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/agent_status.h"
#include "model/metric_frame.h"

namespace holdfast {

enum class MetricType { gauge, counter };
std::string_view name_of(MetricType type);

struct Label {
  std::string_view name;
  std::string value;
};

/// One line of the exposition.
struct Series {
  std::vector<Label> labels;
  double value = 0;
};
using SeriesList = std::vector<Series>;

struct Exported {
  std::string_view id;  // Prometheus' name; base units, counters end in _total
  MetricType type = MetricType::gauge;
  std::string_view unit;    // "ratio", "seconds", "bytes", "packets", …
  std::string_view labels;  // "nic, queue, irq"; empty: one series
  std::string_view key;     // where it stands in a frame's JSON; empty: not there
  std::string_view sentence;
  std::string_view remedy;  // what to do when it is bad
  /// Absent figures give no series.
  void (*collect)(const MetricFrame& frame, const AgentStatus& status, SeriesList& series);
};

/// In the order of the docs. Per queue there are under ten, per CPU under twenty.
std::span<const Exported> exported_numbers();
/// The row; nullptr when nothing has that id.
const Exported* find_exported(std::string_view id);

/// docs/metrics.md.
std::string metrics_page();

}  // namespace holdfast
