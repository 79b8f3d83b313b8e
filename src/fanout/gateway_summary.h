// What a gateway did, at its end: as a few lines, or as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fanout/serve_reading.h"

namespace holdfast {

/// One object. docs/gateway.md names its keys. While the gateway runs it has no exit status.
std::string summary_json(const ServeReading& reading, std::optional<int> exit_status);
std::string summary_text(const ServeReading& reading);

/// One screen of a gateway that runs, at most `rows` lines of `columns`. `before` is an
/// earlier reading, for rates.
std::vector<std::string> draw_gateway(const ServeReading& now, const ServeReading& before,
                                      std::size_t rows, std::size_t columns);

}  // namespace holdfast
