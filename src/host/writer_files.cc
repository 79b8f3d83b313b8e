#include "host/writer_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "host/called_scripts.h"
#include "host/read_errors.h"
#include "host/setting_mentions.h"

namespace holdfast {
namespace {

using enum WriterKind;

enum class Language { script, link, sysctl };

struct Place {
  std::string_view path;  // a file, or with a '/' at its end all files of a folder
  WriterKind kind;
  Language language;
  std::string_view suffix;  // of the names to read; empty for all
};

// Of two folders that may hold a file of the same name, the first is the one that counts.
constexpr std::array kPlaces{
    Place{"/etc/udev/rules.d/", udev_rule, Language::script, ".rules"},
    Place{"/run/udev/rules.d/", udev_rule, Language::script, ".rules"},
    Place{"/usr/lib/udev/rules.d/", udev_rule, Language::script, ".rules"},
    Place{"/etc/systemd/network/", link_file, Language::link, ""},
    Place{"/run/systemd/network/", link_file, Language::link, ""},
    Place{"/usr/lib/systemd/network/", link_file, Language::link, ""},
    Place{"/etc/NetworkManager/system-connections/", link_file, Language::link, ""},
    Place{"/etc/crontab", cron, Language::script, ""},
    Place{"/etc/cron.d/", cron, Language::script, ""},
    Place{"/etc/cron.hourly/", cron, Language::script, ""},
    Place{"/etc/cron.daily/", cron, Language::script, ""},
    Place{"/var/spool/cron/crontabs/", cron, Language::script, ""},
    Place{"/var/spool/cron/", cron, Language::script, ""},
    Place{"/etc/rc.local", boot_script, Language::script, ""},
    Place{"/etc/rc.d/rc.local", boot_script, Language::script, ""},
    Place{"/etc/network/interfaces", boot_script, Language::script, ""},
    Place{"/etc/network/interfaces.d/", boot_script, Language::script, ""},
    Place{"/etc/network/if-pre-up.d/", boot_script, Language::script, ""},
    Place{"/etc/network/if-up.d/", boot_script, Language::script, ""},
    Place{"/etc/sysconfig/network-scripts/", boot_script, Language::script, ""},
    Place{"/etc/NetworkManager/dispatcher.d/", boot_script, Language::script, ""},
    Place{"/etc/networkd-dispatcher/routable.d/", boot_script, Language::script, ""},
    Place{"/etc/networkd-dispatcher/configured.d/", boot_script, Language::script, ""},
    Place{"/sbin/ifup-local", boot_script, Language::script, ""},
    Place{"/etc/sysctl.conf", sysctl_file, Language::sysctl, ""},
    Place{"/etc/sysctl.d/", sysctl_file, Language::sysctl, ".conf"},
    Place{"/run/sysctl.d/", sysctl_file, Language::sysctl, ".conf"},
    Place{"/usr/local/lib/sysctl.d/", sysctl_file, Language::sysctl, ".conf"},
    Place{"/usr/lib/sysctl.d/", sysctl_file, Language::sysctl, ".conf"},
};

/// Hooks that Debian's package ethtool ships: they act on options of /etc/network/interfaces alone.
constexpr std::array<std::string_view, 2> kStockHooks{"/etc/network/if-up.d/ethtool",
                                                      "/etc/network/if-pre-up.d/ethtool"};

std::string base_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

class WriterFiles {
 public:
  WriterFiles(HostSource& source, const UnitLinks& units) : source_(source), units_(units) {}

  void read_place(const Place& place) {
    if (!place.path.ends_with('/')) return read_file(std::string(place.path), place, true);
    const auto entries = source_.list(place.path);
    if (!entries) return errors_.add(place.path, entries.error());
    for (const FolderEntry& entry : *entries) {
      if (!entry.name.ends_with(place.suffix) || entry.kind == EntryKind::folder) continue;
      const std::string path = std::string(place.path) + entry.name;
      // 99-sysctl.conf is a link to sysctl.conf, which has its own row.
      if (entry.kind == EntryKind::link && place.kind == sysctl_file && is_sysctl_conf(path)) {
        continue;
      }
      const bool shadows = place.kind == udev_rule || place.kind == sysctl_file ||
                           place.path.ends_with("/systemd/network/");
      if (shadows && !seen_.emplace(place.kind, entry.name).second) continue;
      read_file(path, place, true);
    }
  }

  void read_units() {
    for (const std::string& path : units_.own_files()) {
      const bool is_drop_in = path.ends_with(".conf");
      if (!path.ends_with(".service") && !is_drop_in) continue;
      const std::string folder = path.substr(0, path.rfind('/'));
      std::string name = base_name(is_drop_in ? folder : path);
      if (is_drop_in) name.resize(name.size() - 2);  // "tuned.service.d"
      const Place place{path, unit, Language::script, ""};
      const std::size_t before = writers_.size();
      read_file(path, place, is_enabled(name));
      if (writers_.size() > before) writers_.back().name = name;
    }
  }

  void report(Diagnostics& diagnostics) const {
    errors_.report(diagnostics);
    if (files_ <= kMaxWriterFiles) return;
    diagnose(diagnostics, ErrorCode::too_large, "writers", 0,
             fmt::format("more than {} files may set what we look after: the rest was not read",
                         kMaxWriterFiles));
  }

  std::vector<Writer> take() { return std::move(writers_); }

 private:
  bool is_sysctl_conf(const std::string& path) {
    const auto target = source_.read_link(path);
    return target && target->ends_with("/sysctl.conf");
  }

  bool is_enabled(const std::string& name) const {
    if (!units_.wanted_by(name).empty()) return true;
    const std::string stem = name.substr(0, name.rfind('.'));
    return !units_.wanted_by(stem + ".timer").empty() || !units_.wanted_by(stem + ".path").empty();
  }

  bool read_text(const std::string& path, std::string& text) {
    if (++files_ > kMaxWriterFiles) return false;
    const auto read = source_.read_file(path, text, kMaxWriterFile);
    // A link to /dev/null, how a file of the distribution is masked, is no regular file.
    if (!read && read.error() != std::errc::invalid_argument) errors_.add(path, read.error());
    return read.has_value();
  }

  void read_file(const std::string& path, const Place& place, bool enabled) {
    if (std::find(kStockHooks.begin(), kStockHooks.end(), path) != kStockHooks.end()) return;
    if (!read_text(path, text_)) return;
    const SettingMentions mentions = place.language == Language::script ? find_in_script(text_)
                                     : place.language == Language::link
                                         ? find_in_link_file(text_)
                                         : find_in_sysctl_file(text_);
    if (!mentions.empty()) {
      return add(path, place.kind, enabled, mentions,
                 fmt::format("{}:{}", path, mentions.first_line));
    }
    if (place.language != Language::script) return;
    for (const CalledScript& script : find_called_scripts(text_)) {
      if (followed_.contains(script.path) || !read_text(script.path, called_text_)) continue;
      const SettingMentions inside = find_in_script(called_text_);
      followed_.insert(script.path);
      if (inside.empty() || !called_text_.starts_with("#!")) continue;
      return add(
          path, place.kind, enabled, inside,
          fmt::format("{}:{}, run by {}:{}", script.path, inside.first_line, path, script.line));
    }
  }

  void add(const std::string& path, WriterKind kind, bool enabled, const SettingMentions& mentions,
           std::string evidence) {
    Writer writer;
    writer.name = base_name(path);
    writer.kind = kind;
    writer.owns = mentions.owns();
    writer.evidence = std::move(evidence);
    writer.enabled = enabled;
    writers_.push_back(std::move(writer));
  }

  HostSource& source_;
  const UnitLinks& units_;
  ReadErrors errors_;
  std::set<std::pair<WriterKind, std::string>> seen_;  // names that an earlier folder holds
  std::set<std::string> followed_;
  std::vector<Writer> writers_;
  std::string text_;
  std::string called_text_;
  std::size_t files_ = 0;
};

}  // namespace

std::vector<Writer> read_writer_files(HostSource& source, const UnitLinks& units,
                                      Diagnostics& diagnostics) {
  WriterFiles files(source, units);
  for (const Place& place : kPlaces) files.read_place(place);
  files.read_units();
  files.report(diagnostics);
  return files.take();
}

}  // namespace holdfast
