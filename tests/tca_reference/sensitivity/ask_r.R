# Rscript ask_r.R > answers.txt, in this folder: placebos, robustness values and Rosenbaum's bounds by base R.
# Debian 12: R 4.2.2. sensemakr and rbounds are not in Debian; what stands here are their published formulas, on lm's output.
say <- function(name, ...) cat(name, sprintf("%.17g", c(...)), "\n")
all_rows <- read.csv("../hdfe_data.csv")
all_rows$y <- with(all_rows, impact + timing + routing)

# Window by window the label of most rows of a host and session, held where there is no row.
windows <- tapply(all_rows$bucket, all_rows$session, function(b) sort(unique(b)))
all_rows$place <- mapply(function(s, b) match(b, windows[[as.character(s)]]), all_rows$session, all_rows$bucket)
path_of <- function(host, session) {
  own <- all_rows[all_rows$host == host & all_rows$session == session, ]
  path <- sapply(seq_along(windows[[as.character(session)]]), function(w) {
    d <- own$d[own$place == w]
    if (length(d) == 0) NA else as.numeric(mean(d) >= .5)
  })
  for (w in seq_along(path)) if (is.na(path[w])) {
    before <- if (w > 1) path[w - 1] else NA
    path[w] <- if (is.na(before)) path[!is.na(path)][1] else before
  }
  path
}
units <- unique(all_rows[c("host", "session")])
paths <- Map(path_of, units$host, units$session)
unit_of <- match(paste(all_rows$host, all_rows$session), paste(units$host, units$session))
say("windows", max(lengths(windows)))
shifted <- function(k) mapply(function(u, w) {
  path <- paths[[u]]; path[(w - 1 - k) %% length(path) + 1]
}, unit_of, all_rows$place)

# Rows that a level of their own explains, dropped until there are none.
drop_singletons <- function(rows, factors) repeat {
  alone <- Reduce(`|`, lapply(factors, function(f) table(rows[[f]])[as.character(rows[[f]])] == 1))
  if (!any(alone)) return(rows)
  rows <- rows[!alone, ]
}
placebo <- function(k) {
  all_rows$d <- shifted(k)
  rows <- drop_singletons(all_rows, c("host", "bucket", "symbol"))
  coef(lm(y ~ d + spread + participation + factor(host) + factor(bucket) + factor(symbol), rows))[["d"]]
}
say("shifts", sapply(seq_len(max(lengths(windows)) - 1), placebo))

# sensemakr: on FE_B of the data.
b <- drop_singletons(all_rows, c("host", "bucket", "symbol"))
fit <- lm(y ~ d + spread + participation + factor(host) + factor(bucket) + factor(symbol), b)
df <- df.residual(fit); table <- coef(summary(fit))
t <- table["d", "t value"]
partial <- function(t, df) t^2 / (t^2 + df)
value <- function(f) if (f <= 0) 0 else .5 * (sqrt(f^4 + 4 * f^2) - f^2)
say("iid", table["d", 1:3], df)
say("partial_r2", partial(t, df))
say("rv", value(abs(t) / sqrt(df)), value(.5 * abs(t) / sqrt(df)))
say("rv_at", value(abs(t) / sqrt(df) - abs(qt(.025, df - 1)) / sqrt(df - 1)))
adjusted <- function(r2dz, r2yz) {
  bias <- table["d", 2] * sqrt(df) * sqrt(r2yz * r2dz / (1 - r2dz))
  estimate <- sign(table["d", 1]) * (abs(table["d", 1]) - bias)
  error <- sqrt((1 - r2yz) / (1 - r2dz)) * table["d", 2] * sqrt(df / (df - 1))
  c(estimate, error, estimate / error, estimate + c(-1, 1) * qt(.975, df - 1) * error)
}
say("adjusted", adjusted(.03, .1))
of_d <- coef(summary(lm(d ~ spread + participation + factor(host) + factor(bucket) + factor(symbol), b)))
for (x in c("spread", "participation")) {
  r2dx <- partial(of_d[x, "t value"], df + 1); r2yx <- partial(table[x, "t value"], df)
  say(paste0("strength_", x), r2dx, r2yx)
  for (k in 1:3) {
    r2dz <- k * r2dx / (1 - r2dx)
    r2zx <- k * r2dx^2 / ((1 - k * r2dx) * (1 - r2dx))
    r2yz <- min(1, ((sqrt(k) + sqrt(r2zx)) / sqrt(1 - r2zx))^2 * r2yx / (1 - r2yx))
    say(paste0("bound_", x, "_", k), r2dz, r2yz)
  }
}
sd0 <- sd(b$y[b$d == 0]); rr <- exp(.91 * abs(table["d", 1]) / sd0)
say("e_value", sd0, rr + sqrt(rr * (rr - 1)))

# rbounds' psens on the pairs that MatchIt made.
rows <- read.csv("../tail/rows.csv")
answers <- strsplit(readLines("../tail/answers.txt"), " ")
pairs <- sapply(c("mahalanobis_treated", "mahalanobis_control"), function(name)
  as.integer(Filter(function(line) line[1] == name, answers)[[1]][-1]) + 1)
differences <- rows$y[pairs[, 1]] - rows$y[pairs[, 2]]
differences <- differences[differences != 0]
ranks <- rank(abs(differences)); statistic <- sum(ranks[differences > 0])
upper_p <- function(gamma) {
  p <- gamma / (1 + gamma)
  pnorm((statistic - sum(ranks) * p) / sqrt(sum(ranks^2) * p * (1 - p)), lower.tail = FALSE)
}
say("signed_ranks", length(ranks), statistic)
say("upper_p", sapply(c(1, 1.5, 2, 3), upper_p))
say("gamma", uniroot(function(g) upper_p(g) - .05, c(1, 100), tol = 1e-14)$root)
