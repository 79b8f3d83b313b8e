// nic_json INTERFACE…: what the readers make of the kernel's answers about interfaces, as JSON in
// the shape and names of `holdfast show nics --json`. For tests/netns/ethtool_agreement.py.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/kernel_answers.h"
#include "host/nic_settings.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

/// A host of which only the kernel's answers are known.
class AnswersOnly final : public HostSource {
 public:
  ReadResult<void> read_file(std::string_view, std::string&, std::size_t) override {
    return tl::unexpected(std::errc::no_such_file_or_directory);
  }
  ReadResult<std::vector<FolderEntry>> list(std::string_view) override {
    return tl::unexpected(std::errc::no_such_file_or_directory);
  }
  ReadResult<std::string> read_link(std::string_view) override {
    return tl::unexpected(std::errc::no_such_file_or_directory);
  }
  ReadResult<std::vector<Record>> ask(const Question& question) override {
    return kernel_.ask(question);
  }

 private:
  KernelAnswers kernel_;
};

template <class T>
void set(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

Json json_of(const Channels& channels) {
  Json object = Json::object();
  set(object, "rx", channels.rx);
  set(object, "tx", channels.tx);
  set(object, "other", channels.other);
  set(object, "combined", channels.combined);
  set(object, "rx_max", channels.rx_max);
  set(object, "tx_max", channels.tx_max);
  set(object, "other_max", channels.other_max);
  set(object, "combined_max", channels.combined_max);
  return object;
}

Json json_of(const Rings& rings) {
  Json object = Json::object();
  set(object, "rx", rings.rx);
  set(object, "rx_mini", rings.rx_mini);
  set(object, "rx_jumbo", rings.rx_jumbo);
  set(object, "tx", rings.tx);
  set(object, "rx_max", rings.rx_max);
  set(object, "rx_mini_max", rings.rx_mini_max);
  set(object, "rx_jumbo_max", rings.rx_jumbo_max);
  set(object, "tx_max", rings.tx_max);
  return object;
}

Json json_of(const Coalesce& coalesce) {
  Json object = Json::object();
  set(object, "adaptive_rx", coalesce.adaptive_rx);
  set(object, "adaptive_tx", coalesce.adaptive_tx);
  set(object, "rx_usecs", coalesce.rx_usecs);
  set(object, "rx_frames", coalesce.rx_frames);
  set(object, "tx_usecs", coalesce.tx_usecs);
  set(object, "tx_frames", coalesce.tx_frames);
  object["others"] = coalesce.others;
  return object;
}

Json json_of(const Timestamping& timestamping) {
  Json object = {{"capabilities", timestamping.capabilities},
                 {"tx_types", timestamping.tx_types},
                 {"rx_filters", timestamping.rx_filters}};
  set(object, "phc_index", timestamping.phc_index);
  return object;
}

template <class T>
void set_object(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = json_of(*value);
}

Json json_of(const Nic& nic) {
  Json object = {{"name", nic.name},
                 {"driver", nic.driver},
                 {"driver_version", nic.driver_version},
                 {"firmware", nic.firmware},
                 {"pci_address", nic.pci_address}};
  set_object(object, "channels", nic.channels);
  set_object(object, "rings", nic.rings);
  set_object(object, "coalesce", nic.coalesce);
  set_object(object, "timestamping", nic.timestamping);
  object["features"] = Json::array();
  for (const auto& feature : nic.features) {
    object["features"].push_back({{"name", feature.name},
                                  {"active", feature.active},
                                  {"wanted", feature.wanted},
                                  {"fixed", feature.fixed}});
  }
  object["rss"] = Json::array();
  for (const auto& context : nic.rss) {
    std::string key;
    for (const auto byte : context.key)
      key += fmt::format("{}{:02x}", key.empty() ? "" : ":", byte);
    object["rss"].push_back({{"id", context.id},
                             {"function", context.function},
                             {"key", key},
                             {"indirection", context.indirection}});
  }
  object["statistics"] = Json::array();
  for (const auto& count : nic.statistics) {
    object["statistics"].push_back({{"name", count.name}, {"value", count.value}});
  }
  return object;
}

}  // namespace
}  // namespace holdfast

int main(int count, char** names) {
  using namespace holdfast;
  AnswersOnly host;
  Diagnostics diagnostics;
  Json nics = Json::array();
  for (int i = 1; i < count; ++i) {
    Nic nic;
    nic.name = names[i];
    nic.kind = NicKind::physical;
    read_nic_settings(host, nic, diagnostics);
    nics.push_back(json_of(nic));
  }
  for (const auto& diagnostic : diagnostics) {
    fmt::print(stderr, "{}: {}\n", diagnostic.path, diagnostic.sentence);
  }
  fmt::print("{}\n", Json{{"nics", nics}}.dump(2));
  return diagnostics.empty() ? 0 : 1;
}
