#include "serve/name_lookup.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <system_error>
#include <thread>

namespace holdfast {

FoundAddresses look_up(const std::string& host) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::resolver resolver(io);
  boost::system::error_code error;
  const auto entries = resolver.resolve(host, "", error);
  FoundAddresses found;
  for (const auto& entry : entries) {
    found.addresses.push_back(entry.endpoint().address().to_string());
  }
  if (error) found.error = error.message();
  return found;
}

void NameLookup::begin() {
  if (under_way_) return;
  under_way_ = std::make_shared<UnderWay>();
  try {
    std::thread([one = under_way_, host = host_] {
      one->found = look_up(host);
      one->done.store(true, std::memory_order_release);
    }).detach();
  } catch (const std::system_error&) {
    under_way_ = nullptr;  // no thread now: it is begun again at the next failure
  }
}

std::optional<FoundAddresses> NameLookup::take() {
  if (!under_way_ || !under_way_->done.load(std::memory_order_acquire)) return std::nullopt;
  return std::move(std::exchange(under_way_, nullptr)->found);
}

}  // namespace holdfast
