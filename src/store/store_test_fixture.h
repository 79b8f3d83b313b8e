// What the store's tests share: a folder, rows to append, and the database by plain SQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/check.h"
#include "store/database.h"
#include "store/opening.h"
#include "store/store.h"

namespace holdfast {

inline constexpr std::int64_t kSecondNs = 1'000'000'000;
inline constexpr std::int64_t kStartNs = 1'760'000'000 * kSecondNs;

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / "holdfast-store-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    options_.folder = folder_;
    options_.keep_days = 36500;  // many a test has events of 1970
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Store open() {
    note_.clear();
    auto store = Store::open(options_, note_);
    if (!store) ADD_FAILURE() << store.error().sentence;
    HOLDFAST_CHECK(store);
    return std::move(*store);
  }
  StoreReader reader() const {
    auto reader = StoreReader::open(folder_);
    if (!reader) ADD_FAILURE() << reader.error().sentence;
    HOLDFAST_CHECK(reader);
    return std::move(*reader);
  }
  std::string database() const { return folder_ + '/' + kDatabaseName; }
  // Every row as text, columns joined by '|'.
  std::vector<std::string> query(const std::string& sql, int columns) const {
    std::vector<std::string> rows;
    auto opened = SqliteDatabase::open(database(), SqliteDatabase::Access::read);
    HOLDFAST_CHECK(opened);
    auto statement = opened->prepare(sql);
    if (!statement) ADD_FAILURE() << statement.error().sentence;
    HOLDFAST_CHECK(statement);
    for (;;) {
      auto row = statement->step();
      HOLDFAST_CHECK(row);
      if (!*row) return rows;
      std::string text;
      for (int i = 0; i < columns; ++i) text += (i > 0 ? "|" : "") + statement->text(i);
      rows.push_back(text);
    }
  }
  std::int64_t number(const std::string& sql) const { return std::stoll(query(sql, 1).at(0)); }

  std::string folder_, note_;
  StoreOptions options_;
};

/// An event with every member set.
inline Event full_event(std::uint64_t number) {
  Event event;
  event.number = number;
  event.at_ns = kStartNs + static_cast<std::int64_t>(number);
  event.seen_ns = event.at_ns + 5;
  event.kind = EventKind::moved;
  event.object = {SettingKind::vector, "eth0", "rx 3",       IrqNumber{38},
                  "0000:00:05.0",      4,      ThreadId{12}, 99};
  event.subject = "eth0 rx 3 (irq 38)";
  event.from = "2";
  event.to = std::string("0\0-1", 4);
  event.wanted = "2";
  event.cause = EventCause::irqbalance_config;
  event.evidence = "irqbalance was restarted; \"its\" bans are gone";
  event.actor = Actor{ThreadId{812}, "irq\xff", "/usr/sbin/irqbalance", "/system.slice",
                      "é.service",   0,         {"sh (1)", "sshd\n(2)"}};
  event.count = 3;
  event.exact = false;
  return event;
}

inline MetricFrame frame_at(std::int64_t at_ns) {
  MetricFrame frame;
  frame.at_ns = at_ns;
  frame.at = {at_ns - kStartNs};
  frame.seconds = 1;
  return frame;
}

/// `count` vectors with a target, each delivered `each` times on its CPU.
inline MetricFrame busy_frame(std::int64_t at_ns, std::uint32_t count, std::uint64_t each) {
  MetricFrame frame = frame_at(at_ns);
  for (std::uint32_t i = 0; i < count; ++i) {
    frame.vectors.push_back({.irq = {100 + i},
                             .nic = "eth0",
                             .label = "rx " + std::to_string(i),
                             .target = {i},
                             .requested = {i},
                             .effective = {i},
                             .delivered = {{CpuId{i}, each}},
                             .total = each,
                             .state = VectorState::aligned,
                             .active = true});
    frame.cpus.push_back(
        {.cpu = {i}, .target = true, .net_rx = each, .net_tx = 1, .packets = each});
  }
  return frame;
}

}  // namespace holdfast
