#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "cli/agent_client.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

/// Who asks, for the events: the person behind sudo where there is one.
std::string asker() {
  const char* name = ::getenv("SUDO_USER");
  if (!name) name = ::getenv("USER");
  std::string found = name ? name : fmt::format("uid {}", ::getuid());
  // It becomes part of a JSON text: nothing but what names are made of.
  std::erase_if(found, [](char c) {
    return !(std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' ||
             c == ' ');
  });
  return found;
}

}  // namespace

int run_pause(const PauseOptions& options) {
  std::string request =
      fmt::format(R"({{"verb":"{}","by":"{}")", options.end ? "resume" : "pause", asker());
  if (options.seconds) {
    request += fmt::format(R"(,"seconds":{})", std::llround(*options.seconds));
  }
  const auto answer = ask_agent(options.run_folder, request + "}");
  if (!answer) return report_failure(answer.error());
  fmt::print("{}\n", *answer);
  return kDone;
}

}  // namespace holdfast
