// Any path, also one that no host has: what is watched is known by one name, and by that again.
#include "host/watched_path.h"

#include <cstddef>
#include <cstdint>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  const auto watched = holdfast::watched_path(path);
  if (watched) HOLDFAST_CHECK(holdfast::watched_path(*watched) == watched);
  (void)holdfast::watched_path(path, "/root");
  return 0;
}
