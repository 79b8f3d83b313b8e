#include "host/fanotify_events.h"

#include <sys/fanotify.h>

#include <cstring>

namespace holdfast {
namespace {

// Of struct fanotify_event_info_pidfd, Linux 5.15; the headers of old distributions lack it.
constexpr std::uint8_t kPidfdRecord = 4;
constexpr std::int32_t kNoPidfd = -1;  // the process was reaped before the event was read
constexpr std::size_t kRecordHeader = 4;

template <class Value>
Value value_at(Bytes bytes, std::size_t offset) {
  Value value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

void read_records(Bytes records, FanotifyEvent& event) {
  while (records.size() >= kRecordHeader) {
    const auto size = value_at<std::uint16_t>(records, 2);
    if (size < kRecordHeader || size > records.size()) return;
    if (records[0] == kPidfdRecord && size >= kRecordHeader + sizeof(std::int32_t)) {
      event.pidfd = value_at<std::int32_t>(records, kRecordHeader);
      event.is_reaped = event.pidfd == kNoPidfd;
    }
    records = records.subspan(size);
  }
}

}  // namespace

std::vector<FanotifyEvent> parse_fanotify_events(Bytes bytes) {
  std::vector<FanotifyEvent> events;
  while (bytes.size() >= sizeof(fanotify_event_metadata)) {
    const auto metadata = value_at<fanotify_event_metadata>(bytes, 0);
    if (metadata.event_len < sizeof metadata || metadata.event_len > bytes.size()) break;
    if (metadata.vers != FANOTIFY_METADATA_VERSION) break;
    FanotifyEvent event{.mask = metadata.mask, .fd = metadata.fd, .pid = metadata.pid};
    const std::size_t start = metadata.metadata_len;
    if (start >= sizeof metadata && start < metadata.event_len) {
      read_records(bytes.subspan(start, metadata.event_len - start), event);
    }
    events.push_back(event);
    bytes = bytes.subspan(metadata.event_len);
  }
  return events;
}

}  // namespace holdfast
