#include "measure/probe_stream.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "measure/paced_sender.h"
#include "measure/stream_threads.h"

namespace holdfast {

struct ProbeStream::Running {
  explicit Running(const ProbeStreamSettings& settings)
      : exchange(settings), receiver([this] {
          ::pthread_setname_np(::pthread_self(), "probe-receive");
          thread = static_cast<std::uint32_t>(::gettid());
          receive_stream(exchange, [this] {
            is_placed = true;
            is_placed.notify_one();
          });
        }) {
    // Before it stands where it belongs nobody may move it.
    is_placed.wait(false);
    if (settings.listens) return;
    sender = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "probe-send");
      send_stream(exchange);
    });
  }
  ~Running() {
    exchange.stop = true;
    receiver.join();
    if (sender.joinable()) sender.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  StreamExchange exchange;
  std::atomic<std::uint32_t> thread{0};
  std::atomic<bool> is_placed{false};
  std::thread receiver, sender;
};

ProbeStream::ProbeStream() = default;
ProbeStream::~ProbeStream() = default;

void ProbeStream::follow(const std::optional<ProbeStreamSettings>& settings) {
  if (settings == settings_) return;
  settings_ = settings;
  if (running_) {
    const auto last = take();
    ended_ = last->counts;
    events_ = running_->exchange.state(steady_ns()).events + events_;
    running_.reset();
  }
  if (settings) running_ = std::make_unique<Running>(*settings);
}

std::optional<ProbeStreamReading> ProbeStream::take() {
  if (!running_) return std::nullopt;
  auto reading = running_->exchange.take(realtime_ns());
  reading.counts.sent += ended_.sent;
  reading.counts.lost += ended_.lost;
  reading.counts.foreign += ended_.foreign;
  return reading;
}

std::optional<WatchSource> ProbeStream::state() const {
  if (!running_) return std::nullopt;
  auto source = running_->exchange.state(steady_ns());
  source.events += events_;
  return source;
}

std::optional<ThreadId> ProbeStream::bound_thread() const {
  if (!running_ || !settings_->cpu) return std::nullopt;
  return ThreadId{running_->thread};
}

}  // namespace holdfast
