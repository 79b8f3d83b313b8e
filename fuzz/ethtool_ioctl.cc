// Hostile drivers: a classification rule or the names of counters, and what the readers make of a
// hand-written answer. The first byte chooses.
#include <linux/ethtool.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "host/answer_json.h"
#include "host/ethtool_facts.h"
#include "host/ethtool_ioctl.h"
#include "host/memory_source.h"
#include "host/nic_settings.h"
#include "host/rx_rule.h"

namespace {

using namespace holdfast;

void read_rule(const std::uint8_t* bytes, std::size_t size) {
  ethtool_rx_flow_spec rule{};
  std::memcpy(&rule, bytes, std::min(size, sizeof rule));
  static_cast<void>(decode_rx_rule(rule, rule.location));
}

void read_statistics(const std::uint8_t* bytes, std::size_t size) {
  const std::vector<std::uint64_t> values(size / ETH_GSTRING_LEN + 1, size);
  static_cast<void>(decode_nic_statistics(decode_statistics({bytes, size}, values)));
}

/// The same records as the answer to every question.
void read_settings(const std::uint8_t* bytes, std::size_t size) {
  const auto answer = answer_from_json({reinterpret_cast<const char*>(bytes), size}, "answer");
  if (!answer) return;
  MemorySource host;
  for (const std::string_view command :
       {"channels-get", "rings-get", "coalesce-get", "features-get", "tsinfo-get", "rss-get"}) {
    host.add_answer({"ethtool", command, "eth0"}, *answer);
  }
  for (const std::string_view command : {"drvinfo", "rxclass-rules", "rxfh-fields", "statistics"}) {
    host.add_answer({"ethtool-ioctl", command, "eth0"}, *answer);
  }
  for (const std::string_view command : {"queue-get", "napi-get", "dev-get"}) {
    host.add_answer({"netdev", command, "eth0"}, *answer);
  }
  host.add_answer({"rt-link", "getlink", "eth0"}, *answer);
  Nic nic;
  nic.name = "eth0";
  nic.kind = NicKind::physical;
  Diagnostics diagnostics;
  read_nic_settings(host, nic, diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  switch (bytes[0] % 3) {
    case 0: read_rule(bytes + 1, size - 1); break;
    case 1: read_statistics(bytes + 1, size - 1); break;
    default: read_settings(bytes + 1, size - 1);
  }
  return 0;
}
