#include "host/ethtool_facts.h"

#include <algorithm>
#include <array>

#include "host/vector_name.h"

namespace holdfast {
namespace {

std::optional<bool> flag(const Record& answer, std::string_view name) {
  const auto number = answer.number(name);
  return number ? std::optional(*number != 0) : std::nullopt;
}

std::string text_or_empty(const Record& answer, std::string_view name) {
  const std::string* text = answer.text(name);
  return text ? *text : std::string();
}

std::vector<std::string> texts_or_none(const Record& answer, std::string_view name) {
  const auto* texts = answer.texts(name);
  return texts ? *texts : std::vector<std::string>();
}

}  // namespace

Channels decode_channels(const Record& answer) {
  return {.rx = answer.number32("rx-count"),
          .tx = answer.number32("tx-count"),
          .other = answer.number32("other-count"),
          .combined = answer.number32("combined-count"),
          .rx_max = answer.number32("rx-max"),
          .tx_max = answer.number32("tx-max"),
          .other_max = answer.number32("other-max"),
          .combined_max = answer.number32("combined-max")};
}

Rings decode_rings(const Record& answer) {
  Rings rings{.rx = answer.number32("rx"),
              .rx_mini = answer.number32("rx-mini"),
              .rx_jumbo = answer.number32("rx-jumbo"),
              .tx = answer.number32("tx"),
              .rx_max = answer.number32("rx-max"),
              .rx_mini_max = answer.number32("rx-mini-max"),
              .rx_jumbo_max = answer.number32("rx-jumbo-max"),
              .tx_max = answer.number32("tx-max"),
              .rx_buf_len = answer.number32("rx-buf-len"),
              .cqe_size = answer.number32("cqe-size"),
              .tcp_data_split = text_or_empty(answer, "tcp-data-split")};
  if (rings.tcp_data_split == "unknown") rings.tcp_data_split.clear();
  return rings;
}

Coalesce decode_coalesce(const Record& answer) {
  Coalesce coalesce{.adaptive_rx = flag(answer, "use-adaptive-rx"),
                    .adaptive_tx = flag(answer, "use-adaptive-tx"),
                    .rx_usecs = answer.number32("rx-usecs"),
                    .rx_frames = answer.number32("rx-max-frames"),
                    .tx_usecs = answer.number32("tx-usecs"),
                    .tx_frames = answer.number32("tx-max-frames")};
  constexpr std::array<std::string_view, 6> kNamed = {"use-adaptive-rx", "use-adaptive-tx",
                                                      "rx-usecs",        "rx-max-frames",
                                                      "tx-usecs",        "tx-max-frames"};
  for (const auto& [name, value] : answer.fields) {
    const auto* number = std::get_if<std::uint64_t>(&value);
    const bool named = std::find(kNamed.begin(), kNamed.end(), name) != kNamed.end();
    if (number && !named) coalesce.others.emplace(name, *number);
  }
  return coalesce;
}

std::vector<Feature> decode_features(const std::vector<Record>& answer) {
  std::vector<Feature> features;
  features.reserve(answer.size());
  for (const auto& record : answer) {
    const std::string* name = record.text("name");
    if (!name) continue;
    // As ethtool(8) marks them: not the user's to change, or never to change.
    const bool fixed =
        !flag(record, "hw").value_or(false) || flag(record, "nochange").value_or(false);
    features.push_back({.name = *name,
                        .active = flag(record, "active").value_or(false),
                        .wanted = flag(record, "wanted").value_or(false),
                        .fixed = fixed});
  }
  return features;
}

Timestamping decode_timestamping(const Record& answer) {
  return {.capabilities = texts_or_none(answer, "timestamping"),
          .tx_types = texts_or_none(answer, "tx-types"),
          .rx_filters = texts_or_none(answer, "rx-filters"),
          .phc_index = answer.number32("phc-index")};
}

std::vector<NamedCount> decode_nic_statistics(const Record& answer) {
  std::vector<NamedCount> statistics;
  statistics.reserve(answer.fields.size());
  for (const auto& [name, value] : answer.fields) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) {
      statistics.push_back({name, *number});
    }
  }
  return statistics;
}

void decode_driver(const Record& answer, Nic& nic) {
  const std::string driver = text_or_empty(answer, "driver");
  if (!driver.empty()) nic.driver = driver;
  nic.driver_version = text_or_empty(answer, "version");
  nic.firmware = text_or_empty(answer, "fw-version");
  if (nic.firmware == "N/A") nic.firmware.clear();  // what many drivers say instead of nothing
  const std::string bus = text_or_empty(answer, "bus-info");
  if (nic.pci_address.empty() && is_pci_address(bus)) nic.pci_address = bus;
}

}  // namespace holdfast
