#include "serve/webhook_url.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(WebhookUrl, HasSchemeHostPortAndTarget) {
  EXPECT_EQ(*parse_webhook_url("https://hooks.example/a/b?c=d"),
            (WebhookUrl{true, "hooks.example", 443, "/a/b?c=d"}));
  EXPECT_EQ(*parse_webhook_url("http://10.0.0.5:8080"), (WebhookUrl{false, "10.0.0.5", 8080, "/"}));
  EXPECT_EQ(*parse_webhook_url("http://[::1]:81?x"), (WebhookUrl{false, "::1", 81, "/?x"}));
}

TEST(WebhookUrl, OtherTextsAreRefusedWithAReason) {
  for (const char* text :
       {"", "hooks.example", "ftp://a/", "http://", "http://:80/", "http://u:p@a/", "http://a/#b",
        "http://a:0/", "http://a:65536/", "http://a:/", "http://[::1/", "http://[::1]x/",
        "http://a/b c", "http://a/\r\nX: y", "http://\xc3\xa4/"}) {
    const auto url = parse_webhook_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, ErrorCode::usage);
  }
}

TEST(WebhookUrl, TheHostFieldHasThePortUnlessItIsTheUsualOne) {
  EXPECT_EQ(host_of(*parse_webhook_url("https://a/")), "a");
  EXPECT_EQ(host_of(*parse_webhook_url("https://a:80/")), "a:80");
  EXPECT_EQ(host_of(*parse_webhook_url("http://[::1]:81/")), "[::1]:81");
}

}  // namespace
}  // namespace holdfast
