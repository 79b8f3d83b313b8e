#include "serve/server_sent.h"

#include <fmt/format.h>

namespace holdfast {

std::string server_sent(std::string_view type, std::string_view text,
                        std::optional<std::uint64_t> id) {
  std::string out;
  out.reserve(text.size() + 64);
  if (id) out += fmt::format("id: {}\n", *id);
  out.append("event: ").append(type).append("\ndata: ");
  for (std::size_t at = 0; at < text.size(); ++at) {
    // A carriage return ends a line there too.
    if (text[at] == '\r') {
      if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
      out += "\ndata: ";
    } else if (text[at] == '\n') {
      out += "\ndata: ";
    } else {
      out += text[at];
    }
  }
  return out += "\n\n";
}

}  // namespace holdfast
