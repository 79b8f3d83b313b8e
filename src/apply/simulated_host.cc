#include "apply/simulated_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "apply/object_key.h"
#include "base/text.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr std::int64_t kReadNs = 1'000'000;
constexpr std::int64_t kWriteNs = 100'000;
constexpr std::int64_t kLateNs = 80'000'000;

struct Refused {
  ErrorCode code;
  const char* sentence;
};
// KERNEL §3, and what ethtool says.
constexpr std::array kRefusals = {
    Refused{ErrorCode::denied, "EPERM: the kernel manages it"},
    Refused{ErrorCode::denied, "EIO: the kernel manages it"},
    Refused{ErrorCode::failed, "ERANGE: there is no such CPU"},
    Refused{ErrorCode::failed, "EOVERFLOW: there is no such CPU"},
    Refused{ErrorCode::failed, "EINVAL: no CPU of the mask is online"},
    Refused{ErrorCode::failed, "ENOSPC: that CPU has no vector left"},
    Refused{ErrorCode::failed, "EBUSY: a move is under way"},
    Refused{ErrorCode::failed, "ENOMEM: no memory"},
    Refused{ErrorCode::unsupported, "EOPNOTSUPP: the driver cannot"},
    Refused{ErrorCode::absent, "ENODEV: it is gone"}};

std::uint32_t queues_of(const Nic& nic) {
  return nic.channels ? nic.channels->combined.value_or(0) : 0;
}

std::uint32_t queue_of(const Vector& vector) {
  return vector.rx_queues.empty() ? 0 : vector.rx_queues.front().value;
}

}  // namespace

SimulatedHost::SimulatedHost(HostSnapshot start, std::uint64_t seed, SimulatedFaults faults)
    : host_(std::move(start)),
      all_vectors_(host_.vectors),
      random_(seed),
      faults_(faults),
      faults_left_(faults.most_faults) {
  for (const auto& vector : host_.vectors) {
    if (chance(faults_.idle_percent)) idle_.insert(key_of(object_of(host_, vector)));
  }
  // The snapshot has the vectors of the most channels; those not in use go.
  for (const auto& nic : host_.nics) {
    std::erase_if(host_.vectors, [&](const Vector& vector) {
      return vector.nic == nic.name && !vector.rx_queues.empty() &&
             queue_of(vector) >= queues_of(nic);
    });
  }
}

bool SimulatedHost::moment() {
  if (!killed_ && ++moments_ == faults_.kill_at) killed_ = true;
  return killed_;
}

void SimulatedHost::revive() {
  killed_ = false;
  faults_.kill_at = 0;
  faults_left_ = 0;
}

// Every vector that lives fires at about each second look.
void SimulatedHost::fire() {
  for (auto& vector : host_.vectors) {
    if (random_() % 2 == 0 || idle_.contains(key_of(object_of(host_, vector)))) continue;
    if (!vector.requested || !vector.effective) continue;
    if (!vector.effective->is_subset_of(*vector.requested)) {
      vector.effective = CpuSet{vector.requested->first()->value};
    }
    const CpuId cpu = *vector.effective->first();
    const auto at = std::find_if(vector.counts.begin(), vector.counts.end(),
                                 [cpu](const CpuCount& count) { return !(count.cpu < cpu); });
    if (at != vector.counts.end() && at->cpu == cpu) {
      ++at->count;
    } else {
      vector.counts.insert(at, {cpu, 1});
    }
  }
}

void SimulatedHost::pass(std::int64_t ns) {
  now_.ns += ns;
  while (!late_.empty() && late_.front().due <= now_) {
    const Setting setting = std::move(late_.front().setting);
    late_.pop_front();
    take_effect(setting);
  }
}

HostSnapshot SimulatedHost::read() {
  pass(kReadNs);
  fire();
  return host_;
}

void SimulatedHost::wait(double seconds) { pass(static_cast<std::int64_t>(seconds * 1e9)); }

void SimulatedHost::set_channels(const Setting& wanted) {
  const auto before = host_.find_nic(wanted.object.nic);
  if (!before) return;
  const auto old_queues = queues_of(*before);
  set_value(host_, wanted);
  auto& nic = host_.nics[static_cast<std::size_t>(before - host_.nics.data())];
  const auto queues = queues_of(nic);
  if (queues == old_queues) return;
  std::erase_if(host_.vectors, [&](const Vector& vector) {
    return vector.nic == nic.name && !vector.rx_queues.empty();
  });
  nic.rx_queues.clear();
  nic.tx_queues.clear();
  for (std::uint32_t queue = 0; queue < queues; ++queue) {
    nic.rx_queues.push_back({QueueIndex{queue}, {}, 0, {}});
    nic.tx_queues.push_back({QueueIndex{queue}, {}, "", {}});
  }
  for (auto vector : all_vectors_) {
    if (vector.nic != nic.name || vector.rx_queues.empty() || queue_of(vector) >= queues) continue;
    vector.irq = IrqNumber{next_irq_++};
    vector.requested = host_.topology.online;
    vector.effective = CpuSet{static_cast<std::uint32_t>(random_() % host_.topology.online.size())};
    vector.counts.clear();
    host_.vectors.push_back(std::move(vector));
  }
  std::sort(host_.vectors.begin(), host_.vectors.end(),
            [](const Vector& a, const Vector& b) { return a.irq < b.irq; });
  for (auto& context : nic.rss) {
    for (std::size_t i = 0; i < context.indirection.size(); ++i) {
      context.indirection[i] = static_cast<std::uint32_t>(i) % queues;
    }
  }
}

void SimulatedHost::take_effect(const Setting& wanted) {
  if (wanted.object.kind == SettingKind::channels) return set_channels(wanted);
  if (wanted.object.kind != SettingKind::vector) return set_value(host_, wanted);
  const Vector* meant = vector_of(host_, wanted.object);
  if (!meant) return;
  // The mask at once, the place with the next interrupt (KERNEL §1).
  const auto placement = meant->effective;
  const auto irq = meant->irq;
  set_value(host_, wanted);
  for (auto& vector : host_.vectors) {
    if (vector.irq == irq) vector.effective = placement;
  }
}

Result<void> SimulatedHost::write(const Setting& wanted) {
  if (moment()) return fail(ErrorCode::failed, "killed");
  pass(kWriteNs);
  // The last word counts.
  std::erase_if(late_, [&](const Late& late) {
    return key_of(late.setting.object) == key_of(wanted.object);
  });
  if (swallow && swallow(wanted)) return {};
  const bool faulty = faults_left_ > 0 && chance(faults_.percent);
  if (faulty) --faults_left_;
  const auto fault = faulty ? random_() % 4 : 0;
  if (faulty && fault <= 1) {
    const auto& refusal = kRefusals[random_() % kRefusals.size()];
    (void)moment();
    return fail(refusal.code, refusal.sentence);
  }
  if (faulty && fault == 2) {
    late_.push_back({Instant{now_.ns + kLateNs}, wanted});
  } else if (!faulty) {
    take_effect(wanted);
  }
  (void)moment();
  return {};
}

Result<void> SimulatedSink::append(std::string_view line) {
  if (host_.moment()) return fail(ErrorCode::failed, "killed");
  if (full) return fail(ErrorCode::failed, "the journal cannot be written: no space left");
  // A kill in the middle of write(2) can leave half of it.
  if (host_.moment()) {
    text += line.substr(0, line.size() / 2);
    return fail(ErrorCode::failed, "killed");
  }
  text += line;
  (void)host_.moment();
  return {};
}

}  // namespace holdfast
