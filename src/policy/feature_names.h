// Names of device features, as `ethtool -k` knows them: for finding what a misspelt one was to be.
#pragma once

#include <string_view>
#include <vector>

namespace holdfast {

/// The short names (gro, tso, …), then the kernel's: net/ethtool/common.c, netdev_features_strings.
const std::vector<std::string_view>& feature_names();
bool is_feature_name(std::string_view name);

}  // namespace holdfast
