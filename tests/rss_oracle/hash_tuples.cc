// A test's own tool, not installed: the Toeplitz hash of many tuples, by the table, and each one by
// definition as well.
//
// usage: hash_tuples INPUT_BYTES <TUPLES >HASHES. TUPLES: a key of 52 bytes, then tuples of
// INPUT_BYTES in network order. HASHES: four bytes each, network order. Exit 3: the table and the
// definition differ.
#include <arpa/inet.h>

#include <cstdio>

#include "base/text.h"
#include "rss/toeplitz.h"

int main(int count, char** words) {
  const auto size = count == 2 ? holdfast::parse_number<std::size_t>(words[1]) : std::nullopt;
  if (!size) return 2;
  std::vector<std::uint8_t> key(52), input(*size);
  if (std::fread(key.data(), 1, key.size(), stdin) != key.size()) return 1;
  const holdfast::ToeplitzTable table(key, *size);
  while (std::fread(input.data(), 1, input.size(), stdin) == input.size()) {
    const std::uint32_t hash = table.hash(input);
    if (hash != holdfast::toeplitz_hash(key, input)) return 3;
    const std::uint32_t wire = htonl(hash);
    std::fwrite(&wire, sizeof wire, 1, stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
