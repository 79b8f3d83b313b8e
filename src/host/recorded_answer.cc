#include "host/recorded_answer.h"

#include <algorithm>

#include "host/answer_json.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{64} << 20;

std::string component_of(std::string_view name) {
  std::string out;
  const bool only_dots = name.find_first_not_of('.') == std::string_view::npos;
  for (const char c : name) {
    if (c == '/') {
      out += "%2F";
    } else if (c == '%') {
      out += "%25";
    } else if (c == '.' && only_dots && out.empty()) {
      out += "%2E";
    } else {
      out += c;
    }
  }
  return out;
}

void diagnose_once(Diagnostics& diagnostics, Diagnostic diagnostic) {
  const bool known = std::any_of(diagnostics.begin(), diagnostics.end(),
                                 [&](const Diagnostic& d) { return d.path == diagnostic.path; });
  if (!known) diagnostics.push_back(std::move(diagnostic));
}

}  // namespace

std::string answer_path(const Question& question) {
  std::string path(kAnswersFolder);
  for (const auto part : {question.family, question.command, question.object}) {
    if (part.empty()) continue;
    path += '/';
    path += component_of(part);
  }
  return path + ".json";
}

ReadResult<std::vector<Record>> recorded_answer(HostSource& files, const Question& question,
                                                Diagnostics& diagnostics) {
  const std::string path = answer_path(question);
  std::string text;
  if (const auto read = files.read_file(path, text, kMaxAnswer); !read) {
    if (read.error() == std::errc::no_such_file_or_directory) {
      return tl::unexpected(std::errc::operation_not_supported);
    }
    return tl::unexpected(read.error());
  }
  auto answer = answer_from_json(text, path);
  if (!answer) {
    diagnose_once(diagnostics, {answer.error().code, path, 0, answer.error().sentence});
    return tl::unexpected(std::errc::bad_message);
  }
  return std::move(*answer);
}

}  // namespace holdfast
