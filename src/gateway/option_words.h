// What stands behind options of several verbs: decimals, shares, addresses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

/// "1.5"; nullopt: it is none, or below 0.
std::optional<double> decimal(std::string_view text);

/// "1.5%" or "0.015" as 0.015; nullopt: it is none from 0 to 1.
std::optional<double> share(std::string_view text);

/// An address and a port that is not 0. usage, with `verb` and `option`.
Result<Endpoint> endpoint_of(std::string_view verb, std::string_view option,
                             const std::string& text);
/// The same, and nullopt for an empty text: the option was not given.
Result<std::optional<Endpoint>> maybe_endpoint_of(std::string_view verb, std::string_view option,
                                                  const std::string& text);

/// usage: `text` has more than `most` characters.
Result<void> check_length(std::string_view verb, std::string_view option, const std::string& text,
                          std::size_t most);

}  // namespace holdfast
