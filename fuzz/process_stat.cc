// /proc/PID/stat, /proc/PID/status, /proc/PID/cgroup: the first byte chooses.
#include "host/process_stat.h"

#include <cstddef>
#include <cstdint>

#include "host/cgroup.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0: (void)holdfast::parse_process_stat(text); break;
    case 1: (void)holdfast::parse_thread_status(text); break;
    default: (void)holdfast::unit_of(holdfast::cgroup_path(text)); break;
  }
  return 0;
}
