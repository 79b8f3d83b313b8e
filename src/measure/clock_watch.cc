#include "measure/clock_watch.h"

#include <algorithm>

#include "measure/paced_sender.h"
#include "net/socket_address.h"

namespace holdfast {
namespace {

constexpr std::int64_t kBetweenReadingsNs = 1'000'000'000;

}  // namespace

ClockWatch::ClockWatch(const ReceiverOptions& receiver) {
  if (!receiver.hardware_stamps && !receiver.xdp.device_stamps) return;
  const auto interface =
      receiver.interface.empty() ? interface_of(receiver.local) : receiver.interface;
  if (interface.empty()) {
    why_not_ = "which NIC's clock is meant is not known: name its interface";
    return;
  }
  auto clock = PhcClock::open(interface);
  if (!clock) {
    why_not_ = clock.error().sentence;
    return;
  }
  clock_ = std::move(*clock);
  read();
}

void ClockWatch::look() {
  if (clock_ && steady_ns() - read_ns_ >= kBetweenReadingsNs) read();
}

void ClockWatch::end() {
  if (clock_) read();
}

void ClockWatch::read() {
  read_ns_ = steady_ns();
  const auto reading = clock_->read();
  if (reading) {
    track_.add(*reading);
  } else {
    why_not_ = reading.error().sentence;
  }
}

void ClockWatch::tell(ProbeResult& result) const {
  const bool has_stamps =
      std::any_of(result.delays.begin(), result.delays.end(),
                  [](const ProbeDelays& delays) { return delays.of == "device to user"; });
  if (!has_stamps || !track_.empty()) return;
  result.notes.push_back("device to user is by the NIC's own clock, not by CLOCK_REALTIME: " +
                         why_not_);
}

}  // namespace holdfast
