#include "gateway/serve_threads.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

constexpr std::uint64_t kNotes = 256;
constexpr auto kLongestPark = std::chrono::microseconds(500);
constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 50'000};

}  // namespace

ServeShared::ServeShared(const ServeOptions& serve_options)
    : options(serve_options),
      layout(layout_of(serve_options)),
      table(serve_options.streams),
      application_ring("application", serve_options.application_ring),
      threads(layout.thread_names().size()),
      streams(serve_options.streams.size()),
      senders(layout.deltas.size()) {
  for (const auto& ring : layout.rings) {
    event_rings.emplace_back(
        layout.rings.size() == 1 ? "events" : fmt::format("events {}", ring.capacity),
        ring.capacity);
  }
  for (std::size_t i = 0; i <= layout.deltas.size(); ++i) note_rings.emplace_back("notes", kNotes);
}

ThreadIdle::ThreadIdle(IdleKind kind, RingHeader* ring) : kind_(kind) {
  if (ring != nullptr) park_.emplace(*ring, kLongestPark);
}

void ThreadIdle::idle() {
  switch (kind_) {
    case IdleKind::spin: pause_processor(); return;
    case IdleKind::yield: yield_.idle(); return;
    case IdleKind::back_off: back_off_.idle(); return;
    case IdleKind::park: break;
  }
  if (park_) {
    park_->idle();
  } else {
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &kNap, nullptr);
  }
}

void ThreadIdle::reset() {
  back_off_.reset();
  if (park_) park_->reset();
}

}  // namespace holdfast
