#include "host/readable.h"

namespace holdfast {

void ask_readable(std::vector<pollfd>& descriptors) {
  if (::poll(descriptors.data(), descriptors.size(), 0) >= 0) return;
  for (auto& one : descriptors) one.revents = one.fd >= 0 ? POLLIN : short{0};
}

}  // namespace holdfast
