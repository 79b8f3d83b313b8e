#include "tuning/layer_result.h"

namespace holdfast {
namespace {

std::optional<double> figure_of(const TrafficReading& reading, BenchFigure figure) {
  switch (figure) {
    case BenchFigure::p50: return reading.p50_ns;
    case BenchFigure::p99: return reading.p99_ns;
    case BenchFigure::p999: return reading.p999_ns;
  }
  return std::nullopt;
}

// nullopt when one reading has it not.
std::optional<std::vector<double>> figures_of(const std::vector<TrafficReading>& readings,
                                              BenchFigure figure) {
  std::vector<double> figures;
  for (const auto& reading : readings) {
    const auto value = figure_of(reading, figure);
    if (!value) return std::nullopt;
    figures.push_back(*value);
  }
  return figures;
}

}  // namespace

std::string_view name_of(BenchFigure figure) {
  switch (figure) {
    case BenchFigure::p50: return "p50";
    case BenchFigure::p99: return "p99";
    case BenchFigure::p999: return "p999";
  }
  return "";
}

std::optional<BenchFigure> parse_bench_figure(std::string_view name) {
  for (const auto figure : {BenchFigure::p50, BenchFigure::p99, BenchFigure::p999}) {
    if (name_of(figure) == name) return figure;
  }
  return std::nullopt;
}

std::string_view name_of(LayerVerdict verdict) {
  switch (verdict) {
    case LayerVerdict::helps: return "helps";
    case LayerVerdict::no_difference: return "no-difference";
    case LayerVerdict::hurts: return "hurts";
    case LayerVerdict::refused: return "refused";
  }
  return "";
}

std::optional<PairedChange> change_of(const LayerResult& result, BenchFigure figure) {
  const auto off = figures_of(result.off, figure), on = figures_of(result.on, figure);
  if (!off || !on) return std::nullopt;
  return paired_change(*off, *on);
}

LayerVerdict verdict_of(const LayerResult& result, BenchFigure figure) {
  const auto change = change_of(result, figure);
  if (!change || !change->low || !change->high) return LayerVerdict::no_difference;
  if (*change->high < 0) return LayerVerdict::helps;
  return *change->low > 0 ? LayerVerdict::hurts : LayerVerdict::no_difference;
}

}  // namespace holdfast
