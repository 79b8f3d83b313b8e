// The command line of holdfast-tca as a value.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tca/account_command.h"
#include "tca/canary_command.h"
#include "tca/cdt_command.h"
#include "tca/cohorts_command.h"
#include "tca/events_command.h"
#include "tca/features_command.h"
#include "tca/fix_command.h"
#include "tca/label_command.h"
#include "tca/selftest_command.h"
#include "tca/synth_command.h"
#include "tca/validate_command.h"
#include "verbs/verb_line.h"

namespace holdfast {

struct TcaCompletion {
  std::string shell;  // "bash" or "zsh"
};

/// What to do; `int` is the exit status when parsing has already answered (help, version, an
/// error). A verb's command is a struct in its own header.
using TcaCommand = std::variant<int, SynthCommand, CdtCommand, ValidateCommand, AccountCommand,
                                LabelCommand, CanaryCommand, EventsCommand, CohortsCommand,
                                FeaturesCommand, FixCommand, SelftestCommand, TcaCompletion>;

TcaCommand parse_tca_command_line(int argc, char** argv);

/// The names of all options, for completion and the manual's test.
std::vector<VerbOptions> tca_verbs();

/// The completion script of that shell.
std::string tca_completion(std::string_view shell);

}  // namespace holdfast
