#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "order_synth/csv_line.h"
#include "order_synth/event_world.h"
#include "tca/synth_chunks.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kBinNs = 10 * kNsPerSecond;

std::int64_t stamp(std::uint32_t bin) { return order_session_start_ns(0) + bin * kBinNs; }

std::string panel_csv(const EventWorld& world) {
  std::string text = "host,session,ts_ns,jitter_us\n";
  for (std::uint32_t host = 0; host < world.hosts; ++host) {
    for (std::uint32_t bin = 0; bin < world.bins; ++bin) {
      const double jitter = world.jitter_us[std::size_t{host} * world.bins + bin];
      CsvLine(text)
          .name('H', host)
          .text(order_session_name(0))
          .whole(stamp(bin))
          .text(fmt::format("{:.6f}", jitter));
    }
  }
  return text;
}

std::string events_csv(const EventWorld& world) {
  std::string text = "host,ts_ns,irq,from,to,cause,direction\n";
  for (const auto& event : world.events) {
    CsvLine(text)
        .name('H', event.host)
        .whole(stamp(event.bin) + kBinNs / 2)
        .whole(102)
        .whole(event.is_repair ? 10 : 2)
        .whole(event.is_repair ? 2 : 10)
        .text(event.is_repair ? "operator" : "irqbalance")
        .text(event.is_repair ? "repair" : "drift");
  }
  return text;
}

std::string truth_json(const EventWorldOptions& options) {
  Json effects = Json::array();
  for (int k = -10; k <= 20; ++k) {
    const double effect = event_effect_us(k, options.effect_scale);
    effects.push_back({{"k", k}, {"drift_us", effect}, {"repair_us", -effect / 2}});
  }
  const Json truth = {{"mode", "events"},       {"seed", options.seed},
                      {"hosts", options.hosts}, {"effect_scale", options.effect_scale},
                      {"bin_seconds", 10},      {"effects", effects}};
  return truth.dump(2) + "\n";
}

}  // namespace

Result<void> write_events(const SynthCommand& command) {
  const EventWorldOptions options{.seed = command.options.seed,
                                  .hosts = command.options.hosts,
                                  .effect_scale = command.options.effect_scale};
  const auto world = make_event_world(options);
  auto folder = OutputFolder::open(command.output);
  if (!folder) return tl::unexpected<Error>(folder.error());
  for (const auto& [name, text] : {std::pair{"panel.csv", panel_csv(world)},
                                   {"events.csv", events_csv(world)},
                                   {"truth.json", truth_json(options)}}) {
    const auto file = folder->begin(name);
    if (!file) return tl::unexpected<Error>(file.error());
    if (auto wrote = folder->write(*file, text); !wrote) return wrote;
  }
  return folder->publish();
}

}  // namespace holdfast
