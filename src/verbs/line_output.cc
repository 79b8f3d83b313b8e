#include "verbs/line_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace holdfast {

Result<OutputFate> write_lines(std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t wrote = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (wrote >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (errno == EPIPE) {
      return OutputFate::closed;
    } else if (errno != EINTR) {
      return fail(ErrorCode::failed,
                  fmt::format("standard output: could not be written: {}", std::strerror(errno)));
    }
  }
  text.clear();
  return OutputFate::written;
}

}  // namespace holdfast
