// SoupBinTCP 3.00: its packets. Each is a frame (frame_splitter.h) of a type's letter and a
// payload. Pure, and nothing about the bytes is believed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

enum class SoupType : char {
  debug = '+',
  login_accepted = 'A',
  login_rejected = 'J',
  sequenced = 'S',
  unsequenced = 'U',
  server_heartbeat = 'H',
  end_of_session = 'Z',
  login_request = 'L',
  client_heartbeat = 'R',
  log_out = 'O',
};

struct SoupPacket {
  SoupType type = SoupType::debug;  // may be a letter that is none of the above
  std::span<const std::uint8_t> payload;
};

/// Texts are without their padding.
struct SoupLogin {
  std::string username, password;  // at most 6 and 10 bytes
  std::string session;             // at most 10 bytes; empty: the one that runs now
  std::uint64_t sequence = 1;      // the first message wanted; 0: from the newest on
  friend bool operator==(const SoupLogin&, const SoupLogin&) = default;
};

struct SoupAccepted {
  std::string session;
  std::uint64_t sequence = 1;  // of the next message; the first of a session is 1
  friend bool operator==(const SoupAccepted&, const SoupAccepted&) = default;
};

enum class SoupReject : char { not_authorised = 'A', no_such_session = 'S' };

/// nullopt for a frame without a type.
std::optional<SoupPacket> parse_soup_packet(std::span<const std::uint8_t> frame);

/// Of the payloads; nullopt: another length, a sequence that is not a number of at most 64 bits, a
/// sequence 0 that was accepted.
std::optional<SoupLogin> parse_soup_login(std::span<const std::uint8_t> payload);
std::optional<SoupAccepted> parse_soup_accepted(std::span<const std::uint8_t> payload);
std::optional<SoupReject> parse_soup_reject(std::span<const std::uint8_t> payload);

/// A whole packet, its length first, appended. The payload has at most 65,534 bytes.
void append_soup_packet(std::vector<std::uint8_t>& out, SoupType type,
                        std::span<const std::uint8_t> payload = {});

/// Payloads. Texts that are too long are a mistake of the program.
std::vector<std::uint8_t> encode_soup_login(const SoupLogin& login);
std::vector<std::uint8_t> encode_soup_accepted(const SoupAccepted& accepted);

}  // namespace holdfast
