// What is foreign when a setting is written: the kernel's error with its words, its reply to
// features-set, and the texts of settings in a saved plan. The first byte chooses.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "host/ethtool_set.h"
#include "host/flow_rule_text.h"
#include "host/irqbalance_bans.h"
#include "host/netlink_error.h"
#include "host/rss_text.h"
#include "host/thread_write.h"
#include "model/setting_path.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  if (size == 0) return 0;
  Bytes rest(bytes + 1, size - 1);
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  switch (bytes[0] % 8) {
    case 0:
      while (const auto message = next_message(rest)) {
        HOLDFAST_CHECK(decode_netlink_error(*message).number >= 0);
      }
      break;
    case 1: (void)refused_features(rest); break;
    case 2:
      if (const auto rule = parse_flow_match(text)) HOLDFAST_CHECK(same_match(*rule, *rule));
      break;
    case 3: (void)parse_flow_action(text); break;
    case 4: (void)parse_rss_table(text, 128); break;
    case 5: (void)parse_thread_scheduling(text); break;
    case 6: {
      const std::string path = procfs_path_of(text);
      HOLDFAST_CHECK(path.empty() || path.starts_with("/proc/sys/"));
      HOLDFAST_CHECK(path.find("/../") == std::string::npos && !path.ends_with("/.."));
      break;
    }
    default:
      if (const auto irqs = parse_ban_list(text)) {
        HOLDFAST_CHECK(*parse_ban_list(to_text(*irqs)) == *irqs);
      }
  }
  return 0;
}
