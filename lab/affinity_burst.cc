// affinity_burst IRQ COUNT LAST OTHER: writes /proc/irq/IRQ/smp_affinity_list COUNT times as fast
// as it can, CPU OTHER and CPU LAST in turns, so that it ends with LAST; prints how many
// microseconds that took.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

int main(int count, char** words) {
  if (count != 5) return 2;
  const std::string path = std::string("/proc/irq/") + words[1] + "/smp_affinity_list";
  const long writes = std::atol(words[2]);
  const std::string values[] = {std::string(words[3]) + "\n", std::string(words[4]) + "\n"};
  const int file = open(path.c_str(), O_WRONLY);
  if (file < 0) return std::perror(path.c_str()), 1;
  const auto begin = std::chrono::steady_clock::now();
  for (long left = writes - 1; left >= 0; --left) {
    const std::string& value = values[left % 2];
    if (write(file, value.data(), value.size()) < 0) return std::perror(path.c_str()), 1;
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  std::printf("%lld\n", static_cast<long long>(
                            std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  return 0;
}
