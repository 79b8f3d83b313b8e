#include "host/managed_action.h"

#include <algorithm>

namespace holdfast {
namespace {

/// Removes `prefix` and the digits that follow it; false where either is missing.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  const auto* end = std::find_if(text.begin(), text.end(),
                                 [](char letter) { return letter < '0' || letter > '9'; });
  if (end == text.begin()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  return true;
}

}  // namespace

bool is_managed_action(std::string_view action) {
  auto disk = action;
  if (take(disk, "virtio") && take(disk, "-req.")) return disk.empty();
  auto nvme = action;
  if (!take(nvme, "nvme")) return false;
  return nvme != "q0" && take(nvme, "q") && nvme.empty();
}

}  // namespace holdfast
