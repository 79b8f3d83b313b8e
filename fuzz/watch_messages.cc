// What the watchers read: the first byte chooses the parser, the rest is what the kernel sent.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "host/ethtool_message.h"
#include "host/fanotify_events.h"
#include "host/inotify_events.h"
#include "host/link_message.h"
#include "host/proc_connector.h"
#include "host/uevent.h"

namespace {

using namespace holdfast;

void read_links(Bytes bytes) {
  LinkTable links;
  for (const auto& message : parse_link_messages(bytes)) {
    HOLDFAST_CHECK(!message.name.empty());
    HOLDFAST_CHECK(links.take(message, {}).size() <= 2);
  }
}

void read_uevent(Bytes bytes) {
  const auto event = parse_uevent(bytes);
  if (!event) return;
  HOLDFAST_CHECK(event->path.starts_with('/'));
  const auto sighting = sighting_of(*event, {});
  HOLDFAST_CHECK(!sighting || !sighting->what.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes bytes(data + 1, size - 1);
  switch (data[0] % 6) {
    case 0: (void)parse_process_event(bytes); break;
    case 1: read_uevent(bytes); break;
    case 2: read_links(bytes); break;
    case 3:
      for (const auto& message : parse_ethtool_messages(bytes, 21)) {
        HOLDFAST_CHECK(!message.interface.empty());
      }
      break;
    case 4: HOLDFAST_CHECK(parse_fanotify_events(bytes).size() <= bytes.size() / 24); break;
    default:
      for (const auto& event : parse_inotify_events(bytes)) (void)irqbalance_pid_of(event.name);
      break;
  }
  return 0;
}
