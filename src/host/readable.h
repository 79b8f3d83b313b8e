// Which descriptors have something to tell, asked of the kernel once for all of them: a read that
// finds nothing costs as much as one that does.
#pragma once

#include <poll.h>

#include <vector>

namespace holdfast {

/// Sets `revents` of each to what it has now, without waiting; of -1 to nothing. Anything but 0 is
/// worth a read: bytes, an end, an error. Where the kernel does not say, all of them are.
void ask_readable(std::vector<pollfd>& descriptors);

}  // namespace holdfast
