#include <fmt/format.h>

#include "base/text.h"
#include "plan/keyed_value.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

const char* on_off(bool on) { return on ? "on" : "off"; }

// A count that is always 0 is one that the driver does not have.
void put_count(KeyedValue& value, std::string_view key, const Count& count, const Count& most) {
  if (count && (*count > 0 || most.value_or(0) > 0)) set_key(value, key, fmt::to_string(*count));
}

std::string channels_text(const Channels& channels) {
  KeyedValue value;
  put_count(value, "rx", channels.rx, channels.rx_max);
  put_count(value, "tx", channels.tx, channels.tx_max);
  put_count(value, "other", channels.other, channels.other_max);
  put_count(value, "combined", channels.combined, channels.combined_max);
  return to_text(value);
}

std::string rings_text(const Rings& rings) {
  KeyedValue value;
  put_count(value, "rx", rings.rx, rings.rx_max);
  put_count(value, "rx-mini", rings.rx_mini, rings.rx_mini_max);
  put_count(value, "rx-jumbo", rings.rx_jumbo, rings.rx_jumbo_max);
  put_count(value, "tx", rings.tx, rings.tx_max);
  return to_text(value);
}

std::string coalesce_text(const Coalesce& coalesce) {
  KeyedValue value;
  const auto put = [&value](std::string_view key, const Count& count) {
    if (count) set_key(value, key, fmt::to_string(*count));
  };
  if (coalesce.adaptive_rx) set_key(value, "adaptive-rx", on_off(*coalesce.adaptive_rx));
  if (coalesce.adaptive_tx) set_key(value, "adaptive-tx", on_off(*coalesce.adaptive_tx));
  put("rx-usecs", coalesce.rx_usecs);
  put("rx-frames", coalesce.rx_frames);
  put("tx-usecs", coalesce.tx_usecs);
  put("tx-frames", coalesce.tx_frames);
  for (const auto& [name, number] : coalesce.others) set_key(value, name, fmt::to_string(number));
  return to_text(value);
}

void set_channels(Channels& channels, const KeyedValue& value) {
  for (const auto& [key, word] : value) {
    const auto count = parse_number<std::uint32_t>(word);
    if (!count) continue;
    if (key == "rx") channels.rx = count;
    if (key == "tx") channels.tx = count;
    if (key == "other") channels.other = count;
    if (key == "combined") channels.combined = count;
  }
}

void set_rings(Rings& rings, const KeyedValue& value) {
  for (const auto& [key, word] : value) {
    const auto count = parse_number<std::uint32_t>(word);
    if (!count) continue;
    if (key == "rx") rings.rx = count;
    if (key == "rx-mini") rings.rx_mini = count;
    if (key == "rx-jumbo") rings.rx_jumbo = count;
    if (key == "tx") rings.tx = count;
  }
}

void set_coalesce(Coalesce& coalesce, const KeyedValue& value) {
  for (const auto& [key, word] : value) {
    const auto number = parse_number(word);
    const Count count =
        number && *number <= UINT32_MAX ? Count(static_cast<std::uint32_t>(*number)) : std::nullopt;
    if (key == "adaptive-rx")
      coalesce.adaptive_rx = word == "on";
    else if (key == "adaptive-tx")
      coalesce.adaptive_tx = word == "on";
    else if (key == "rx-usecs")
      coalesce.rx_usecs = count;
    else if (key == "rx-frames")
      coalesce.rx_frames = count;
    else if (key == "tx-usecs")
      coalesce.tx_usecs = count;
    else if (key == "tx-frames")
      coalesce.tx_frames = count;
    else if (number)
      coalesce.others[key] = *number;
  }
}

Value number_text(const auto& number) {
  return number ? Value(fmt::to_string(*number)) : std::nullopt;
}

}  // namespace

Value nic_value(const Nic& nic, const SettingObject& object) {
  switch (object.kind) {
    case SettingKind::channels:
      return nic.channels ? Value(channels_text(*nic.channels)) : std::nullopt;
    case SettingKind::rings: return nic.rings ? Value(rings_text(*nic.rings)) : std::nullopt;
    case SettingKind::coalesce:
      return nic.coalesce ? Value(coalesce_text(*nic.coalesce)) : std::nullopt;
    case SettingKind::feature: {
      const Feature* feature = nic.feature(object.name);
      return feature ? Value(on_off(feature->active)) : std::nullopt;
    }
    case SettingKind::threaded_napi:
      return nic.threaded_napi ? Value(on_off(*nic.threaded_napi)) : std::nullopt;
    case SettingKind::napi_defer_hard_irqs: return number_text(nic.napi_defer_hard_irqs);
    case SettingKind::gro_flush_timeout: return number_text(nic.gro_flush_timeout_ns);
    default: return std::nullopt;
  }
}

void set_nic_value(Nic& nic, const Setting& setting) {
  const auto value = parse_keyed(setting.value);
  switch (setting.object.kind) {
    case SettingKind::channels:
      if (nic.channels) set_channels(*nic.channels, value);
      return;
    case SettingKind::rings:
      if (nic.rings) set_rings(*nic.rings, value);
      return;
    case SettingKind::coalesce:
      if (nic.coalesce) set_coalesce(*nic.coalesce, value);
      return;
    case SettingKind::feature:
      for (auto& feature : nic.features) {
        if (feature.name == setting.object.name) feature.active = setting.value == "on";
      }
      return;
    case SettingKind::threaded_napi: nic.threaded_napi = setting.value == "on"; return;
    case SettingKind::napi_defer_hard_irqs:
      nic.napi_defer_hard_irqs = parse_number<std::uint32_t>(setting.value);
      return;
    case SettingKind::gro_flush_timeout:
      nic.gro_flush_timeout_ns = parse_number(setting.value);
      return;
    default: return;
  }
}

}  // namespace holdfast
