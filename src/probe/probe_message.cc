#include "probe/probe_message.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kMagic = 0x48465042;  // "HFPB"
constexpr std::uint64_t kVersion = 1;

// Where each field begins, and its bytes. Those from 6 and from 12 are 0, and nobody looks at them.
struct Field {
  std::size_t at, bytes;
};
constexpr Field kMagicField{0, 4}, kVersionField{4, 2}, kSession{8, 4}, kSequence{16, 8},
    kPlanned{24, 8}, kSent{32, 8}, kReflected{40, 8};
static_assert(kReflected.at + kReflected.bytes == kProbeMessageBytes);

void put(std::span<std::uint8_t> payload, Field field, std::uint64_t value) {
  for (std::size_t i = field.bytes; i > 0; --i, value >>= 8U) {
    payload[field.at + i - 1] = static_cast<std::uint8_t>(value);
  }
}

std::uint64_t get(std::span<const std::uint8_t> payload, Field field) {
  std::uint64_t value = 0;
  for (const auto byte : payload.subspan(field.at, field.bytes)) value = value << 8U | byte;
  return value;
}

}  // namespace

void write_probe_message(const ProbeMessage& message, std::span<std::uint8_t> payload) {
  HOLDFAST_CHECK(payload.size() >= kProbeMessageBytes);
  std::fill_n(payload.begin(), kProbeMessageBytes, std::uint8_t{0});
  put(payload, kMagicField, kMagic);
  put(payload, kVersionField, kVersion);
  put(payload, kSession, message.session);
  put(payload, kSequence, message.sequence);
  put(payload, kPlanned, static_cast<std::uint64_t>(message.planned_ns));
  put(payload, kSent, static_cast<std::uint64_t>(message.sent_ns));
  put(payload, kReflected, static_cast<std::uint64_t>(message.reflected_ns));
}

std::optional<ProbeMessage> parse_probe_message(std::span<const std::uint8_t> payload) {
  if (payload.size() < kProbeMessageBytes) return std::nullopt;
  if (get(payload, kMagicField) != kMagic) return std::nullopt;
  if (get(payload, kVersionField) != kVersion) return std::nullopt;
  return ProbeMessage{.session = static_cast<std::uint32_t>(get(payload, kSession)),
                      .sequence = get(payload, kSequence),
                      .planned_ns = static_cast<std::int64_t>(get(payload, kPlanned)),
                      .sent_ns = static_cast<std::int64_t>(get(payload, kSent)),
                      .reflected_ns = static_cast<std::int64_t>(get(payload, kReflected))};
}

}  // namespace holdfast
