#include "host/phc_clock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/ptp_clock.h>
#include <sys/ioctl.h>

#include <utility>

#include "host/errno_name.h"
#include "host/ethtool_ioctl.h"
#include "host/read_errors.h"

namespace holdfast {
namespace {

constexpr unsigned kSamples = 5;

std::int64_t ns_of(const ptp_clock_time& time) { return time.sec * 1'000'000'000 + time.nsec; }

std::optional<ClockReading> precise(int fd, const PhcCall& call) {
  ptp_sys_offset_precise both{};
  if (call(fd, PTP_SYS_OFFSET_PRECISE, &both) != 0) return std::nullopt;
  ClockReading reading;
  reading.at_ns = ns_of(both.sys_realtime);
  reading.offset_ns = ns_of(both.device) - reading.at_ns;
  return reading;
}

std::optional<ClockReading> extended(int fd, const PhcCall& call) {
  ptp_sys_offset_extended samples{};
  samples.n_samples = kSamples;
  if (call(fd, PTP_SYS_OFFSET_EXTENDED, &samples) != 0) return std::nullopt;
  std::vector<PhcSample> taken;
  for (const auto& one : std::span(samples.ts).first<kSamples>()) {
    taken.push_back({ns_of(one[0]), ns_of(one[1]), ns_of(one[2])});
  }
  return best_of(taken);
}

// The system clock and the device's in turn, with the system clock first and last.
std::optional<ClockReading> plain(int fd, const PhcCall& call) {
  ptp_sys_offset samples{};
  samples.n_samples = kSamples;
  if (call(fd, PTP_SYS_OFFSET, &samples) != 0) return std::nullopt;
  std::vector<PhcSample> taken;
  for (unsigned i = 0; i < kSamples; ++i) {
    const auto* const at = samples.ts + std::size_t{2} * i;
    taken.push_back({ns_of(at[0]), ns_of(at[1]), ns_of(at[2])});
  }
  return best_of(taken);
}

/// The number of the interface's clock; -1: it has none.
ReadResult<int> index_of_clock(const std::string& interface) {
  EthtoolIoctl ethtool;
  ethtool_ts_info known{};
  known.cmd = ETHTOOL_GET_TS_INFO;
  if (const auto asked = ethtool.call(interface, &known); !asked) {
    return tl::unexpected(asked.error());
  }
  return known.phc_index;
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
  reading.at_ns = best->before + apart / 2;
  reading.offset_ns = best->device - reading.at_ns;
  reading.max_error_ns = (apart + 1) / 2;
  return reading;
}

int phc_ioctl(int fd, unsigned long request, void* argument) {
  return ::ioctl(fd, request, argument);
}

ReadResult<ClockReading> read_phc(int fd, const PhcCall& call) {
  for (const auto& way : {precise, extended, plain}) {
    errno = 0;
    if (auto reading = way(fd, call)) return *std::move(reading);
  }
  // Without one: every sample lay over a step of the system clock.
  return tl::unexpected(errno != 0 ? last_error() : std::errc::resource_unavailable_try_again);
}

Result<PhcClock> PhcClock::open(const std::string& interface) {
  const auto index = index_of_clock(interface);
  if (!index && index.error() == std::errc::no_such_device) {
    return fail(ErrorCode::absent, fmt::format("there is no interface {}", interface));
  }
  if (!index && index.error() != std::errc::operation_not_supported) {
    return fail(
        code_of(index.error()),
        fmt::format("{}: which hardware clock is its is not known (ETHTOOL_GET_TS_INFO: {})",
                    interface, errno_name(index.error())));
  }
  if (!index || *index < 0) {
    return fail(ErrorCode::absent,
                fmt::format("{} has no hardware clock (ethtool -T {})", interface, interface));
  }
  const auto path = fmt::format("/dev/ptp{}", *index);
  auto device = open_at(AT_FDCWD, path.c_str(), O_RDONLY);
  if (device) return PhcClock(static_cast<std::uint32_t>(*index), std::move(*device), phc_ioctl);
  const auto code = code_of(device.error());
  return fail(code, fmt::format("{}, the hardware clock of {}, cannot be read: {}{}", path,
                                interface, errno_name(device.error()),
                                code == ErrorCode::denied ? "; run it as root" : ""));
}

PhcClock::PhcClock(std::uint32_t index, Descriptor device, PhcCall call)
    : index_(index), device_(std::move(device)), call_(std::move(call)) {}

Result<ClockReading> PhcClock::read() const {
  auto reading = read_phc(device_.fd(), call_);
  if (!reading) {
    return fail(ErrorCode::unsupported,
                fmt::format("/dev/ptp{} does not tell its time against the system's "
                            "(PTP_SYS_OFFSET: {})",
                            index_, errno_name(reading.error())));
  }
  reading->source = fmt::format("phc{}", index_);
  return *std::move(reading);
}

}  // namespace holdfast
