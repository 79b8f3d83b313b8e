#include "host/unit_links.h"

#include "host/read_errors.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxEntries = 4096;  // of one folder; what is beyond is not looked at

std::vector<FolderEntry> list(HostSource& source, const std::string& path, ReadErrors& errors) {
  auto entries = source.list(path);
  if (!entries) {
    errors.add(path, entries.error());
    return {};
  }
  if (entries->size() > kMaxEntries) entries->resize(kMaxEntries);
  return *std::move(entries);
}

}  // namespace

std::string UnitLinks::wanted_by(std::string_view unit) const {
  if (is_masked(unit)) return {};
  const auto found = wanted_.find(unit);
  return found == wanted_.end() ? std::string{} : found->second;
}

bool UnitLinks::is_masked(std::string_view unit) const { return masked_.contains(unit); }

UnitLinks read_unit_links(HostSource& source, Diagnostics& diagnostics) {
  UnitLinks links;
  ReadErrors errors;
  for (const std::string folder : {"/etc/systemd/system", "/run/systemd/system"}) {
    for (const FolderEntry& entry : list(source, folder, errors)) {
      const std::string path = folder + '/' + entry.name;
      if (entry.kind == EntryKind::link) {
        const auto target = source.read_link(path);
        if (target && *target == "/dev/null") links.masked_.emplace(entry.name, path);
        continue;
      }
      if (entry.kind == EntryKind::file) {
        links.own_files_.push_back(path);
        continue;
      }
      const std::string_view name = entry.name;
      if (name.ends_with(".wants") || name.ends_with(".requires")) {
        for (const FolderEntry& unit : list(source, path, errors)) {
          links.wanted_.emplace(unit.name, path + '/' + unit.name);
        }
      } else if (name.ends_with(".d")) {
        for (const FolderEntry& file : list(source, path, errors)) {
          if (file.kind == EntryKind::file) links.own_files_.push_back(path + '/' + file.name);
        }
      }
    }
  }
  errors.report(diagnostics);
  return links;
}

}  // namespace holdfast
