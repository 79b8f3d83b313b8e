// What the server gives up before it answers anyone: root, every capability, new privileges, and
// the means to start a program or to open a file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast {

struct Confinement {
  std::string user = "nobody";     // whom to become when started as root
  std::string group = "holdfast";  // whom the agent's socket lets in; kept if there is such a group
  std::vector<std::string> readable;  // folders that stay readable, where they are there
};

/// Becomes `user` for good if this is root, and confines this process. Fails rather than keeping a
/// privilege. What the kernel does not have (Landlock before 5.13) goes to `notes`, a sentence
/// each.
Result<void> give_up_privileges(const Confinement& confinement, std::vector<std::string>& notes);

}  // namespace holdfast
