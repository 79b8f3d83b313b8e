// What a verb is at, and for how long, on the terminal's line: for work that cannot say how far it
// is.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace holdfast {

class StageLine {
 public:
  /// Shown on a terminal also where standard output is one: the verb prints once this is gone.
  StageLine();
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;
  /// Clears the line.
  ~StageLine();
  void begin(std::string stage);

 private:
  void draw_until_stopped();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string stage_;
  bool is_over_ = false;
  std::thread thread_;
};

/// The stage of reading the file at `path`; "-" is standard input.
std::string stage_of_reading(const std::string& path);

}  // namespace holdfast
