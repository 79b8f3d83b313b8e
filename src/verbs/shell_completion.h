// The completion scripts of a program with verbs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "verbs/verb_line.h"

namespace holdfast {

/// What may stand behind an option: words with a blank between.
struct OptionChoices {
  std::string option, words;
};

/// For "bash" or "zsh". Behind a verb stand its options and files; behind an option its choices,
/// when it has some (bash).
std::string shell_completion(std::string_view program, const std::vector<VerbOptions>& verbs,
                             const std::vector<OptionChoices>& choices, std::string_view shell);

}  // namespace holdfast
