#include "host/netlink_error.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace holdfast {
namespace {

using Buffer = std::vector<std::uint8_t>;

void append(Buffer& buffer, const void* bytes, std::size_t size) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  buffer.insert(buffer.end(), from, from + size);
}

/// An acknowledgement of a request of `request_size` payload bytes, which follow unless capped.
Buffer acknowledgement(int error, std::size_t request_size, bool capped, const std::string& words) {
  Buffer buffer;
  nlmsgerr head{};
  head.error = error;
  head.msg.nlmsg_len = static_cast<std::uint32_t>(sizeof(nlmsghdr) + request_size);
  append(buffer, &head, sizeof head);
  if (!capped) buffer.resize(buffer.size() + NLMSG_ALIGN(request_size), 0xee);
  const nlattr attribute{static_cast<std::uint16_t>(NLA_HDRLEN + words.size() + 1),
                         NLMSGERR_ATTR_MSG};
  append(buffer, &attribute, sizeof attribute);
  append(buffer, words.c_str(), words.size() + 1);
  return buffer;
}

NetlinkError decode(const Buffer& buffer, int flags) {
  return decode_netlink_error(
      {NLMSG_ERROR, static_cast<std::uint16_t>(flags), 1, Bytes(buffer.data(), buffer.size())});
}

TEST(NetlinkErrorText, ComesBehindTheWholeRequestUnlessItWasCapped) {
  const auto whole = decode(acknowledgement(-EINVAL, 21, false, "too many"), NLM_F_ACK_TLVS);
  EXPECT_EQ(whole.number, EINVAL);
  EXPECT_EQ(whole.words, "too many");
  const auto capped =
      decode(acknowledgement(-EINVAL, 21, true, "too many"), NLM_F_ACK_TLVS | NLM_F_CAPPED);
  EXPECT_EQ(capped.words, "too many");
}

TEST(NetlinkErrorText, MayBeAWarningOnSuccess) {
  const auto warned = decode(acknowledgement(0, 400, true, "deprecated"), NLM_F_ACK_TLVS);
  EXPECT_EQ(warned.number, 0);
  EXPECT_EQ(warned.words, "deprecated");
}

TEST(NetlinkErrorText, IsNotLookedForWhenTheKernelSaysThereIsNone) {
  EXPECT_EQ(decode(acknowledgement(-EPERM, 0, true, "no"), 0).words, "");
}

TEST(NetlinkErrorText, EndsADumpBehindItsNumber) {
  Buffer buffer(4, 0);
  const nlattr attribute{NLA_HDRLEN + 3, NLMSGERR_ATTR_MSG};
  append(buffer, &attribute, sizeof attribute);
  append(buffer, "ab", 3);
  const auto done =
      decode_netlink_error({NLMSG_DONE, NLM_F_ACK_TLVS, 1, Bytes(buffer.data(), buffer.size())});
  EXPECT_EQ(done.words, "ab");
}

TEST(NetlinkErrorText, CutAnywhereIsNoError) {
  const Buffer whole = acknowledgement(-EINVAL, 8, false, "words");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    decode(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)),
           NLM_F_ACK_TLVS);
  }
  EXPECT_EQ(decode({1, 2}, 0).number, 0);
}

TEST(NetlinkErrorNumber, ThatIsImpossibleIsNone) {
  EXPECT_EQ(decode(acknowledgement(INT32_MIN, 0, true, ""), 0).number, 0);
}

}  // namespace
}  // namespace holdfast
