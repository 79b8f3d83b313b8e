#include "bpf/record_fields.h"

#include <algorithm>
#include <cstring>

namespace holdfast {

std::string name_in(std::span<const char> field) {
  std::string name(field.data(), ::strnlen(field.data(), field.size()));
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return name;
}

CpuSet cpus_in(std::span<const __u64> mask, std::uint32_t cpus) {
  CpuSet set;
  const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(cpus, mask.size() * 64));
  for (std::uint32_t cpu = 0; cpu < end; ++cpu) {
    if (((mask[cpu / 64] >> (cpu % 64)) & 1) != 0) set.add(CpuId{cpu});
  }
  return set;
}

}  // namespace holdfast
