#include "order_synth/event_world.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "stats/philox.h"

namespace holdfast {
namespace {

enum Stream : std::uint32_t { common_stream = 900, level_stream, noise_stream, event_stream };

constexpr double kLevelUs = 20, kLevelSpread = 3, kMemory = 0.6, kCommonUs = 1, kNoiseUs = 1.5;
constexpr double kEffectUs = 4, kEffectDecay = 8, kEffectSpread = 0.3, kRepair = -0.5;
constexpr int kTrendBins = 10;

// Stationary, with the standard deviation `spread`.
std::vector<double> autoregressive(const DrawStream& from, std::uint64_t row, std::uint32_t bins,
                                   double spread) {
  RowDraws draws(from, row);
  std::vector<double> path(bins);
  double value = draws.normal();
  for (double& one : path) {
    one = spread * value;
    value = kMemory * value + std::sqrt(1 - kMemory * kMemory) * draws.normal();
  }
  return path;
}

void add_event(std::span<double> host, const WorldEvent& event, double factor,
               const EventWorldOptions& options) {
  const auto add = [&](std::int64_t bin, double value) {
    if (bin >= 0 && bin < std::int64_t{options.bins}) host[static_cast<std::size_t>(bin)] += value;
  };
  for (int k = 0; k < kEventLife; ++k) {
    add(std::int64_t{event.bin} + k,
        factor * (event.is_repair ? kRepair : 1) * event_effect_us(k, options.effect_scale));
  }
  for (int k = 0; k < kTrendBins && !event.is_repair; ++k) {
    add(std::int64_t{event.bin} - kTrendBins + k, options.trend * (k + 1));
  }
}

}  // namespace

double event_effect_us(int k, double effect_scale) {
  return k < 0 || k >= kEventLife ? 0 : effect_scale * kEffectUs * std::exp(-k / kEffectDecay);
}

EventWorld make_event_world(const EventWorldOptions& options) {
  EventWorld world{options.hosts, options.bins, {}, {}};
  world.jitter_us.reserve(std::size_t{options.hosts} * options.bins);
  const auto common = autoregressive({options.seed, common_stream}, 0, options.bins, kCommonUs);
  for (std::uint32_t host = 0; host < options.hosts; ++host) {
    const double level =
        kLevelUs + kLevelSpread * RowDraws({options.seed, level_stream}, host).normal();
    auto jitter = autoregressive({options.seed, noise_stream}, host, options.bins, kNoiseUs);
    for (std::size_t bin = 0; bin < jitter.size(); ++bin) jitter[bin] += level + common[bin];
    RowDraws draws({options.seed, event_stream}, host);
    // One in each part of the day, wherever in it.
    const double part = static_cast<double>(options.bins) / std::max(1U, options.events_per_host);
    for (std::uint32_t i = 0; i < options.events_per_host; ++i) {
      const auto bin = static_cast<std::uint32_t>((i + draws.uniform()) * part);
      const WorldEvent event{host, std::min(bin, options.bins - 1), (i + host) % 2 == 1};
      add_event(jitter, event, 1 + kEffectSpread * draws.normal(), options);
      world.events.push_back(event);
    }
    world.jitter_us.insert(world.jitter_us.end(), jitter.begin(), jitter.end());
  }
  return world;
}

}  // namespace holdfast
