// The text of fixes: shell words, YAML words, policy fragments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"

namespace holdfast {

/// `text` as one word of a POSIX shell: quoted when it has to be.
std::string shell_word(std::string_view text);

/// `text` as a plain or double-quoted YAML scalar that is a string.
std::string yaml_word(std::string_view text);

/// "interfaces: [{match: {name: eth0}, BODY}]".
std::string interface_policy(std::string_view nic, std::string_view body);

/// "echo VALUE > PATH", with the path quoted when it has to be.
std::string write_command(std::string_view value, std::string_view path);

/// The pieces, with `separator` between them.
std::string joined(const std::vector<std::string>& pieces, std::string_view separator);

/// "CPU 3", "CPUs 0-2,5".
std::string cpus_text(const CpuSet& cpus);

}  // namespace holdfast
