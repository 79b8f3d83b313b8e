// What the kernel's answers (docs/answers.md) say of how a NIC spreads packets over its queues: RSS
// contexts, hashed fields, classification rules. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "host/record.h"
#include "model/nic.h"

namespace holdfast {

/// The contexts of "rss-get", or the one of "rxfh". A key that is not hexadecimal is left empty.
std::vector<RssContext> decode_rss(const std::vector<Record>& answer);

/// The TCP and UDP flow types of "rxfh-fields", or of the default context's "flow-hash".
std::vector<HashFields> decode_hash_fields(const Record& fields);

std::vector<NtupleRule> decode_ntuple(const Record& answer);

/// "6d:5a:…"; nullopt for anything else. "" is no bytes.
std::optional<std::vector<std::uint8_t>> parse_hexadecimal(std::string_view text);

}  // namespace holdfast
