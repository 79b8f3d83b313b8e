#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "cdt/event_study_checks.h"

namespace holdfast {
namespace {

constexpr double kTie = 1e-9;

// t of a lead for signs s of hosts is b/√V with b = Σ s·share and V the variance by hosts of the
// effect so made, G/(G − 1) Σ (s·share − weight·b)².
struct Lead {
  std::vector<double> shares;  // per host: the contrasts' sum / events
  double squares = 0;
};

struct Leads {
  std::vector<Lead> leads;
  std::vector<double> weights;  // per host: its share of the events
  double weight_squares = 0;
};

Leads leads_of(const EventContrasts& contrasts) {
  const auto events = static_cast<double>(contrasts.events);
  Leads out;
  for (const double count : contrasts.events_of_host) {
    out.weights.push_back(count / events);
    out.weight_squares += count / events * (count / events);
  }
  for (int k = contrasts.window.first; k < -1; ++k) {
    Lead lead;
    for (const auto& host : contrasts.sums) {
      lead.shares.push_back(host[contrasts.window.place(k)] / events);
      lead.squares += lead.shares.back() * lead.shares.back();
    }
    out.leads.push_back(std::move(lead));
  }
  return out;
}

double largest_t(const Leads& leads, std::span<const double> signs) {
  const auto hosts = static_cast<double>(signs.size());
  double largest = 0;
  for (const auto& lead : leads.leads) {
    double effect = 0, cross = 0;
    for (std::size_t host = 0; host < signs.size(); ++host) {
      const double share = signs[host] * lead.shares[host];
      effect += share;
      cross += share * leads.weights[host];
    }
    const double left = lead.squares - 2 * effect * cross + effect * effect * leads.weight_squares;
    if (effect == 0) continue;
    // Rounding is no spread.
    if (left <= 1e-14 * lead.squares) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::abs(effect) / std::sqrt(hosts / (hosts - 1) * left));
  }
  return largest;
}

std::vector<double> signs_of_draw(const Pretrend& kind, const DrawStream& from, std::size_t draw,
                                  std::size_t hosts) {
  std::vector<double> signs(hosts);
  for (std::size_t host = 0; host < hosts; ++host) {
    const bool is_flipped =
        kind.enumerated ? (draw >> host & 1U) != 0 : (bits_at(from, draw, host) >> 63U) != 0;
    signs[host] = is_flipped ? -1 : 1;
  }
  return signs;
}

}  // namespace

std::optional<Pretrend> event_pretrend(const EventContrasts& contrasts,
                                       const PretrendOptions& options,
                                       const ParallelFor& parallel) {
  const std::size_t hosts = contrasts.hosts();
  if (hosts < 2 || contrasts.window.first >= -1) return std::nullopt;
  const auto leads = leads_of(contrasts);
  Pretrend out;
  out.enumerated = hosts < 60 && (std::size_t{1} << hosts) <= options.draws;
  out.draws = out.enumerated ? std::size_t{1} << hosts : options.draws;
  out.t = largest_t(leads, std::vector<double>(hosts, 1.0));
  constexpr std::size_t kBlock = 256;
  std::atomic<std::size_t> larger = 0, ties = 0;
  parallel((out.draws + kBlock - 1) / kBlock, [&](std::size_t block) {
    for (std::size_t draw = block * kBlock; draw < std::min(out.draws, (block + 1) * kBlock);
         ++draw) {
      const double t = largest_t(leads, signs_of_draw(out, options.from, draw, hosts));
      if (t == out.t || (t <= out.t * (1 + kTie) && t >= out.t * (1 - kTie))) {
        ++ties;
      } else if (t > out.t) {
        ++larger;
      }
    }
  });
  out.larger = larger;
  out.ties = ties;
  const auto reached = static_cast<double>(out.larger + out.ties);
  const auto draws = static_cast<double>(out.draws);
  out.p = out.enumerated ? reached / draws : (1 + reached) / (draws + 1);
  return out;
}

}  // namespace holdfast
