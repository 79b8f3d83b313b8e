// MapReader: the keys of one map of a policy, each asked for by name and type. What is asked for is
// what is known: done() complains of every other key, with the nearest known one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/yaml_tree.h"

namespace holdfast {

class MapReader {
 public:
  /// `node` may be null (nullptr or nothing): a map without keys. Anything else but a map is a
  /// complaint, in which it is called `what` ("rss").
  MapReader(const YamlNode* node, std::string what, Complaints& complaints);

  const TextPlace& place() const { return place_; }
  bool has(std::string_view key) const;
  /// nullptr without the key, or when it has no value (which is a complaint).
  const YamlNode* find(std::string_view key);
  /// nullopt without the key, and when its value is no scalar, which is a complaint; likewise
  /// below.
  std::optional<Word> word(std::string_view key);
  /// A scalar, or a list of scalars.
  Words words(std::string_view key);
  /// A scalar that is one of them.
  std::optional<Word> choice(std::string_view key, const std::vector<std::string_view>& choices);
  /// on, off, true, false, yes, no: "on" or "off".
  std::optional<Word> toggle(std::string_view key);
  std::optional<Word> number(std::string_view key, std::uint64_t least, std::uint64_t most);
  std::optional<std::uint32_t> small_number(std::string_view key, std::uint32_t least,
                                            std::uint32_t most);
  /// "0.15", "1e-3"
  std::optional<double> decimal(std::string_view key, double least, double most);
  /// Every key of the map that was not asked for yet, with a scalar value.
  Entries others();
  /// To be called after all keys were asked for.
  void done();

  Complaints& complaints() { return complaints_; }
  const std::string& what() const { return what_; }

 private:
  const YamlNode* node_ = nullptr;
  TextPlace place_;
  std::string what_;
  Complaints& complaints_;
  std::vector<std::string_view> asked_;
};

/// Complains unless `word` is a number from `least` to `most`; `what` names the key.
bool check_number(const Word& word, std::string_view what, std::uint64_t least, std::uint64_t most,
                  Complaints& complaints);
/// "on" or "off" of on, off, true, false, yes, no; nullopt for anything else.
std::optional<std::string_view> toggle_of(std::string_view text);

}  // namespace holdfast
