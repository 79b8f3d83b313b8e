#include "tca/stage_line.h"

#include <fmt/format.h>

#include <chrono>

#include "base/printable.h"
#include "verbs/progress_line.h"

namespace holdfast {

StageLine::StageLine() : thread_([this] { draw_until_stopped(); }) {}

StageLine::~StageLine() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void StageLine::begin(std::string stage) {
  const std::lock_guard lock(mutex_);
  stage_ = std::move(stage);
}

void StageLine::draw_until_stopped() {
  constexpr auto kEvery = std::chrono::milliseconds(250);
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  ProgressLine line(false);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kEvery, [this] { return is_over_; })) {
    if (stage_.empty() || !line.is_due()) continue;
    const auto so_far = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began);
    line.draw(fmt::format("{} … {} s", stage_, so_far.count()));
  }
}

std::string stage_of_reading(const std::string& path) {
  return "reading " + printable(path == "-" ? "standard input" : path);
}

}  // namespace holdfast
