#include "fanout/serve_options.h"

#include <fmt/format.h>

namespace holdfast {

MoldSession session_of(const ServeOptions& options, std::size_t stream) {
  return MoldSession::of(fmt::format("{:.6}-{:03}", options.session, stream));
}

}  // namespace holdfast
