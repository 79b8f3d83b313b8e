// What stands behind options of several verbs: numbers, shares, addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/flow.h"

namespace CLI {
class Validator;
}

namespace holdfast {

/// CLI11's own reads "-1" as 2^64 - 1, and its ranges are told with 300 digits.
CLI::Validator whole_number_from(std::uint64_t least);

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
