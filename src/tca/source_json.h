// The files that were read, as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "tca/order_tables.h"

namespace holdfast {

/// An array of table, file, format, bytes, rows and sha256.
nlohmann::ordered_json sources_json(const std::vector<FileSource>& sources);

}  // namespace holdfast
