#include "tca/parallel_threads.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace holdfast {

ParallelFor parallel_threads(unsigned threads) {
  const std::size_t most =
      std::max(1U, threads != 0 ? threads : std::thread::hardware_concurrency());
  return [most](std::size_t tasks, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < tasks; i = next++) task(i);
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(most, tasks); ++i) others.emplace_back(work);
    work();
  };
}

}  // namespace holdfast
