# Rscript ask_r.R > hdfe_answers.txt: what R says about hdfe_data.csv, at full precision. Each line: a name, its values.
# Debian 12: R 4.2.2, sandwich 3.0-2, estimatr 1.0.0, clubSandwich 0.5.8. Nothing here is needed to build or to test.
suppressPackageStartupMessages({library(sandwich); library(estimatr); library(clubSandwich)})
say <- function(name, ...) cat(name, sprintf("%.17g", c(...)), "\n")
all_rows <- read.csv("hdfe_data.csv")
all_rows$y <- with(all_rows, impact + timing + routing)

# Rows that a level of their own explains, dropped until there are none.
drop_singletons <- function(rows, factors) repeat {
  alone <- Reduce(`|`, lapply(factors, function(f) table(rows[[f]])[as.character(rows[[f]])] == 1))
  if (!any(alone)) return(rows)
  rows <- rows[!alone, ]
}
frame <- function(factors) {
  rows <- drop_singletons(all_rows, factors)
  for (f in c("host", "session", "bucket", "symbol")) rows[[f]] <- factor(rows[[f]])
  rows$hs <- interaction(rows$host, rows$session, drop = TRUE)
  rows$ss <- interaction(rows$symbol, rows$session, drop = TRUE)
  rows$hsss <- interaction(rows$hs, rows$ss, drop = TRUE)
  rows
}
a <- frame(c("host", "session"))
b <- frame(c("host", "bucket", "symbol"))
wanted <- c("d", "spread", "participation")
formula_a <- y ~ d + spread + participation + host + session
formula_b <- y ~ d + spread + participation + host + bucket + symbol
count_parameters <- function(rows, factors) 3 + sum(sapply(rows[factors], nlevels)) - (length(factors) - 1)

cr1 <- function(fit, cluster, parameters) {  # from HC0, so that the correction stands here in full
  n <- nobs(fit); groups <- nlevels(cluster)
  vcovCL(fit, cluster = cluster, type = "HC0", cadjust = FALSE)[wanted, wanted] *
    groups / (groups - 1) * (n - 1) / (n - parameters)
}
two_way <- function(fit, rows, parameters) {
  n <- nobs(fit)
  meat <- function(c) vcovCL(fit, cluster = rows[[c]], type = "HC0", cadjust = FALSE)[wanted, wanted]
  smallest <- min(nlevels(rows$hs), nlevels(rows$ss))
  v <- (meat("hs") + meat("ss") - meat("hsss")) * smallest / (smallest - 1) * (n - 1) / (n - parameters)
  list(v = v, df = smallest - 1)
}
jackknife <- function(formula, rows, cluster, weights = NULL) {
  whole <- coef(lm(formula, rows))["d"]
  without <- sapply(levels(cluster), function(g) coef(lm(formula, droplevels(rows[cluster != g, ])))["d"])
  groups <- nlevels(cluster)
  sqrt((groups - 1) / groups * sum((without - whole)^2))
}

for (which in c("a", "b")) {
  rows <- get(which); formula <- get(paste0("formula_", which))
  factors <- if (which == "a") c("host", "session") else c("host", "bucket", "symbol")
  fit <- lm(formula, rows)
  k <- count_parameters(rows, factors)
  name <- function(what) paste0("fe_", which, ".", what)
  say(name("rows"), nrow(rows)); say(name("parameters"), k); say(name("rank"), fit$rank)
  say(name("coefficients"), coef(fit)[wanted])
  say(name("residual_squares"), sum(resid(fit)^2))
  say(name("treatment_residual"), resid(lm(update(formula, d ~ . - d), rows))[1:5])
  say(name("cr1"), cr1(fit, rows$hs, k))
  say(name("cr1_groups"), nlevels(rows$hs))
  stata <- lm_robust(formula, rows, clusters = hs, se_type = "stata")
  say(name("cr1_estimatr"), stata$std.error[wanted])
  both <- two_way(fit, rows, k)
  say(name("two_way"), both$v); say(name("two_way_df"), both$df)
  v2 <- vcovCR(fit, cluster = rows$hs, type = "CR2")
  test <- as.data.frame(coef_test(fit, vcov = v2, test = "Satterthwaite"))
  test <- test[match(wanted, names(coef(fit))), ]
  say(name("cr2"), test$SE); say(name("cr2_df"), if (is.null(test$df_Satt)) test$df else test$df_Satt)
  say(name("cr3"), jackknife(formula, rows, rows$hs))
  # The host's effects are nested in host clusters: one parameter is left of each nested factor.
  say(name("cr1_by_host"), cr1(fit, rows$host, k - (nlevels(rows$host) - 1)))
  fit_w <- lm(formula, rows, weights = notional)
  say(name("weighted_coefficients"), coef(fit_w)[wanted])
  say(name("weighted_cr1"), cr1(fit_w, rows$hs, k))
}

# Wild cluster restricted bootstrap, every sign vector, by refits with dummies.
wild <- function(formula, rows, cluster, k, values, name) {
  x <- model.matrix(formula, rows); y <- rows$y; groups <- nlevels(cluster); n <- nrow(x)
  qr_full <- qr(x); qr_null <- qr(x[, colnames(x) != "d"])
  others <- x[, colnames(x) != "d"]
  d_left <- qr.resid(qr_null, x[, "d"]); p <- d_left / sum(d_left^2)
  indicator <- model.matrix(~ 0 + cluster)
  t_of <- function(outcomes, null) {
    residuals <- qr.resid(qr_full, outcomes)
    scores <- t(indicator) %*% (p * residuals)
    (colSums(p * outcomes) - null) /
      sqrt(colSums(scores^2) * groups / (groups - 1) * (n - 1) / (n - k))
  }
  vectors <- as.matrix(expand.grid(rep(list(values), groups)))
  p_value <- function(null) {
    under <- y - null * x[, "d"]
    fitted <- qr.fitted(qr_null, under) + null * x[, "d"]; left <- qr.resid(qr_null, under)
    ts <- unlist(lapply(split(seq_len(nrow(vectors)), seq_len(nrow(vectors)) %/% 500), function(some)
      t_of(fitted + left * (indicator %*% t(vectors[some, , drop = FALSE])), null)))
    t0 <- t_of(matrix(y), null)
    c(mean(abs(ts) >= abs(t0) * (1 - 1e-9)), sum(abs(ts) > abs(t0) * (1 + 1e-9)), t0)
  }
  at_zero <- p_value(0)
  say(paste0(name, ".p_strict_t"), at_zero)
  say(paste0(name, ".p_at_2"), p_value(2)[1])
  beta <- sum(p * y); step <- (beta - 0) / at_zero[3]
  bound <- function(sign) {  # the first crossing of .05 outwards in steps of a standard error, bisected
    inside <- beta; outside <- beta + sign * step
    while (p_value(outside)[1] > .05) { inside <- outside; outside <- outside + sign * step }
    for (i in 1:45) {
      middle <- (inside + outside) / 2
      if (p_value(middle)[1] > .05) inside <- middle else outside <- middle
    }
    (inside + outside) / 2
  }
  if (length(values) == 2) say(paste0(name, ".interval"), bound(-1), bound(1))
}
wild(formula_b, b, b$session, count_parameters(b, c("host", "bucket", "symbol")) - (nlevels(b$bucket) - 1), c(-1, 1),
     "wild_session")
b$rack <- factor(as.integer(as.character(b$host)) %/% 2)
wild(formula_b, b, b$rack, count_parameters(b, c("host", "bucket", "symbol")) - (nlevels(b$host) - 1),
     c(-sqrt(1.5), -1, -sqrt(.5), sqrt(.5), 1, sqrt(1.5)), "webb_rack")

# One host's series, in the order of its rows.
one <- all_rows[all_rows$host == 3, ]
series <- lm(y ~ d + spread, one)
for (lags in c(0, 3)) {
  v <- NeweyWest(series, lag = lags, prewhite = FALSE, adjust = FALSE)
  say(paste0("newey_west.", lags), v[c("d", "spread"), c("d", "spread")])
}

# Gelbach's parts of the treatment's coefficient in FE_B, by channel, and their standard errors.
mediators <- c("nrs", "cache", "softirq", "causal"); channels <- c("impact", "timing", "routing")
full <- reformulate(c(mediators, attr(terms(formula_b), "term.labels")), "y")
sum_by <- function(v) tapply(v, b$hs, sum)
influence_of <- function(formula, coefficient) {
  fit <- lm(formula, b); x <- model.matrix(fit); others <- qr(x[, colnames(x) != coefficient])
  left <- qr.resid(others, x[, coefficient])
  list(value = coef(fit)[[coefficient]], influence = sum_by(left / sum(left^2) * resid(fit)))
}
groups <- nlevels(b$hs); se <- function(influence) sqrt(groups / (groups - 1) * sum(influence^2))
aux <- lapply(mediators, function(m) influence_of(update(formula_b, paste(m, "~ .")), "d"))
for (channel in c(channels, "y")) {
  tau <- influence_of(update(formula_b, paste(channel, "~ .")), "d")
  direct <- influence_of(update(full, paste(channel, "~ .")), "d")
  parts <- errors <- c()
  for (k in seq_along(mediators)) {
    theta <- influence_of(update(full, paste(channel, "~ .")), mediators[k])
    parts <- c(parts, aux[[k]]$value * theta$value)
    errors <- c(errors, se(theta$value * aux[[k]]$influence + aux[[k]]$value * theta$influence))
  }
  say(paste0("gelbach.", channel), parts, direct$value, tau$value)
  say(paste0("gelbach_se.", channel), errors, se(direct$influence), se(tau$influence))
}
say("gelbach.gamma", sapply(aux, function(m) m$value))
vif <- sapply(c("d", mediators), function(m) {
  x <- model.matrix(full, b); left <- sum(qr.resid(qr(x[, colnames(x) != m]), x[, m])^2)
  dummies <- qr(model.matrix(~ host + bucket + symbol, b))
  sum(qr.resid(dummies, x[, m])^2) / left
})
say("gelbach.vif", vif)
