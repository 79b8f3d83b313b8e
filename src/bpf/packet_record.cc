#include "bpf/packet_record.h"

#include <cstring>

#include "bpf/programs/packet_layout.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kDay = 86'400 * kSecond;

std::optional<std::int64_t> sum(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
}

std::optional<std::int64_t> difference(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
}

}  // namespace

std::optional<PacketDelay> parse_packet_record(std::span<const std::uint8_t> bytes,
                                               const ClockOffsets& offsets,
                                               const InterfaceName& interface_name) {
  packet_record record;
  if (bytes.size() != sizeof record) return std::nullopt;
  std::memcpy(&record, bytes.data(), sizeof record);
  if (record.clock > HOLDFAST_CLOCK_TAI) return std::nullopt;
  const auto read_at =
      sum(record.read_ns,
          record.clock == HOLDFAST_CLOCK_TAI ? offsets.from_tai_ns : offsets.from_monotonic_ns);
  if (!read_at) return std::nullopt;
  PacketDelay packet;
  packet.read_at_ns = *read_at;
  // A stamp of another clock (departure times are monotonic) is decades away.
  const auto software = difference(*read_at, record.stamp_ns);
  if (record.stamp_ns != 0 && software && *software > -kSecond && *software < kDay) {
    packet.software_ns = software;
  }
  if (record.hardware_ns != 0) packet.hardware_ns = difference(*read_at, record.hardware_ns);
  if (!packet.software_ns && !packet.hardware_ns) return std::nullopt;
  if (record.ifindex != 0 && interface_name) packet.nic = interface_name(record.ifindex);
  if (record.queue != 0) packet.queue = QueueIndex{record.queue - 1U};
  packet.pid = record.pid;
  packet.comm.assign(record.comm, ::strnlen(record.comm, sizeof record.comm));
  return packet;
}

}  // namespace holdfast
