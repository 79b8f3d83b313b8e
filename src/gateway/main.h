// The command line of holdfast-gateway: one file per verb in this folder.
#pragma once

namespace holdfast {

/// Exit status: 0 done, 1 failure, 2 wrong usage, 3 a part of the input was malformed, 5 a
/// batch was beyond the limit.
int run_gateway(int argc, char** argv);

}  // namespace holdfast
