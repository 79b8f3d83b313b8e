// ParallelFor: how the caller lends its threads to a pure module.
#pragma once

#include <cstddef>
#include <functional>

namespace holdfast {

/// Runs task(0) … task(tasks − 1), each once, in any order and on any thread, and returns when all
/// are done. What the tasks are never depends on the number of threads, so neither do results.
using ParallelFor = std::function<void(std::size_t tasks, const std::function<void(std::size_t)>&)>;

inline void serial_for(std::size_t tasks, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < tasks; ++i) {
    task(i);
  }
}

}  // namespace holdfast
