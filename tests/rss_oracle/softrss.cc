// The oracle: rte_softrss() of DPDK, which has the Toeplitz hash of its own making. Compiled by
// oracle.py with the headers of Debian's libdpdk-dev; no part of holdfast is in it.
//
// usage: softrss INPUT_BYTES <TUPLES >HASHES; see hash_tuples.cc for both formats.
#include <arpa/inet.h>
#include <rte_config.h>
#undef RTE_USE_LIBBSD  // its headers are not needed for a hash
#include <rte_thash.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

int main(int count, char** words) {
  if (count != 2) return 2;
  const std::size_t size = std::strtoul(words[1], nullptr, 10);
  std::uint8_t key[52];
  if (std::fread(key, 1, sizeof key, stdin) != sizeof key) return 1;
  std::vector<std::uint8_t> input(size);
  std::vector<std::uint32_t> tuple(size / 4);
  while (std::fread(input.data(), 1, size, stdin) == size) {
    // Its input is in the host's order, word by word.
    std::memcpy(tuple.data(), input.data(), size);
    for (auto& word : tuple) word = ntohl(word);
    const std::uint32_t hash =
        htonl(rte_softrss(tuple.data(), static_cast<std::uint32_t>(tuple.size()), key));
    std::fwrite(&hash, sizeof hash, 1, stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
