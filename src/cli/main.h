// The command line: one file per verb in this folder.
#pragma once

namespace holdfast {

/// Exit status: 0 done, 1 failure, 2 wrong usage or changes wanted (see the verb's manual page).
int run_command_line(int argc, char** argv);

}  // namespace holdfast
