# Rscript tca_speed.R rows.csv: what R's packages take for the tasks of tca_speed_bench.cc, on the same rows. Each line: the
# task, the package, seconds, and its estimate where it has one.
suppressPackageStartupMessages({library(data.table); library(estimatr); library(MatchIt); library(quantreg)})
setDTthreads(2)
file <- commandArgs(TRUE)[1]
say <- function(task, by, seconds, estimate = NA) cat(task, by, sprintf("%.3f %.9g", seconds, estimate), "\n")
timed <- function(task, by, run, estimate = function(found) NA) {
  gc(FALSE)
  seconds <- system.time(found <- run())["elapsed"]
  say(task, by, seconds, estimate(found))
}
timed("read_csv", "data.table", function() rows <<- fread(file))
for (column in c("side", "passive")) rows[[column]] <- as.numeric(rows[[column]])
rows$hs <- interaction(rows$host, rows$session, drop = TRUE)
rows$sb <- interaction(rows$session, rows$bucket, drop = TRUE)
rows$place <- interaction(rows$side, rows$passive, drop = TRUE)
covariates <- c("spread_bps", "vol_bps", "participation", "log_adv", "lit_share", "md_rate", "side", "passive")
coarse <- c(spread_bps = 4, vol_bps = 4, participation = 4, log_adv = 3, lit_share = 3)
on_treatment <- function(names) reformulate(names, "D")
timed("cem_and_att", "MatchIt", function() {
  cuts <- lapply(names(coarse), function(one) quantile(rows[[one]], seq_len(coarse[one] - 1) / coarse[one]))
  names(cuts) <- names(coarse)
  found <- matchit(on_treatment(c(names(coarse), "venue", "place")), rows, method = "cem", cutpoints = cuts)
  means <- sapply(0:1, function(arm) with(rows[rows$D == arm], weighted.mean(y, found$weights[rows$D == arm])))
  means[2] - means[1]
}, identity)
formula <- reformulate(c("D", covariates), "y")
regressed <- function(fit) coef(fit)["D"]
timed("host_and_session", "estimatr", function()
  lm_robust(formula, rows, fixed_effects = ~ host + session, clusters = hs, se_type = "stata"), regressed)
timed("host_time_and_symbol", "estimatr", function()
  lm_robust(formula, rows, fixed_effects = ~ host + sb + symbol, clusters = hs, se_type = "stata"), regressed)
x <- cbind(1, as.matrix(rows[, c("D", covariates), with = FALSE]))
for (method in c("fn", "pfn")) {
  by <- paste0("quantreg_", method)
  fit <- function(tau) if (method == "fn") rq.fit.fnb(x, rows$y, tau) else rq.fit.pfn(x, rows$y, tau)
  timed("quantile_p95", by, function() fit(.95), function(found) found$coefficients[2])
  if (method == "pfn") timed("quantiles_of_four", by, function() lapply(c(.5, .9, .95, .99), fit))
}
timed("propensity", "glm", function() glm.fit(x[, -2], rows$D, family = binomial()))
tenth <- rows[seq(1, nrow(rows), 10)]
timed("mahalanobis_100k", "MatchIt", function()
  matchit(on_treatment(names(coarse)), tenth, method = "nearest", distance = "mahalanobis", exact = ~ venue))
