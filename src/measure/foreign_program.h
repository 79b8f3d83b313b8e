// ForeignProgram: a program of somebody else's, run in a network of the measurement's own: its
// output, and its end, whatever happens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "measure/network_namespace.h"
#include "measure/probe_run.h"

namespace holdfast {

/// The program `name` in one of the folders of `path` (as PATH has them); nullopt without one.
std::optional<std::string> find_program(std::string_view name, std::string_view path);

/// From the thread that lives as long as it does: the program is killed when that thread ends.
class ForeignProgram {
 public:
  static constexpr std::size_t kMostOutput = 256U << 10U;  // what is beyond is read and dropped

  /// `words[0]`: its path. Standard output and error come in one; standard input is empty. It is in
  /// a process group of its own, so that Ctrl-C is ours.
  static Result<ForeignProgram> start(const std::vector<std::string>& words,
                                      const NetworkNamespace* network);
  ForeignProgram(ForeignProgram&& other) noexcept;
  ForeignProgram& operator=(ForeignProgram&&) = delete;
  /// Kills it, if it still runs, and waits for it.
  ~ForeignProgram();

  /// What it prints until it ends, it is stopped or `seconds` are over; the latter two are failed.
  Result<std::string> output(double seconds, const IsStopped& is_stopped);

 private:
  ForeignProgram(int process, Descriptor output, std::string name);
  int process_;  // 0: it has ended
  Descriptor output_;
  std::string name_;
};

}  // namespace holdfast
