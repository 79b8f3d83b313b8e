#include "tca/command_line.h"
#include "verbs/shell_completion.h"

namespace holdfast {

std::string tca_completion(std::string_view shell) {
  return shell_completion("holdfast-tca", tca_verbs(), {}, shell);
}

}  // namespace holdfast
