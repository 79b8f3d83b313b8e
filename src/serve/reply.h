// Reply: an answer before it is bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace holdfast {

/// Shared, since the same frame goes to every client.
using Text = std::shared_ptr<const std::string>;
inline Text text_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

struct Reply {
  unsigned status = 200;
  std::string_view type = "text/plain; charset=utf-8";
  Text body = text_of("");
  std::string more;  // further head lines, each with "\r\n" at its end
};

Reply json_reply(Text body);
/// The sentence as text, for people.
Reply plain_reply(unsigned status, std::string_view sentence);

/// What a page may load: itself. The dashboard's own script and style are named by their hashes.
struct ContentPolicy {
  std::string script, style;  // "'sha256-…'"; empty: none at all
};

/// The head of the reply with its empty line. The stream (`endless`) has no length.
std::string head_of(const Reply& reply, const ContentPolicy& policy, bool keep_alive,
                    bool endless = false);

}  // namespace holdfast
