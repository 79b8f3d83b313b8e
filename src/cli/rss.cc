#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/printable.h"
#include "cli/input.h"
#include "cli/rss_verify.h"
#include "cli/rss_views.h"
#include "cli/text_file.h"
#include "cli/verbs.h"
#include "rss/captured_flows.h"
#include "rss/hash_in_use.h"

namespace holdfast {
namespace {

constexpr std::size_t kLargestList = 64U << 20U;
constexpr std::size_t kLargestCapture = std::size_t{4} << 30U;

Result<std::vector<ListedFlow>> flows_of_words(const std::vector<std::string>& words) {
  std::vector<ListedFlow> flows;
  for (const auto& word : words) {
    auto flow = parse_flow(word);
    if (!flow) {
      return fail(ErrorCode::usage,
                  fmt::format("\"{}\" is no flow, which is \"udp 10.0.0.9:5000 to "
                              "239.1.1.1:30001\", from the remote end to the local one",
                              printable(word)));
    }
    flows.push_back({.flow = *std::move(flow)});
  }
  return flows;
}

Result<std::vector<ListedFlow>> flows_of_capture(const std::string& path,
                                                 const HostSnapshot& host) {
  const auto bytes = read_text_file(path, kLargestCapture);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  std::vector<std::string> own;
  for (const auto& nic : host.nics) own.push_back(nic.address);
  auto captured =
      captured_flows({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()}, own);
  if (captured) return std::move(captured->flows);
  return fail(ErrorCode::usage, fmt::format("{}: {}", printable(path), captured.error().sentence));
}

Result<std::vector<ListedFlow>> flows_of(const RssOptions& options, const HostSnapshot& host) {
  if (!options.flows.empty()) return flows_of_words(options.flows);
  if (!options.list.empty()) {
    const auto text = read_text_file(options.list, kLargestList);
    if (!text) return tl::unexpected<Error>(text.error());
    auto flows = parse_flow_list(*text);
    if (flows) return flows;
    return fail(ErrorCode::usage,
                fmt::format("{}: {}", printable(options.list), flows.error().sentence));
  }
  if (!options.capture.empty()) return flows_of_capture(options.capture, host);
  std::vector<ListedFlow> flows;
  for (const auto& flow : host.flows) flows.push_back({.flow = flow});
  return flows;
}

// By its local address; else the interface that was named, or the only one with several queues.
Result<void> name_interfaces(std::vector<ListedFlow>& flows, const RssOptions& options,
                             const HostSnapshot& host) {
  std::string only = options.interface;
  if (!only.empty() && host.find_nic(only) == nullptr) {
    std::string known;
    for (const auto& nic : host.nics) known += (known.empty() ? "" : ", ") + nic.name;
    return fail(ErrorCode::usage,
                fmt::format("there is no interface \"{}\"; there are {}", printable(only), known));
  }
  if (only.empty()) {
    std::vector<std::string> several;
    for (const auto& nic : host.nics) {
      if (nic.kind == NicKind::physical) several.push_back(nic.name);
    }
    if (several.size() == 1) only = several.front();
  }
  for (auto& listed : flows) {
    if (!options.interface.empty() || listed.flow.nic.empty()) listed.flow.nic = only;
  }
  return {};
}

// Of the interfaces on which these flows come in; a solution sets the table anyway.
void tell_doubts(const RssView& view) {
  for (const auto& nic : view.host.nics) {
    const bool is_asked =
        std::any_of(view.flows.begin(), view.flows.end(),
                    [&](const ListedFlow& listed) { return listed.flow.nic == nic.name; });
    const auto doubt = doubt_of_hash(nic, view.host.settings.kernel_release);
    if (is_asked && !doubt.empty()) fmt::print(stderr, "holdfast: {}\n", doubt);
  }
}

}  // namespace

int run_rss(const RssOptions& options) {
  if (options.what == "verify") return run_rss_verify(options);
  if (!options.send.empty() || options.seconds || options.packets || options.rate) {
    return report(Error{ErrorCode::usage,
                        "rss: --seconds, --send, --packets and --rate go with verify only"});
  }
  const int sources = !options.flows.empty() + !options.list.empty() + !options.capture.empty();
  const bool is_live = sources == 0;
  if (sources > 1) {
    return report(
        Error{ErrorCode::usage, "rss: give flows, --flows FILE or --pcap FILE, only one"});
  }
  if (options.what == "solve" && options.queues.empty()) {
    return report(Error{ErrorCode::usage,
                        "rss solve: --queues is missing: for the flows that matter, 4 or 0-3"});
  }
  const auto view = view_host(options.input, {.threads = is_live, .flows = is_live}, std::nullopt);
  if (!view) return report(view.error());
  auto flows = flows_of(options, view->host);
  if (!flows) return report(flows.error());
  if (const auto named = name_interfaces(*flows, options, view->host); !named) {
    return report(named.error());
  }
  const Screen screen = Screen::of_standard_output();
  const RssView rss{view->host, *flows, options, screen};
  if (options.what == "solve") {
    const auto text = rss_solve(rss);
    if (!text) return report(text.error());
    fmt::print("{}", *text);
  } else {
    fmt::print("{}", options.what == "collisions"   ? rss_collisions(rss)
                     : options.what == "asymmetric" ? rss_asymmetric(rss)
                                                    : rss_where(rss));
  }
  std::fflush(stdout);
  report(view->host.diagnostics);
  if (options.what != "solve") tell_doubts(rss);
  return kDone;
}

}  // namespace holdfast
