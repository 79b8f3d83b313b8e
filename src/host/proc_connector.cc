#include "host/proc_connector.h"

#include <linux/cn_proc.h>
#include <linux/connector.h>

#include <cstddef>
#include <cstring>

namespace holdfast {
namespace {

// Of struct proc_event; its union is named differently over the versions of the header.
constexpr std::size_t kTimestamp = 8;
constexpr std::size_t kFacts = 16;
constexpr std::uint32_t kAcknowledged = 0, kForked = 1, kExecuted = 2;

template <class Value>
std::optional<Value> value_at(Bytes bytes, std::size_t offset) {
  Value value{};
  if (bytes.size() < offset + sizeof value) return std::nullopt;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

}  // namespace

std::optional<ProcessEvent> parse_process_event(Bytes datagram) {
  const auto message = next_message(datagram);
  if (!message) return std::nullopt;
  // struct cn_msg: idx, val, seq, ack, then the length of what follows.
  const auto index = value_at<std::uint32_t>(message->payload, 0);
  const auto value = value_at<std::uint32_t>(message->payload, 4);
  const auto length = value_at<std::uint16_t>(message->payload, 16);
  if (message->payload.size() < sizeof(cn_msg) || !length) return std::nullopt;
  if (index != CN_IDX_PROC || value != CN_VAL_PROC) return std::nullopt;
  Bytes bytes = message->payload.subspan(sizeof(cn_msg));
  if (*length < bytes.size()) bytes = bytes.first(*length);
  const auto what = value_at<std::uint32_t>(bytes, 0);
  const auto at = value_at<std::int64_t>(bytes, kTimestamp);
  if (!what || !at) return std::nullopt;
  const auto fact = [&](std::size_t number) {
    return value_at<std::uint32_t>(bytes, kFacts + number * sizeof(std::uint32_t));
  };
  ProcessEvent event{.at_ns = *at};
  switch (*what) {
    case kAcknowledged: {
      const auto error = value_at<std::int32_t>(bytes, kFacts);
      if (!error) return std::nullopt;
      event.kind = ProcessEventKind::acknowledged;
      event.error = *error;
      return event;
    }
    case kForked: {  // parent's tid and pid, child's tid and pid
      const auto parent = fact(1), child_thread = fact(2), child = fact(3);
      if (!parent || !child_thread || !child || *child != *child_thread) return std::nullopt;
      event.kind = ProcessEventKind::forked;
      event.pid = *child;
      event.parent = *parent;
      return event;
    }
    case kExecuted: {
      const auto pid = fact(1);
      if (!pid) return std::nullopt;
      event.kind = ProcessEventKind::executed;
      event.pid = *pid;
      return event;
    }
    default: return std::nullopt;
  }
}

}  // namespace holdfast
