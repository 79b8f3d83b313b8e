// A probe's results as a person reads them: one receiver in full, several side by side, a plot.
#pragma once

#include <string>
#include <vector>

#include "probe/probe_result.h"

namespace holdfast {

/// One receiver in full: figures with their intervals, counts that are not zero, what spoils it.
/// Plain text, a line per fact, at most `columns` wide.
std::string to_text(const ProbeResult& result, std::size_t columns);

/// A row for each part: packets, P50, P99, max. Empty of none.
std::string to_text(const std::vector<ProbePart>& parts, std::size_t columns);

/// Percentiles against delay, on a logarithmic scale of 1 − p: a line of the terminal per step.
/// `use_unicode`: block characters; else ASCII.
std::string percentile_plot(const std::vector<ProbeResult>& results, std::size_t columns,
                            bool use_unicode);

/// A self-contained HTML page: the table, the percentile plot as SVG, every sentence.
std::string probe_report_html(const std::vector<ProbeResult>& results, const std::string& title);

/// One receiver of `probe compare`, from its rounds. Ratios are against the first row that has
/// some.
struct ComparedReceiver {
  std::string name;
  std::vector<ProbeResult> rounds;
  std::string absent;  // why it has no rounds: a sentence
};

/// The table of receivers: P50, P90, P99, P99.9 (the median of the rounds, with their spread), the
/// ratio of P50 to the first row's, loss, messages per call, involuntary switches, CPU; a star at
/// those that are spoilt. `of`: the delays that are compared ("kernel to user").
/// `beside`: sockperf's rounds, whose half of a round trip is a last row; null: none.
std::string compare_table(const std::vector<ComparedReceiver>& receivers, const std::string& of,
                          std::size_t columns, const ComparedReceiver* beside = nullptr);
/// What stands below one or more such tables, in sentences: what was spoilt and what to do, what is
/// absent, what could not be had; of `beside` what its figure is.
std::string compare_notes(const std::vector<ComparedReceiver>& receivers, std::size_t columns,
                          const ComparedReceiver* beside = nullptr);
/// The same as one JSON object on one line, of every kind of delays; with every round as to_json
/// has it. docs/schema/probe-compare.schema.json.
std::string compare_json(const std::vector<ComparedReceiver>& receivers,
                         const ComparedReceiver* beside = nullptr);

/// The HdrHistogram log format 1.3 (one tagged interval per result), as HdrHistogram's own readers
/// and plotters take it: values in ns, "Interval_Max" in ms, blanks and commas of a tag become '-'.
/// Negative delays have no place there and are recorded as 0, those of over an hour as an hour; a
/// comment line says how many. `started_ns`: since 1970; `seconds`: the interval's length.
struct HistogramInterval {
  std::string tag;  // the receiver's name
  std::int64_t started_ns = 0;
  double seconds = 0;
  std::vector<std::int64_t> delays_ns;
};
std::string histogram_log(const std::vector<HistogramInterval>& intervals);

}  // namespace holdfast
