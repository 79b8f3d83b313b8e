#include "cli/main.h"

#include <cstdio>

namespace holdfast {

int run_command_line(int, char**) {
  std::puts("holdfast " HOLDFAST_VERSION);
  return 0;
}

}  // namespace holdfast
