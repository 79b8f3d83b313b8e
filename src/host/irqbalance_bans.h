// IrqbalanceBans: the interrupts that the running irqbalance holds back, read and replaced. KERNEL
// facts: `settings ban irqs` replaces the whole list; the daemon answers nothing to it; a list
// stops at the first 0; the bans die with the daemon.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace holdfast {

/// Interrupts, ascending, each once.
using IrqList = std::vector<IrqNumber>;

/// "38-39,41" both ways; "" for none. Numbers may go beyond what a CPU set holds. usage.
Result<IrqList> parse_ban_list(std::string_view text);
std::string to_text(const IrqList& irqs);

/// What a lease asks of the daemon. Real: SocketBans. Fake: irqbalance_lease_test.cc.
class IrqbalanceBans {
 public:
  virtual ~IrqbalanceBans() = default;
  /// The pid of the running daemon; nullopt when there is none.
  virtual std::optional<ThreadId> daemon() = 0;
  virtual Result<IrqList> read(ThreadId daemon) = 0;
  /// Replaces the list, and reads it back: an error when it is not so afterwards.
  virtual Result<void> replace(ThreadId daemon, const IrqList& irqs) = 0;
};

class SocketBans final : public IrqbalanceBans {
 public:
  std::optional<ThreadId> daemon() override;
  Result<IrqList> read(ThreadId daemon) override;
  Result<void> replace(ThreadId daemon, const IrqList& irqs) override;
};

}  // namespace holdfast
