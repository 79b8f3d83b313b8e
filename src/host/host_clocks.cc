#include "host/host_clocks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/timex.h>

#include "host/descriptor.h"
#include "host/phc_clock.h"

namespace holdfast {
namespace {

constexpr unsigned kMostPhcs = 16;
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

}  // namespace

std::vector<ClockReading> HostClocks::read(std::int64_t at_ns) {
  std::vector<ClockReading> readings;
  bool disciplined = false;
  if (auto kernel = kernel_clock(disciplined)) readings.push_back(*std::move(kernel));
  for (unsigned number = 0; number < kMostPhcs; ++number) {
    const auto phc = open_at(AT_FDCWD, fmt::format("/dev/ptp{}", number).c_str(), O_RDONLY);
    if (!phc) continue;
    auto reading = read_phc(phc->fd(), phc_ioctl);
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
