#include "serve/dashboard.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

// The page lies in the program as it is: no copy at run time, no limit on the length of a literal.
asm(".pushsection .rodata\n"
    ".global holdfast_dashboard_begin\n"
    "holdfast_dashboard_begin:\n"
    ".incbin \"" HOLDFAST_DASHBOARD
    "\"\n"
    ".global holdfast_dashboard_end\n"
    "holdfast_dashboard_end:\n"
    ".byte 0\n"
    ".popsection\n");
extern "C" const char holdfast_dashboard_begin[];
extern "C" const char holdfast_dashboard_end[];

namespace holdfast {
namespace {

/// What stands between `<name …>` and `</name>`; empty when there is none.
std::string_view inside(std::string_view page, std::string_view name) {
  const std::string open = "<" + std::string(name), close = "</" + std::string(name) + ">";
  const auto tag = page.find(open);
  if (tag == std::string_view::npos) return {};
  const auto begin = page.find('>', tag);
  const auto end = page.find(close, tag);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return page.substr(begin + 1, end - begin - 1);
}

std::string source_hash(std::string_view text) {
  if (text.empty()) return "";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * (SHA256_DIGEST_LENGTH / 3 + 1) + 1> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), SHA256_DIGEST_LENGTH);
  return "'sha256-" +
         std::string(reinterpret_cast<const char*>(base64.data()),
                     static_cast<std::size_t>(length)) +
         "'";
}

}  // namespace

std::string_view dashboard_page() {
  return {holdfast_dashboard_begin,
          static_cast<std::size_t>(holdfast_dashboard_end - holdfast_dashboard_begin)};
}

ContentPolicy content_policy_of(std::string_view page) {
  return {source_hash(inside(page, "script")), source_hash(inside(page, "style"))};
}

}  // namespace holdfast
