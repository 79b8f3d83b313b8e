// The command line of holdfast-tca: one file per verb in this folder.
#pragma once

namespace holdfast {

/// Exit status: 0 done, 1 failure, 2 wrong usage, 3 the input has violations (validate).
int run_tca(int argc, char** argv);

}  // namespace holdfast
