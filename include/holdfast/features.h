/* holdfast/features.h: what a trading process includes to see how far it may trust the host under
 * it. C11, C++17 and later; no dependency but libc; nothing to link.
 *
 * The resident agent writes one page of shared memory, /run/holdfast/features, ten times a second.
 * A process maps it once and reads it at every tick: no system call, no lock, no allocation, and
 * nothing that a reader does can hold the writer up.
 *
 *     const holdfast_features_page *page = NULL;
 *     holdfast_features_map(NULL, &page);          (once; page stays NULL when there is no agent)
 *     …
 *     holdfast_features now;
 *     holdfast_features_read_at(page, tick_ns, &now);
 *     size = usual_size * now.burst_pacing;
 *
 * Whatever the status, `now` is filled in and may be acted upon: when nothing fresh could be read
 * it holds the conservative gate. docs/features.md has the layout and the rules. */
#ifndef HOLDFAST_FEATURES_H
#define HOLDFAST_FEATURES_H

/* A strictly conforming C compiler hides the POSIX names that mapping and the clock need. */
#if !defined(__cplusplus) && defined(__STRICT_ANSI__) && !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if !defined(CLOCK_MONOTONIC) || !defined(O_NOFOLLOW)
#error \
    "holdfast/features.h needs POSIX: include it first, or compile with -D_POSIX_C_SOURCE=200809L"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define HOLDFAST_FEATURES_PATH "/run/holdfast/features"
#define HOLDFAST_FEATURES_MAGIC UINT64_C(0x5345525554414546) /* "FEATURES" */
#define HOLDFAST_FEATURES_LAYOUT 1u
#define HOLDFAST_FEATURES_BYTES 512u /* of the page's words; the file is one memory page */
#define HOLDFAST_FEATURES_FILE_BYTES 4096u
#define HOLDFAST_FEATURES_TTL_NS INT64_C(3000000000) /* older than this is stale */
#define HOLDFAST_FEATURES_TRIES 100                  /* then a write that does not end is `torn` */

/* Mildest first. The numbers stand on the page. */
enum { HOLDFAST_ALIGNED = 0, HOLDFAST_WARN = 1, HOLDFAST_DRIFTED = 2, HOLDFAST_SAFE_CONTAIN = 3 };

/* What a read found. Everything but `fresh` comes with the conservative gate. */
enum {
  HOLDFAST_FEATURES_FRESH = 0,
  HOLDFAST_FEATURES_STALE = 1, /* too old, stopped, never written, or no page */
  HOLDFAST_FEATURES_TORN =
      2 /* a write was under way at every try: the writer is held up, or died */
};

/* holdfast_features.state */
enum {
  HOLDFAST_FEATURES_UNWRITTEN = 0,
  HOLDFAST_FEATURES_LIVE = 1,
  HOLDFAST_FEATURES_STOPPED = 2 /* the agent ended in good order */
};

/* All that the page says, in the page's order. A figure that is not known is NaN. */
typedef struct holdfast_features {
  int64_t written_ns; /* CLOCK_MONOTONIC of the write; 0: never */
  uint32_t state;
  uint32_t flags;             /* none is defined yet */
  uint32_t regime;            /* HOLDFAST_ALIGNED … HOLDFAST_SAFE_CONTAIN */
  uint32_t queue_safe;        /* gate: 1, prefer placements that keep the place in the queue */
  uint32_t conservative;      /* gate: 1, follow the conservative schedule */
  uint32_t reserved;          /* 0 */
  double burst_pacing;        /* gate: largest burst, as a share of the usual one, 0 to 1 */
  double aggression_cap;      /* gate: largest aggression, as a share of the usual one, 0 to 1 */
  int64_t regime_since_ns;    /* CLOCK_MONOTONIC */
  uint64_t events;            /* drift events since the page was made */
  double vam_effective;       /* share of active vectors outside their target, by effective mask */
  double vam_delivered;       /* share of interrupts delivered outside it */
  double nrs_ewma;            /* share of packet work on another NUMA node, 5 s average */
  double sad_delta;           /* softirq share distance, less that of aligned windows */
  double hj95_ns;             /* p95 from packet stamp to userspace, ns */
  double hj95x_ratio;         /* p95 − p50, over its aligned baseline */
  double tail_uplift_bps;     /* calibrated cost of the tail in this state, basis points */
  double tail_uplift_low_bps; /* its lower 80 % bound */
  char policy[48];            /* ends with a NUL; cut when longer */
  char policy_version[16];
  /* Of the read, not of the page: */
  uint64_t sequence; /* even; two more at every write */
  int64_t age_ns;    /* now − written_ns, at least 0; INT64_MAX: never written, or not readable */
} holdfast_features;

/* The mapped page: magic, layout, sequence, then the words of holdfast_features up to `sequence`.
 */
typedef struct holdfast_features_page {
  uint64_t words[HOLDFAST_FEATURES_BYTES / 8];
} holdfast_features_page;

enum {
  HOLDFAST_FEATURES_MAGIC_WORD = 0,
  HOLDFAST_FEATURES_LAYOUT_WORD = 1, /* layout << 32 | HOLDFAST_FEATURES_BYTES */
  HOLDFAST_FEATURES_SEQUENCE_WORD = 2,
  HOLDFAST_FEATURES_FIRST_WORD = 3,
  HOLDFAST_FEATURES_WORDS = 24
};

#ifdef __cplusplus
static_assert(offsetof(holdfast_features, sequence) == 8 * HOLDFAST_FEATURES_WORDS, "layout 1");
static_assert(offsetof(holdfast_features, policy) == 16 * 8, "layout 1");
#else
_Static_assert(offsetof(holdfast_features, sequence) == 8 * HOLDFAST_FEATURES_WORDS, "layout 1");
_Static_assert(offsetof(holdfast_features, policy) == 16 * 8, "layout 1");
#endif

/* The gate for a host of which nothing is known: a quarter of the usual burst, no aggression,
 * queue-safe, the conservative schedule, regime SAFE_CONTAIN, every figure NaN. */
static inline void holdfast_features_conservative(holdfast_features* out) {
  const double nan = __builtin_nan("");
  memset(out, 0, sizeof *out);
  out->regime = HOLDFAST_SAFE_CONTAIN;
  out->queue_safe = 1;
  out->conservative = 1;
  out->burst_pacing = 0.25;
  out->aggression_cap = 0;
  out->vam_effective = out->vam_delivered = out->nrs_ewma = out->sad_delta = nan;
  out->hj95_ns = out->hj95x_ratio = out->tail_uplift_bps = out->tail_uplift_low_bps = nan;
  out->age_ns = INT64_MAX;
}

/* One try at the copy: the sequence that it was made under, or 1 when a write came in between.
 *
 * Every word is loaded with acquire and was stored with release, so that a reader which sees one
 * word of a newer write also sees its odd sequence; no fence is needed. */
static inline uint64_t holdfast_features_try_copy(const holdfast_features_page* page,
                                                  holdfast_features* out) {
#define HOLDFAST_COPY_WORD_(i)                                                                \
  word = __atomic_load_n(&page->words[HOLDFAST_FEATURES_FIRST_WORD + (i)], __ATOMIC_ACQUIRE); \
  memcpy(to + 8 * (i), &word, 8)
#define HOLDFAST_COPY_SIX_(i)   \
  HOLDFAST_COPY_WORD_(i);       \
  HOLDFAST_COPY_WORD_((i) + 1); \
  HOLDFAST_COPY_WORD_((i) + 2); \
  HOLDFAST_COPY_WORD_((i) + 3); \
  HOLDFAST_COPY_WORD_((i) + 4); \
  HOLDFAST_COPY_WORD_((i) + 5)
  const uint64_t* sequence = &page->words[HOLDFAST_FEATURES_SEQUENCE_WORD];
  char* to = (char*)out;
  uint64_t word;
  const uint64_t before = __atomic_load_n(sequence, __ATOMIC_ACQUIRE);
  if (before & 1) return 1;
  HOLDFAST_COPY_SIX_(0); /* g++ 12 does not unroll a loop at -O2 */
  HOLDFAST_COPY_SIX_(6);
  HOLDFAST_COPY_SIX_(12);
  HOLDFAST_COPY_SIX_(18);
  return __atomic_load_n(sequence, __ATOMIC_RELAXED) == before ? before : 1;
#undef HOLDFAST_COPY_SIX_
#undef HOLDFAST_COPY_WORD_
}

/* The page as of `now_ns` (CLOCK_MONOTONIC, ns), which spares the clock: it costs more than the
 * page. A NULL page is stale. Returns HOLDFAST_FEATURES_FRESH, _STALE or _TORN; a stale read keeps
 * the sequence, written_ns, state and age, so that one can say what was last seen. */
static inline int holdfast_features_read_at(const holdfast_features_page* page, int64_t now_ns,
                                            holdfast_features* out) {
  uint64_t sequence = 1, age;
  int64_t written_ns;
  uint32_t state;
  int tries;
  if (page != NULL) {
    for (tries = 0; sequence == 1 && tries < HOLDFAST_FEATURES_TRIES; ++tries)
      sequence = holdfast_features_try_copy(page, out);
  }
  if (sequence == 1) {
    holdfast_features_conservative(out);
    return page != NULL ? HOLDFAST_FEATURES_TORN : HOLDFAST_FEATURES_STALE;
  }
  written_ns = out->written_ns;
  state = out->state;
  /* A write may be a little later than `now_ns`. Unsigned, so that no bytes can overflow it. */
  age = now_ns > written_ns ? (uint64_t)now_ns - (uint64_t)written_ns : 0;
  if (state == HOLDFAST_FEATURES_LIVE && age <= (uint64_t)HOLDFAST_FEATURES_TTL_NS &&
      (now_ns >= written_ns ||
       (uint64_t)written_ns - (uint64_t)now_ns <= (uint64_t)HOLDFAST_FEATURES_TTL_NS)) {
    out->sequence = sequence;
    out->age_ns = (int64_t)age;
    return HOLDFAST_FEATURES_FRESH;
  }
  holdfast_features_conservative(out);
  out->written_ns = written_ns;
  out->state = state;
  out->sequence = sequence;
  if (state != HOLDFAST_FEATURES_UNWRITTEN && age <= (uint64_t)INT64_MAX)
    out->age_ns = (int64_t)age;
  return HOLDFAST_FEATURES_STALE;
}

/* The same, now. The clock is the vDSO's: no system call where the kernel has one. */
static inline int holdfast_features_read(const holdfast_features_page* page,
                                         holdfast_features* out) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return holdfast_features_read_at(page, (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec,
                                   out);
}

/* The aggression to use, 0 to 1: the gate's cap, and never more than keeps the calibrated cost of
 * the tail within `tolerated_bps`, taking that cost as proportional to aggression. Only the lower
 * bound of the uplift counts, and only when it is above 0: calibration tightens, it never loosens,
 * and without it the regime's gate stands alone. */
static inline double holdfast_features_aggression(const holdfast_features* features,
                                                  double tolerated_bps) {
  const double low = features->tail_uplift_low_bps;
  double bound = 1;
  if (low > 0) bound = tolerated_bps > 0 ? tolerated_bps / low : 0; /* false for NaN */
  return bound < features->aggression_cap ? bound : features->aggression_cap;
}

/* Maps the page for reading; `path` NULL: HOLDFAST_FEATURES_PATH. 0, or an errno, with *page NULL:
 * ENOENT no agent has run since the boot; ENODATA it is just being made; EPROTONOSUPPORT another
 * layout than this header's; EINVAL no features page. Try again later: the file then stays the same
 * over every restart of the agent. */
static inline int holdfast_features_map(const char* path, const holdfast_features_page** page) {
  struct stat status;
  const holdfast_features_page* mapped;
  void* memory;
  uint64_t magic, layout;
  int fd, error;
  *page = NULL;
  fd = open(path != NULL ? path : HOLDFAST_FEATURES_PATH,
            O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno;
  if (fstat(fd, &status) != 0) {
    error = errno;
    close(fd);
    return error;
  }
  if (!S_ISREG(status.st_mode) || status.st_size != (off_t)HOLDFAST_FEATURES_FILE_BYTES) {
    close(fd);
    return S_ISREG(status.st_mode) && status.st_size == 0 ? ENODATA : EINVAL;
  }
  memory = mmap(NULL, HOLDFAST_FEATURES_FILE_BYTES, PROT_READ, MAP_SHARED, fd, 0);
  error = errno;
  close(fd);
  if (memory == MAP_FAILED) return error;
  mapped = (const holdfast_features_page*)memory;
  magic = __atomic_load_n(&mapped->words[HOLDFAST_FEATURES_MAGIC_WORD], __ATOMIC_ACQUIRE);
  layout = __atomic_load_n(&mapped->words[HOLDFAST_FEATURES_LAYOUT_WORD], __ATOMIC_ACQUIRE);
  if (magic == HOLDFAST_FEATURES_MAGIC &&
      layout == ((uint64_t)HOLDFAST_FEATURES_LAYOUT << 32 | HOLDFAST_FEATURES_BYTES)) {
    *page = mapped;
    return 0;
  }
  munmap(memory, HOLDFAST_FEATURES_FILE_BYTES);
  return magic == HOLDFAST_FEATURES_MAGIC ? EPROTONOSUPPORT : magic == 0 ? ENODATA : EINVAL;
}

static inline void holdfast_features_unmap(const holdfast_features_page* page) {
  if (page != NULL) munmap((void*)(uintptr_t)page, HOLDFAST_FEATURES_FILE_BYTES);
}

/* "AFFINITY_ALIGNED", …; "?" for a number that is none. */
static inline const char* holdfast_regime_name(uint32_t regime) {
  switch (regime) {
    case HOLDFAST_ALIGNED: return "AFFINITY_ALIGNED";
    case HOLDFAST_WARN: return "AFFINITY_WARN";
    case HOLDFAST_DRIFTED: return "AFFINITY_DRIFTED";
    case HOLDFAST_SAFE_CONTAIN: return "SAFE_CONTAIN";
    default: return "?";
  }
}

#ifdef __cplusplus
}
#endif

#endif /* HOLDFAST_FEATURES_H */
