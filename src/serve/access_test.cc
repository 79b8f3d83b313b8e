#include "serve/access.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "serve/serve_settings.h"

namespace holdfast {
namespace {

class TokenFile : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/holdfast-token-XXXXXX";
    const int fd = ::mkstemp(path);
    ASSERT_GE(fd, 0);
    ::close(fd);
    path_ = path;
  }
  void TearDown() override { ::unlink(path_.c_str()); }
  std::string path_;
  Result<std::string> written(const std::string& text, mode_t mode) {
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), mode);
    return read_token(path_);
  }
};

TEST_F(TokenFile, IsReadUpToTheEndOfItsFirstLine) {
  const auto token = written("0123456789abcdef \nmore\n", 0600);
  ASSERT_TRUE(token);
  EXPECT_EQ(*token, "0123456789abcdef");
}

TEST_F(TokenFile, IsRefusedWhenOthersCanReadIt) {
  const auto token = written("0123456789abcdef\n", 0640);
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().sentence.find("mode 0640"), std::string::npos);
}

TEST_F(TokenFile, IsRefusedWhenItIsShortOrMissing) {
  EXPECT_FALSE(written("", 0600));
  EXPECT_FALSE(written("0123456789abcde\n", 0600));
  EXPECT_FALSE(read_token(path_ + "-not-there"));
  EXPECT_FALSE(read_token("/tmp"));
}

ServeSettings listening(const char* address) {
  ServeSettings settings;
  const auto parsed = parse_listen_address(address);
  EXPECT_TRUE(parsed) << address;
  if (parsed) settings.listen.push_back(*parsed);
  return settings;
}

TEST(Exposure, IsRefusedWithoutTokenAndTls) {
  EXPECT_TRUE(check_exposure({}));
  EXPECT_TRUE(check_exposure(listening("127.0.0.2:80")));
  EXPECT_TRUE(check_exposure(listening("[::1]:80")));
  for (const auto* address : {"0.0.0.0:80", "10.0.0.5:80", "[::]:80", "[::ffff:127.0.0.1]:80"}) {
    auto settings = listening(address);
    const auto refused = check_exposure(settings);
    ASSERT_FALSE(refused) << address;
    EXPECT_NE(refused.error().sentence.find("--tls-key"), std::string::npos);
    settings.token_file = settings.tls_cert = "x";
    EXPECT_FALSE(check_exposure(settings));
    settings.tls_key = "x";
    EXPECT_TRUE(check_exposure(settings));
  }
}

TEST(Exposure, RefusesATokenWithoutTls) {
  auto settings = listening("127.0.0.1:80");
  settings.token_file = "x";
  EXPECT_FALSE(check_exposure(settings));
}

TEST(ListenAddress, IsANumericAddressWithAPort) {
  for (const auto* text : {"127.0.0.1:9470", "[::1]:9470", "0.0.0.0:0"}) {
    const auto address = parse_listen_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_text(*address), text);
  }
  for (const auto* text : {"", "9470", ":9470", "localhost:9470", "::1:9470", "127.0.0.1",
                           "127.0.0.1:99999", "127.0.0.1:", "[127.0.0.1]:1", "[]:1"}) {
    EXPECT_FALSE(parse_listen_address(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
