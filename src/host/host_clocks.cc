#include "host/host_clocks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ptp_clock.h>
#include <sys/ioctl.h>
#include <sys/timex.h>

#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr unsigned kMostPhcs = 16;
constexpr unsigned kSamples = 5;

std::int64_t ns_of(const ptp_clock_time& time) { return time.sec * 1'000'000'000 + time.nsec; }

std::optional<ClockReading> kernel_clock(bool& disciplined) {
  timex clock{};
  if (::adjtimex(&clock) < 0) return std::nullopt;
  disciplined = (clock.status & STA_UNSYNC) == 0;
  ClockReading reading;
  reading.source = disciplined ? "kernel" : "kernel, unsynchronised";
  reading.offset_ns = (clock.status & STA_NANO) != 0 ? clock.offset : clock.offset * 1000;
  reading.max_error_ns = static_cast<std::int64_t>(clock.maxerror) * 1000;
  return reading;
}

std::optional<ClockReading> precise(int phc) {
  ptp_sys_offset_precise both{};
  if (::ioctl(phc, PTP_SYS_OFFSET_PRECISE, &both) != 0) return std::nullopt;
  ClockReading reading;
  reading.offset_ns = ns_of(both.device) - ns_of(both.sys_realtime);
  return reading;
}

std::optional<ClockReading> sampled(int phc) {
  ptp_sys_offset_extended samples{};
  samples.n_samples = kSamples;
  if (::ioctl(phc, PTP_SYS_OFFSET_EXTENDED, &samples) != 0) return std::nullopt;
  std::vector<PhcSample> taken;
  for (unsigned i = 0; i < kSamples; ++i) {
    taken.push_back({ns_of(samples.ts[i][0]), ns_of(samples.ts[i][1]), ns_of(samples.ts[i][2])});
  }
  return best_of(taken);
}

}  // namespace

std::optional<ClockReading> best_of(const std::vector<PhcSample>& samples) {
  const PhcSample* best = nullptr;
  for (const auto& one : samples) {
    if (one.after < one.before) continue;
    if (!best || one.after - one.before < best->after - best->before) best = &one;
  }
  if (!best) return std::nullopt;
  ClockReading reading;
  const std::int64_t apart = best->after - best->before;
  reading.offset_ns = best->device - (best->before + apart / 2);
  reading.max_error_ns = (apart + 1) / 2;
  return reading;
}

std::vector<ClockReading> HostClocks::read(std::int64_t at_ns) {
  std::vector<ClockReading> readings;
  bool disciplined = false;
  if (auto kernel = kernel_clock(disciplined)) readings.push_back(*std::move(kernel));
  for (unsigned number = 0; number < kMostPhcs; ++number) {
    const auto phc = open_at(AT_FDCWD, fmt::format("/dev/ptp{}", number).c_str(), O_RDONLY);
    if (!phc) continue;
    auto reading = precise(phc->fd());
    if (!reading) reading = sampled(phc->fd());
    if (!reading) continue;
    reading->source = fmt::format("phc{}", number);
    readings.push_back(*std::move(reading));
  }
  for (auto& reading : readings) reading.at_ns = at_ns;
  state_.events += readings.size();
  state_.state = disciplined ? SourceState::watching : SourceState::degraded;
  state_.why = disciplined ? "" : "nothing disciplines the system clock (chrony, ntpd, phc2sys)";
  return readings;
}

}  // namespace holdfast
