#include "agent/journal_entry.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <set>

#include "agent/journal_sender.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

Event drift() {
  Event event;
  event.number = 7;
  event.at_ns = 1'700'000'000'000'000'000;
  event.object.irq = IrqNumber{38};
  event.object.nic = "eth0";
  event.subject = "eth0 rx 0 (irq 38)";
  event.from = "2";
  event.to = "0";
  event.wanted = "2";
  event.cause = EventCause::writer;
  event.actor = Actor{ThreadId{812},   "sh", "/bin/dash", "/system.slice/mover.service",
                      "mover.service", 0,    {"cron (1)"}};
  return event;
}

TEST(JournalEntry, ADriftHasItsWriterInFields) {
  const std::string entry = journal_entry(drift());
  for (const char* line :
       {"PRIORITY=4\n", "HOLDFAST_KIND=change\n", "HOLDFAST_OBJECT=eth0 rx 0 (irq 38)\n",
        "HOLDFAST_IRQ=38\n", "HOLDFAST_CAUSE=writer\n", "HOLDFAST_ACTOR_PID=812\n",
        "HOLDFAST_ACTOR_UNIT=mover.service\n", "HOLDFAST_ACTOR_PARENTS=cron (1)\n",
        "HOLDFAST_TO=0\n", "HOLDFAST_WANTED=2\n"}) {
    EXPECT_NE(entry.find(line), std::string::npos) << line << entry;
  }
  EXPECT_TRUE(entry.starts_with("MESSAGE=eth0 rx 0 (irq 38)  2 → 0")) << entry;
}

TEST(JournalEntry, AValueWithANewlineCannotMakeAField) {
  Event event = drift();
  event.actor->comm = "x\nPRIORITY=0";
  const std::string entry = journal_entry(event);
  const std::string sized =
      std::string("HOLDFAST_ACTOR_COMM\n\x0c\0\0\0\0\0\0\0", 28) + "x\nPRIORITY=0\n";
  EXPECT_NE(entry.find(sized), std::string::npos) << entry;
}

TEST(JournalEntry, WhatIsNotKnownHasNoField) {
  Event event;
  event.kind = EventKind::policy;
  const std::string entry = journal_entry(event);
  EXPECT_EQ(entry.find("ACTOR"), std::string::npos);
  EXPECT_EQ(entry.find("HOLDFAST_IRQ"), std::string::npos);
  EXPECT_NE(entry.find("PRIORITY=6\n"), std::string::npos);
}

TEST(JournalEntry, EachKindHasAMessageIdOfItsOwn) {
  std::set<std::string> ids;
  const auto last = static_cast<int>(EventKind::storm);
  for (int kind = 0; kind <= last; ++kind) {
    const auto id = journal_message_id(static_cast<EventKind>(kind));
    EXPECT_EQ(id.size(), 32);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(last) + 1);
}

TEST(JournalEntry, PrioritiesRiseWithWhatIsWrong) {
  Event event = drift();
  event.to = event.wanted;
  EXPECT_EQ(journal_priority(event), 6);
  event.kind = EventKind::yield;
  EXPECT_EQ(journal_priority(event), 3);
  event.kind = EventKind::regime;
  event.to = "SAFE_CONTAIN";
  EXPECT_EQ(journal_priority(event), 4);
  event.to = "AFFINITY_ALIGNED";
  EXPECT_EQ(journal_priority(event), 5);
}

TEST(JournalSender, ADatagramArrivesWholeAndNobodyThereIsNoError) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/journal";
  const auto sender = JournalSender::open(path);
  ASSERT_TRUE(sender);
  EXPECT_FALSE(sender->send(drift()));
  const Descriptor journal(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(journal.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_TRUE(sender->send(drift()));
  char bytes[4096];
  const auto size = ::recv(journal.fd(), bytes, sizeof bytes, MSG_DONTWAIT);
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(bytes, static_cast<std::size_t>(size)), journal_entry(drift()));
  // A journald that does not read is not waited for.
  int sent = 0;
  while (sent < 10'000 && sender->send(drift())) ++sent;
  EXPECT_LT(sent, 10'000);
}

}  // namespace
}  // namespace holdfast
