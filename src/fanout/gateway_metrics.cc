#include "fanout/gateway_metrics.h"

#include <fmt/format.h>

#include "fanout/gauge_rows.h"

namespace holdfast {
namespace {

struct Family {
  std::string id;
  MetricType type = MetricType::counter;
  std::string_view labels, sentence;
  SeriesList series;
};

/// A family of each row that is a metric. `for_each_thing` calls what it is given with the labels
/// and the reading of each thing that has these rows.
template <class Rows, class ForEachThing>
void add_rows(std::vector<Family>& out, const Rows& rows, std::string_view labels,
              ForEachThing&& for_each_thing) {
  for (const auto& row : rows) {
    if (row.metric.empty()) continue;
    Family family{
        fmt::format("holdfast_gateway_{}", row.metric), row.type, labels, row.sentence, {}};
    for_each_thing([&](auto thing, const auto& reading) {
      const auto count = row.of(reading);
      if (!count) return;
      const auto value = static_cast<double>(*count);
      family.series.push_back({std::move(thing), row.key.ends_with("_ns") ? value / 1e9 : value});
    });
    out.push_back(std::move(family));
  }
}

using Labels = decltype(SeriesList::value_type::labels);

template <class Rows, class Things>
void add_named(std::vector<Family>& out, const Rows& rows, std::string_view label,
               const Things& things) {
  add_rows(out, rows, label, [&](auto&& each) {
    for (const auto& thing : things) each(Labels{{label, thing.name}}, thing);
  });
}

Family malformed_of(const ServeReading& reading) {
  Family family{"holdfast_gateway_malformed_messages_total",
                MetricType::counter,
                "fault",
                "Messages of the source that are none of ITCH 5.0; the stream goes on without them",
                {}};
  for (std::size_t i = 0; i < kMessageFaults; ++i) {
    family.series.push_back({{{"fault", std::string(kMessageFaultNames[i])}},
                             static_cast<double>(reading.malformed[i])});
  }
  return family;
}

/// In the order of the page; those of things that there are none of have no series.
std::vector<Family> families_of(const ServeReading& reading) {
  std::vector<Family> out;
  const auto whole = [&](auto&& each) { each(Labels{}, reading); };
  add_rows(out, kSourceRows, "", whole);
  out.push_back(malformed_of(reading));
  add_rows(out, kUnservedRows, "", whole);
  add_named(out, kRingRows, "ring", reading.rings);
  add_rows(out, kReaderRows, "ring, reader", [&](auto&& each) {
    for (const auto& ring : reading.rings) {
      for (const auto& reader : ring.readers) {
        each(Labels{{"ring", ring.name}, {"reader", reader.name}}, reader);
      }
    }
  });
  add_named(out, kThreadRows, "thread", reading.threads);
  add_named(out, kStreamRows, "stream", reading.streams);
  add_rows(out, kSendRows, "", whole);
  add_rows(out, kSnapshotRows, "", [&](auto&& each) { each(Labels{}, reading.snapshot); });
  return out;
}

}  // namespace

std::string gateway_metrics(const ServeReading& reading) {
  std::string out;
  for (const auto& family : families_of(reading)) {
    put_family(out, family.id, family.type, family.sentence, family.series);
  }
  return out;
}

std::string gateway_metrics_table() {
  std::string out = "| metric | type | labels | what it is |\n|---|---|---|---|\n";
  for (const auto& family : families_of({})) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", family.id, name_of(family.type),
                       family.labels.empty() ? "–" : family.labels, family.sentence);
  }
  return out;
}

}  // namespace holdfast
