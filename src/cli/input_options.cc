#include "cli/input_options.h"

#include <CLI/CLI.hpp>

namespace holdfast {

void add_host(CLI::App& verb, InputOptions& input) {
  auto* from = verb.add_option("--from", input.from, "read a capture file instead of this host")
                   ->type_name("FILE");
  verb.add_option("--root", input.root, "read the host whose root is this folder")
      ->type_name("DIR")
      ->excludes(from);
}

}  // namespace holdfast
