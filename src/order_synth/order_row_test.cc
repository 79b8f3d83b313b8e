#include "order_synth/order_row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "order_synth/order_names.h"

namespace holdfast {
namespace {

OrderSynthOptions small(std::uint64_t rows = 20'000) {
  OrderSynthOptions options;
  options.rows = rows;
  options.hosts = 12;
  options.sessions = 10;
  return options;
}

template <class Visit>
void for_each_row(const OrderWorld& world, Visit visit) {
  for (std::uint64_t row = 0; row < world.options().rows; ++row) {
    visit(make_order_row(world, row));
  }
}

TEST(OrderRow, IsAFunctionOfTheSeedAndItsNumber) {
  const OrderWorld world(small()), again(small());
  OrderSynthOptions other = small();
  other.seed = 2;
  const OrderWorld differs(other);
  const OrderRow late = make_order_row(world, 19'999), same = make_order_row(again, 19'999);
  EXPECT_EQ(late.outcome().cost.y_ubps(), same.outcome().cost.y_ubps());
  EXPECT_EQ(late.decision_ns, same.decision_ns);
  EXPECT_NE(late.outcome().cost.y_ubps(), make_order_row(differs, 19'999).outcome().cost.y_ubps());
}

TEST(OrderRow, IsDecidedAfterTheOneBeforeItInItsSessionsBucket) {
  const OrderWorld world(small());
  std::int64_t before_ns = 0;
  for_each_row(world, [&](const OrderRow& row) {
    ASSERT_GT(row.decision_ns, before_ns) << row.row;
    before_ns = row.decision_ns;
    const std::int64_t into_bucket_ns =
        row.decision_ns - order_session_start_ns(row.session) - row.bucket * kOrderBucketNs;
    ASSERT_GE(into_bucket_ns, 0);
    ASSERT_LT(into_bucket_ns, 22 * kNsPerMinute);
  });
}

TEST(OrderRow, SharesHostSymbolSideAndRegimeWithItsParentsOtherChildren) {
  const OrderWorld world(small());
  const OrderBucket& bucket = world.buckets()[7];
  const std::uint64_t count = bucket.end_row - bucket.first_row;
  ASSERT_GT(bucket.parents, 10u);
  EXPECT_EQ(bucket.parents, (count + 3) / 4);
  for (std::uint64_t row = bucket.first_row; row + bucket.parents < bucket.end_row; ++row) {
    const OrderRow one = make_order_row(world, row),
                   next = make_order_row(world, row + bucket.parents);
    EXPECT_EQ(one.parent, next.parent);
    EXPECT_EQ(one.host, next.host);
    EXPECT_EQ(one.symbol, next.symbol);
    EXPECT_EQ(one.is_buy, next.is_buy);
    EXPECT_EQ(one.is_drifted, next.is_drifted);
  }
}

TEST(OrderRow, BucketsHoldEveryRowOnceAndMoreAtOpenAndClose) {
  const OrderWorld world(small());
  std::uint64_t next = 0, parent = 0;
  for (const OrderBucket& bucket : world.buckets()) {
    EXPECT_EQ(bucket.first_row, next);
    EXPECT_EQ(bucket.first_parent, parent);
    next = bucket.end_row;
    parent += bucket.parents;
  }
  EXPECT_EQ(next, 20'000u);
  const auto rows_in = [&](std::size_t nth) {
    return static_cast<double>(world.buckets()[nth].end_row - world.buckets()[nth].first_row);
  };
  EXPECT_NEAR(rows_in(0) / rows_in(6), 1.3 / 0.7, 0.03);
  EXPECT_NEAR(rows_in(12) / rows_in(6), 1.3 / 0.7, 0.03);
}

TEST(OrderRow, FewerRowsThanBucketsAreMadeToo) {
  for (std::uint64_t rows = 1; rows < 40; ++rows) {
    const OrderWorld world(small(rows));
    std::set<std::uint64_t> seen;
    for_each_row(world, [&](const OrderRow& row) { seen.insert(row.row); });
    EXPECT_EQ(seen.size(), rows);
  }
}

// A kept regime and a state with a memory make neighbouring buckets alike; u_h, which a host keeps,
// is taken out by comparing with buckets far away.
TEST(OrderWorld, AHostsRegimePersists) {
  OrderSynthOptions options = small();
  options.hosts = 100;
  options.sessions = 400;
  options.logit_slope = 0;
  const OrderWorld world(options);
  double pairs = 0, both = 0, apart = 0, drifted = 0;
  for (std::uint32_t host = 0; host < options.hosts; ++host) {
    for (std::uint32_t session = 0; session + 1 < options.sessions; ++session) {
      for (std::uint32_t bucket = 1; bucket < kOrderBuckets; ++bucket) {
        const bool now = world.is_drifted(host, session, bucket);
        drifted += now ? 1 : 0;
        both += now && world.is_drifted(host, session, bucket - 1) ? 1 : 0;
        apart += now && world.is_drifted(host, session + 1, bucket) ? 1 : 0;
        ++pairs;
      }
    }
  }
  const double share = drifted / pairs, variance = share * (1 - share);
  // Without the state: corr = .35 + .65 of what the host alone makes, which `apart` shows.
  const double next_to = both / pairs - share * share, far = apart / pairs - share * share;
  EXPECT_NEAR((next_to - far) / (variance - far), 0.35, 0.01);
}

TEST(OrderWorld, TheStateHasUnitVarianceMemoryAndASmile) {
  OrderSynthOptions options = small();
  options.sessions = 2'600;
  const OrderWorld world(options);
  double sum = 0, squares = 0, open = 0, middle = 0, lagged = 0, lagged_mean = 0, pairs = 0;
  for (std::size_t nth = 0; nth < world.buckets().size(); ++nth) {
    const OrderBucket& bucket = world.buckets()[nth];
    const double place = bucket.bucket / 6.0 - 1;
    const double state = bucket.state - 0.8 * (place * place - 0.36);
    sum += state;
    squares += state * state;
    open += bucket.bucket == 0 ? bucket.state : 0;
    middle += bucket.bucket == 6 ? bucket.state : 0;
    if (bucket.bucket != 0) {
      const double before_place = (bucket.bucket - 1) / 6.0 - 1;
      lagged +=
          state * (world.buckets()[nth - 1].state - 0.8 * (before_place * before_place - 0.36));
      ++pairs;
    }
  }
  const double n = static_cast<double>(world.buckets().size());
  lagged_mean = lagged / pairs;
  EXPECT_NEAR(sum / n, 0, 0.03);
  EXPECT_NEAR(squares / n, 0.75 * 0.75 + 0.36, 0.04);
  EXPECT_NEAR(lagged_mean, 0.75 * 0.75 * 0.7, 0.03);
  EXPECT_NEAR((open - middle) / options.sessions, 0.8, 0.1);
}

TEST(OrderWorld, DriftIsLikelierWhenTheMarketIsBusy) {
  OrderSynthOptions options = small();
  options.sessions = 400;
  const auto rise = [&](double slope) {
    options.logit_slope = slope;
    const OrderWorld world(options);
    double busy = 0, busy_drifted = 0, calm = 0, calm_drifted = 0;
    for (const OrderBucket& bucket : world.buckets()) {
      for (std::uint32_t host = 0; host < options.hosts; ++host) {
        const double drifted = world.is_drifted(host, bucket.session, bucket.bucket) ? 1 : 0;
        (bucket.state > 1 ? busy : calm) += bucket.state > 1 || bucket.state < -1 ? 1 : 0;
        (bucket.state > 1 ? busy_drifted : calm_drifted) +=
            bucket.state > 1 || bucket.state < -1 ? drifted : 0;
      }
    }
    return busy_drifted / busy - calm_drifted / calm;
  };
  EXPECT_NEAR(rise(0), 0, 0.03);
  EXPECT_GT(rise(1.10), 0.25);
  EXPECT_GT(rise(4), rise(1.10) + 0.15);
}

TEST(OrderRow, NoEffectMeansThatBothOutcomesAreOneAndTheSame) {
  OrderSynthOptions options = small(2'000);
  options.effect_scale = 0;
  for_each_row(OrderWorld(options), [](const OrderRow& row) {
    ASSERT_EQ(row.aligned.cost.channel_ubps, row.drifted.cost.channel_ubps);
    ASSERT_EQ(row.aligned.mediator, row.drifted.mediator);
    ASSERT_EQ(row.aligned.ack_us, row.drifted.ack_us);
  });
}

// Without a tail, what is left of the difference when mediators and the direct part are taken away
// is 0.12 of the noise.
TEST(OrderRow, NoiseIsTwelveHundredthsWiderUnderDrift) {
  OrderSynthOptions options = small();
  options.tail_aligned = options.tail_drifted = 0;
  double squares = 0;
  for_each_row(OrderWorld(options), [&squares](const OrderRow& row) {
    double left = static_cast<double>(row.drifted.cost.y_ubps() - row.aligned.cost.y_ubps()) / 1e6;
    for (std::size_t kind = 0; kind < order_model::kMediators; ++kind) {
      left -= order_model::kMediator[kind].cost *
              (row.drifted.mediator[kind] - row.aligned.mediator[kind]);
    }
    const double student = (left - 0.10) / (0.12 * 0.8 * std::sqrt(row.vol_bps));
    squares += student * student;
  });
  EXPECT_NEAR(squares / 20'000, 5.0 / 3, 5 * 4.714 / std::sqrt(20'000.0));
}

TEST(OrderRow, TheHiddenFactorAddsTheStateToTheTimingOfBothOutcomes) {
  OrderSynthOptions with = small(2'000);
  with.hidden = 0.8;
  const OrderWorld world(small(2'000)), hidden(with);
  for_each_row(world, [&](const OrderRow& row) {
    const OrderRow other = make_order_row(hidden, row.row);
    const double state = world.bucket_of(row.row).state;
    ASSERT_NEAR(
        static_cast<double>(other.aligned.cost.channel_ubps[1] - row.aligned.cost.channel_ubps[1]),
        0.8e6 * state, 1.01);
    ASSERT_NEAR(static_cast<double>(other.drifted.cost.y_ubps() - row.drifted.cost.y_ubps()),
                0.8e6 * state, 1.01);
    ASSERT_EQ(other.spread_bps, row.spread_bps);
  });
}

TEST(OrderRow, DisjointSymbolsAreTradedUnderOneRegimeOnly) {
  OrderSynthOptions options = small();
  options.disjoint_symbols = true;
  for (const std::uint32_t symbols : {2u, 7u, 40u}) {
    options.symbols = symbols;
    std::set<std::uint32_t> aligned, drifted;
    for_each_row(OrderWorld(options), [&](const OrderRow& row) {
      ASSERT_LT(row.symbol, symbols);
      (row.is_drifted ? drifted : aligned).insert(row.symbol);
    });
    ASSERT_FALSE(aligned.empty());
    for (const std::uint32_t symbol : drifted) {
      EXPECT_EQ(aligned.count(symbol), 0u) << symbol;
    }
  }
}

TEST(OrderRow, OneHostCanAlwaysBeDriftedWhileTheOthersAreAsBefore) {
  OrderSynthOptions options = small();
  const OrderWorld before(options);
  options.one_host_always_drifted = true;
  const OrderWorld world(options);
  std::uint64_t changed = 0;
  for_each_row(world, [&](const OrderRow& row) {
    ASSERT_TRUE(row.host != 0 || row.is_drifted);
    changed += make_order_row(before, row.row).is_drifted != row.is_drifted ? 1 : 0;
    ASSERT_TRUE(row.host == 0 || make_order_row(before, row.row).is_drifted == row.is_drifted);
  });
  EXPECT_GT(changed, 100u);
}

TEST(OrderRow, ItsTailComesAsOftenAsItIsAskedFor) {
  OrderSynthOptions options = small(200'000);
  const auto share_above = [&](double tail) {
    options.tail_aligned = options.tail_drifted = tail;
    double above = 0;
    for_each_row(OrderWorld(options), [&](const OrderRow& row) {
      above += row.aligned.cost.channel_ubps[0] > 12'000'000 ? 1 : 0;  // 0.3 of the tail is impact
    });
    return above / static_cast<double>(options.rows);
  };
  const double none = share_above(0);
  EXPECT_LT(none, 0.002);
  // P(0.3 Exp(22) > 12 - what the rest of the impact is, about 2): exp(-10 / 6.6) = .22
  EXPECT_NEAR((share_above(0.5) - none) / 0.5, 0.22, 0.05);
}

}  // namespace
}  // namespace holdfast
