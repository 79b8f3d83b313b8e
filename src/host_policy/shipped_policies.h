// The policies of policies/, built into the program.
#pragma once

#include <string_view>
#include <vector>

namespace holdfast {

struct ShippedPolicy {
  std::string_view name;  // "trading"
  std::string_view text;
};

/// By name. Generated from policies/*.yaml (cmake/HoldfastPolicies.cmake).
const std::vector<ShippedPolicy>& shipped_policies();

}  // namespace holdfast
