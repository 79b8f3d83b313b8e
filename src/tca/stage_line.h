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
  /// `prints_lines`: as of ProgressLine.
  explicit StageLine(bool prints_lines);
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;
  /// Clears the line.
  ~StageLine();
  void begin(std::string stage);

 private:
  void draw_until_stopped(bool prints_lines);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string stage_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace holdfast
