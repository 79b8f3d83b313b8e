// A whole host of hostile bytes, read, audited and printed. Each entry of the input begins with a
// line:
//   "== /path" a file, "-> /path target" a link, "!! /path" a failure, "?? family command object"
//   an
// answer (JSON); what follows up to the next such line is its content.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "host/answer_json.h"
#include "host/memory_source.h"
#include "host/snapshot.h"
#include "model/json.h"
#include "plan/audit.h"

namespace {

using namespace holdfast;

constexpr std::string_view kMarks[] = {"== ", "-> ", "!! ", "?? "};

bool begins_an_entry(std::string_view line) {
  for (const auto mark : kMarks) {
    if (line.starts_with(mark)) return true;
  }
  return false;
}

/// What stands before the next entry, taken off the front of `rest`.
std::string_view content_of(std::string_view& rest) {
  const std::string_view whole = rest;
  std::size_t size = 0;
  while (size < whole.size() && !begins_an_entry(whole.substr(size))) {
    const auto end = whole.find('\n', size);
    size = end == std::string_view::npos ? whole.size() : end + 1;
  }
  rest.remove_prefix(size);
  return whole.substr(0, size);
}

void add_entry(std::string_view head, std::string_view content, MemorySource& host) {
  const auto words = words_of(head);
  if (words.size() < 2) return;
  if (words[0] == "??") {
    if (words.size() < 4) return;
    if (auto answer = answer_from_json(content, "answer")) {
      host.add_answer({words[1], words[2], words[3]}, std::move(*answer));
    }
    return;
  }
  const std::string_view path = words[1];
  const bool odd = path.size() < 2 || path.front() != '/' || path.back() == '/' ||
                   path.find("//") != std::string_view::npos;
  if (odd) return;
  if (words[0] == "==") host.add_file(path, std::string(content));
  if (words[0] == "->" && words.size() > 2) host.add_link(path, std::string(words[2]));
  if (words[0] == "!!") host.add_error(path, std::errc::io_error);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  MemorySource source;
  content_of(text);
  while (const auto head = next_line(text)) add_entry(*head, content_of(text), source);
  const HostSnapshot host = read_snapshot(source);
  const Sample earlier = read_sample(source, Instant{0}, host.nics);
  Sample later = earlier;
  later.at = Instant{1'000'000'000};
  constexpr ProfileName kProfiles[] = {ProfileName::any, ProfileName::trading,
                                       ProfileName::ena_trading, ProfileName::high_pps};
  const auto& profile = profile_of(kProfiles[size % std::size(kProfiles)]);
  static_cast<void>(to_json(audit({host, earlier, later, profile})));
  static_cast<void>(to_json(host));
  return 0;
}
