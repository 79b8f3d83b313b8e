// What stages.bpf.c tells of packets and of the thread that reads them, as it comes out of the
// ring. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "model/stage_trace.h"

namespace holdfast {

/// monostate: no such record, or with a time that is none (over 292 years), or without the one
/// that each has (stack_ns, read_ns).
std::variant<std::monostate, StagePacket, StageRead> parse_stage_record(
    std::span<const std::uint8_t> bytes);

}  // namespace holdfast
