// UnitLinks: which systemd units an administrator enabled or masked, from the links in
// /etc/systemd/system and /run/systemd/system. systemd.unit(5).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

class UnitLinks {
 public:
  /// The link that has the unit started at boot ("…/multi-user.target.wants/tuned.service"); empty
  /// when there is none, and for a masked unit.
  std::string wanted_by(std::string_view unit) const;
  bool is_masked(std::string_view unit) const;
  /// Unit files (not links) that stand in /etc/systemd/system itself, drop-ins included: paths.
  const std::vector<std::string>& own_files() const { return own_files_; }

 private:
  friend UnitLinks read_unit_links(HostSource& source, Diagnostics& diagnostics);
  std::map<std::string, std::string, std::less<>> wanted_;  // unit → the link
  std::map<std::string, std::string, std::less<>> masked_;  // unit → the link
  std::vector<std::string> own_files_;
};

UnitLinks read_unit_links(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
