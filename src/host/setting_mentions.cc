#include "host/setting_mentions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/setting_words.h"

namespace holdfast {
namespace {

using namespace setting_words;

constexpr std::size_t kMaxNamed = 12;

bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

void add(SettingMentions& mentions, std::string_view setting, int line) {
  if (mentions.empty()) mentions.first_line = line;
  const auto found = std::find(mentions.settings.begin(), mentions.settings.end(), setting);
  if (found == mentions.settings.end()) mentions.settings.emplace_back(setting);
}

/// `visit(line, number)` for each line that says something, without blanks at its ends.
template <class Visit>
void visit_lines(std::string_view text, Visit visit) {
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    visit(line, number);
  }
}

/// Does the line write, as far as one can see: a redirection, tee, an assignment (udev's ATTR{}=)?
bool seems_to_write(std::string_view line) {
  return contains(line, ">") || contains(line, "tee ") || contains(line, "write") ||
         contains(line, "=");
}

void find_ethtool(std::string_view line, int number, SettingMentions& mentions) {
  if (!contains(line, "ethtool") && !contains(line, "ETHTOOL_OPTS")) return;
  while (!line.empty()) {
    std::string_view word = next_word(line);
    while (!word.empty() && contains("\"',;)`", word.substr(word.size() - 1))) {
      word.remove_suffix(1);
    }
    const auto quote = word.find_last_of("\"'=");
    if (quote != std::string_view::npos) word.remove_prefix(quote + 1);
    for (const Word& option : kEthtoolOptions) {
      if (word == option.text) add(mentions, option.setting, number);
    }
  }
}

std::string sysctl_name(std::string_view key) {
  std::string name(key);
  // Either separator may be used; the first decides (sysctl.d(5)).
  if (name.find_first_of("./") != std::string::npos && name[name.find_first_of("./")] == '/') {
    std::replace(name.begin(), name.end(), '/', '.');
  }
  return name;
}

bool is_ours(std::string_view sysctl) {
  return std::any_of(kSysctlPrefixes.begin(), kSysctlPrefixes.end(),
                     [&](auto prefix) { return sysctl.starts_with(prefix); }) ||
         std::find(kSysctls.begin(), kSysctls.end(), sysctl) != kSysctls.end();
}

}  // namespace

std::string SettingMentions::owns() const {
  std::string text;
  for (std::size_t i = 0; i < std::min(settings.size(), kMaxNamed); ++i) {
    if (i > 0) text += ", ";
    text += settings[i];
  }
  if (settings.size() > kMaxNamed) text += fmt::format(" and {} more", settings.size() - kMaxNamed);
  return text;
}

SettingMentions find_in_script(std::string_view text) {
  SettingMentions mentions;
  visit_lines(text, [&](std::string_view line, int number) {
    for (const Word& file : kKernelFiles) {
      if (contains(line, file.text) && seems_to_write(line)) add(mentions, file.setting, number);
    }
    for (const Word& program : kPrograms) {
      if (contains(line, program.text)) add(mentions, program.setting, number);
    }
    find_ethtool(line, number, mentions);
  });
  return mentions;
}

SettingMentions find_in_link_file(std::string_view text) {
  SettingMentions mentions;
  visit_lines(text, [&](std::string_view line, int number) {
    const std::string_view key = line.substr(0, line.find('='));
    if (contains(key, "Coalesce")) add(mentions, "coalescing", number);
    if (key.ends_with("Offload")) add(mentions, "offloads", number);
    for (const Word& word : kLinkKeys) {
      if (line.starts_with(word.text)) add(mentions, word.setting, number);
    }
  });
  return mentions;
}

SettingMentions find_in_sysctl_file(std::string_view text) {
  SettingMentions mentions;
  visit_lines(text, [&](std::string_view line, int number) {
    if (line.front() == '-') line.remove_prefix(1);  // "ignore the failure"
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return;
    const std::string name = sysctl_name(trim(line.substr(0, equals)));
    if (is_ours(name)) add(mentions, name, number);
  });
  return mentions;
}

}  // namespace holdfast
