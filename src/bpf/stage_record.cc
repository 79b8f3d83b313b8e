#include "bpf/stage_record.h"

#include <cstring>
#include <initializer_list>
#include <utility>

#include "bpf/programs/stage_layout.h"

namespace holdfast {
namespace {

// False: one has no room.
bool put_times(std::initializer_list<std::pair<__u64, std::int64_t*>> times) {
  for (const auto& [from, to] : times) {
    if (from > static_cast<__u64>(INT64_MAX)) return false;
    *to = static_cast<std::int64_t>(from);
  }
  return true;
}

}  // namespace

std::variant<std::monostate, StagePacket, StageRead> parse_stage_record(
    std::span<const std::uint8_t> bytes) {
  if (bytes.size() == sizeof(stage_packet)) {
    stage_packet record;
    std::memcpy(&record, bytes.data(), sizeof record);
    StagePacket packet{.session = record.session,
                       .sequence = record.sequence,
                       .cpu = record.cpu,
                       .irq = record.irq};
    if (record.kind != HOLDFAST_STAGE_PACKET || record.stack_ns == 0) return {};
    if (!put_times({{record.interrupt_ns, &packet.interrupt_ns},
                    {record.raised_ns, &packet.raised_ns},
                    {record.entered_ns, &packet.entered_ns},
                    {record.stack_ns, &packet.stack_ns},
                    {record.queued_ns, &packet.queued_ns}})) {
      return {};
    }
    return packet;
  }
  if (bytes.size() != sizeof(stage_read)) return {};
  stage_read record;
  std::memcpy(&record, bytes.data(), sizeof record);
  if (record.kind != HOLDFAST_STAGE_READ || record.read_ns == 0) return {};
  StageRead read;
  if (!put_times({{record.waking_ns, &read.waking_ns},
                  {record.running_ns, &read.running_ns},
                  {record.read_ns, &read.read_ns}})) {
    return {};
  }
  return read;
}

}  // namespace holdfast
