#include "host/idle_states.h"

#include <fmt/format.h>

#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxStates = 32;  // CPUIDLE_STATE_MAX is 10

std::string folder(CpuId cpu) {
  return fmt::format("/sys/devices/system/cpu/cpu{}/cpuidle", cpu.value);
}

}  // namespace

void IdleStates::prepare(CpuId first, CpuId last) {
  const auto entries = files_.source().list(folder(first));
  if (!entries) {
    diagnose_read(files_.diagnostics(), folder(first), entries.error());
    return;
  }
  std::size_t states = 0;
  for (const auto& entry : *entries) {
    if (entry.name.starts_with("state") && states < kMaxStates) ++states;
  }
  for (std::size_t state = 0; state < states; ++state) {
    latencies_.push_back(latency(first, state));
    if (first != last && latency(last, state) != latencies_.back()) uniform_ = false;
  }
}

std::optional<std::uint64_t> IdleStates::deepest_enabled_latency(CpuId cpu) {
  for (std::size_t state = latencies_.size(); state-- > 0;) {
    const auto disabled = files_.number(fmt::format("{}/state{}/disable", folder(cpu), state));
    if (!disabled || *disabled != 0) continue;
    return uniform_ ? latencies_[state] : latency(cpu, state);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> IdleStates::latency(CpuId cpu, std::size_t state) {
  return files_.number(fmt::format("{}/state{}/latency", folder(cpu), state));
}

}  // namespace holdfast
