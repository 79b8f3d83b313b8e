#include "itch/soup_bin_tcp.h"

#include "base/check.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kUsername = 6, kPassword = 10, kSession = 10, kSequence = 20;

// Fields one after the other; blanks stand on either side of a text.
class Fields {
 public:
  explicit Fields(std::span<const std::uint8_t> bytes)
      : rest_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  std::string_view text(std::size_t bytes) {
    std::string_view field = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    const auto first = field.find_first_not_of(' ');
    if (first == field.npos) return {};
    return field.substr(first, field.find_last_not_of(' ') + 1 - first);
  }
  std::optional<std::uint64_t> number() { return parse_number(text(kSequence)); }

 private:
  std::string_view rest_;
};

enum class Padding { left, right };

void append_text(std::vector<std::uint8_t>& out, std::string_view text, std::size_t bytes,
                 Padding padding) {
  HOLDFAST_CHECK(text.size() <= bytes);
  const std::size_t blanks = bytes - text.size();
  if (padding == Padding::left) out.insert(out.end(), blanks, ' ');
  out.insert(out.end(), text.begin(), text.end());
  if (padding == Padding::right) out.insert(out.end(), blanks, ' ');
}

void append_session(std::vector<std::uint8_t>& out, std::string_view session,
                    std::uint64_t sequence) {
  append_text(out, session, kSession, Padding::left);
  append_text(out, std::to_string(sequence), kSequence, Padding::left);
}

}  // namespace

std::optional<SoupPacket> parse_soup_packet(std::span<const std::uint8_t> frame) {
  if (frame.empty()) return std::nullopt;
  return SoupPacket{static_cast<SoupType>(frame[0]), frame.subspan(1)};
}

std::optional<SoupLogin> parse_soup_login(std::span<const std::uint8_t> payload) {
  if (payload.size() != kUsername + kPassword + kSession + kSequence) return std::nullopt;
  Fields fields(payload);
  SoupLogin login;
  login.username = fields.text(kUsername);
  login.password = fields.text(kPassword);
  login.session = fields.text(kSession);
  const auto sequence = fields.number();
  if (!sequence) return std::nullopt;
  login.sequence = *sequence;
  return login;
}

std::optional<SoupAccepted> parse_soup_accepted(std::span<const std::uint8_t> payload) {
  if (payload.size() != kSession + kSequence) return std::nullopt;
  Fields fields(payload);
  SoupAccepted accepted{.session = std::string(fields.text(kSession))};
  const auto sequence = fields.number();
  if (!sequence || *sequence == 0) return std::nullopt;
  accepted.sequence = *sequence;
  return accepted;
}

std::optional<SoupReject> parse_soup_reject(std::span<const std::uint8_t> payload) {
  if (payload.size() != 1) return std::nullopt;
  const auto reject = static_cast<SoupReject>(payload[0]);
  if (reject != SoupReject::not_authorised && reject != SoupReject::no_such_session) {
    return std::nullopt;
  }
  return reject;
}

void append_soup_packet(std::vector<std::uint8_t>& out, SoupType type,
                        std::span<const std::uint8_t> payload) {
  HOLDFAST_CHECK(payload.size() < 65'535);
  const std::size_t length = payload.size() + 1;
  out.push_back(static_cast<std::uint8_t>(length >> 8U));
  out.push_back(static_cast<std::uint8_t>(length));
  out.push_back(static_cast<std::uint8_t>(type));
  out.insert(out.end(), payload.begin(), payload.end());
}

std::vector<std::uint8_t> encode_soup_login(const SoupLogin& login) {
  std::vector<std::uint8_t> out;
  append_text(out, login.username, kUsername, Padding::right);
  append_text(out, login.password, kPassword, Padding::right);
  append_session(out, login.session, login.sequence);
  return out;
}

std::vector<std::uint8_t> encode_soup_accepted(const SoupAccepted& accepted) {
  std::vector<std::uint8_t> out;
  append_session(out, accepted.session, accepted.sequence);
  return out;
}

}  // namespace holdfast
