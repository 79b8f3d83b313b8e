// What the package database says of one package, without parsing the rest of it.
#pragma once

#include <string_view>

namespace holdfast {

struct PackageStatus {
  bool installed = false;
  bool held = false;
};

/// Of the text of /var/lib/dpkg/status: "Status: hold ok installed" in the package's stanza.
PackageStatus dpkg_status(std::string_view text, std::string_view package);

/// Does one of dnf's or yum's lists keep the package as it is? A line of versionlock.list
/// ("irqbalance-2:1.9.2-3.el9.*"), `name = "irqbalance"` of versionlock.toml, or an exclude= or
/// excludepkgs= line of dnf.conf that names it (globs count).
bool is_locked_for_dnf(std::string_view text, std::string_view package);

}  // namespace holdfast
