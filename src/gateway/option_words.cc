#include "gateway/option_words.h"

#include <fmt/format.h>

#include <charconv>

namespace holdfast {

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0)) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> share(std::string_view text) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto number = decimal(text);
  const double of = is_percent ? 100 : 1;
  if (!number || *number > of) return std::nullopt;
  return *number / of;
}

Result<Endpoint> endpoint_of(std::string_view verb, std::string_view option,
                             const std::string& text) {
  const auto endpoint = parse_endpoint(text);
  if (endpoint && endpoint->port != 0) return *endpoint;
  return fail(ErrorCode::usage,
              fmt::format("{}: {} \"{}\" is no address with a port, as 239.1.1.1:4000 is", verb,
                          option, text));
}

Result<std::optional<Endpoint>> maybe_endpoint_of(std::string_view verb, std::string_view option,
                                                  const std::string& text) {
  if (text.empty()) return std::optional<Endpoint>();
  auto endpoint = endpoint_of(verb, option, text);
  if (!endpoint) return tl::unexpected(endpoint.error());
  return std::optional(*std::move(endpoint));
}

Result<void> check_length(std::string_view verb, std::string_view option, const std::string& text,
                          std::size_t most) {
  if (text.size() <= most) return {};
  return fail(ErrorCode::usage,
              fmt::format("{}: {} \"{}\" has more than {} characters", verb, option, text, most));
}

}  // namespace holdfast
