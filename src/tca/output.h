// What a verb was asked to write.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace holdfast {

struct Output {
  std::string path;  // "-": standard output; "": it was not asked for
  std::function<std::string()> text;
};

/// `summary` goes to standard output, unless one of the outputs does. The exit status. A file
/// appears whole or not at all, and takes the place of one of its name.
int write_outputs(const std::function<std::string()>& summary, const std::vector<Output>& outputs);

}  // namespace holdfast
