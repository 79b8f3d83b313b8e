# Asks MatchIt, sandwich, quantreg and glm about rows.csv and writes answers.txt: a name, then its numbers, per line.
# Rscript ask_r.R, in this folder. Debian 12: r-cran-matchit 4.5.1, r-cran-sandwich 3.0-2, r-cran-quantreg 5.94.
library(MatchIt)
library(sandwich)
library(quantreg)

rows <- read.csv("rows.csv")
answers <- file("answers.txt", "w")
say <- function(name, values) {
  writeLines(paste(c(name, sprintf("%.17g", as.numeric(values))), collapse = " "), answers)
}

# Coarsened exact matching: quartiles of all rows (type 7), exact on venue and side.
cuts <- lapply(rows[c("spread", "vol", "participation")], function(x) unname(quantile(x, c(.25, .5, .75))))
for (name in names(cuts)) say(paste0("cuts_", name), cuts[[name]])
cem <- matchit(d ~ spread + vol + participation + factor(venue) + factor(side), data = rows, method = "cem",
               cutpoints = cuts, grouping = NULL)
say("cem_stratum", ifelse(is.na(cem$subclass), -1, as.integer(cem$subclass)))
say("cem_weights", cem$weights)
matched <- rows[cem$weights > 0, ]
matched$w <- cem$weights[cem$weights > 0]
fit <- lm(y ~ d, data = matched, weights = w)
say("cem_att", coef(fit)["d"])
matched$cluster <- matched$host * 5 + matched$session
say("cem_se", sqrt(vcovCL(fit, cluster = matched$cluster)["d", "d"]))
control <- matched$w[matched$d == 0]
say("cem_control_ess", sum(control)^2 / sum(control^2))

# Balance of spread before and after.
t <- rows$d == 1
say("smd_before", (mean(rows$spread[t]) - mean(rows$spread[!t])) / sd(rows$spread[t]))
say("vr_before", var(rows$spread[t]) / var(rows$spread[!t]))
say("ks_before", suppressWarnings(ks.test(rows$spread[t], rows$spread[!t])$statistic))
table <- summary(cem, standardize = TRUE, un = TRUE)
say("matchit_before", table$sum.all["spread", 1:6])
say("matchit_after", table$sum.matched["spread", 1:6])

# The propensity score.
logit <- glm(d ~ spread + vol + participation + lots, family = binomial, data = rows,
             control = glm.control(epsilon = 1e-14, maxit = 100))
say("logit_coefficients", coef(logit))
say("logit_sd", sd(predict(logit, type = "link")))

# Mahalanobis pairs within venue: row numbers from 0 of each treated and its control.
nn <- matchit(d ~ spread + vol + participation, data = rows, method = "nearest", distance = "mahalanobis",
              exact = ~venue, m.order = "data")
pairs <- nn$match.matrix[, 1]
kept <- !is.na(pairs)
say("mahalanobis_treated", as.integer(names(pairs)[kept]) - 1)
say("mahalanobis_control", as.integer(pairs[kept]) - 1)
nn_rows <- rows[nn$weights > 0, ]
nn_rows$pair <- nn$subclass[nn$weights > 0]
fit <- lm(y ~ d, data = nn_rows)
say("mahalanobis_att", coef(fit)["d"])
say("mahalanobis_se_pair", sqrt(vcovCL(fit, cluster = nn_rows$pair)["d", "d"]))
say("mahalanobis_se_cluster", sqrt(vcovCL(fit, cluster = nn_rows$host * 5 + nn_rows$session)["d", "d"]))

# Implied-weight quantile effects by their definition: d's residual on all else, by least squares on dummies.
controls <- "spread + vol + participation + factor(host) + factor(session)"
cluster <- rows$host * 5 + rows$session
residual <- residuals(lm(as.formula(paste("d ~", controls)), data = rows))
implied <- residual / sum(residual^2)
fit_of <- function(z) lm(as.formula(paste("z ~ d +", controls)), data = cbind(rows, z = z))
error_of <- function(z) sqrt(vcovCL(fit_of(z), cluster = cluster)["d", "d"])
sums_of <- function(z) tapply(residual * residuals(fit_of(z)), cluster, sum)
arm_cdf <- function(arm) {
  in_arm <- rows$d == arm
  order <- order(rows$y[in_arm])
  mass <- (implied[in_arm] * (2 * arm - 1))[order]
  list(y = rows$y[in_arm][order], at = pmin(pmax(cummax(cumsum(mass)), 0), 1), negative = -sum(mass[mass < 0]),
       rows = 1 / sum(mass^2))
}
inverse <- function(cdf, p) cdf$y[which(cdf$at >= p - 1e-12)[1]]
bandwidth <- function(tau, n) {
  h <- bandwidth.rq(tau, n, hs = TRUE)
  while (tau - h < 0 || tau + h > 1) h <- h / 2
  h
}
f1 <- arm_cdf(1)
f0 <- arm_cdf(0)

for (tau in c(.5, .9, .95, .99)) {
  q1 <- inverse(f1, tau)
  q0 <- inverse(f0, tau)
  z1 <- rows$d * ((rows$y <= q1) - tau)
  z0 <- (1 - rows$d) * ((rows$y <= q0) - tau)
  rho <- -sum(sums_of(z1) * sums_of(z0)) / sqrt(sum(sums_of(z1)^2) * sum(sums_of(z0)^2))
  reach <- qt(.975, length(unique(cluster)) - 1) * c(error_of(z1), error_of(z0))
  clip <- function(p) min(max(p, 1e-6), 1 - 1e-6)
  l <- c(inverse(f1, clip(tau - reach[1])), inverse(f0, clip(tau - reach[2])))
  u <- c(inverse(f1, clip(tau + reach[1])), inverse(f0, clip(tau + reach[2])))
  low <- q1 - q0 - sqrt((q1 - l[1])^2 + (u[2] - q0)^2 - 2 * rho * (q1 - l[1]) * (u[2] - q0))
  high <- q1 - q0 + sqrt((u[1] - q1)^2 + (q0 - l[2])^2 - 2 * rho * (u[1] - q1) * (q0 - l[2]))
  h <- c(bandwidth(tau, f1$rows), bandwidth(tau, f0$rows))
  slope <- c(inverse(f1, tau + h[1]) - inverse(f1, tau - h[1]), inverse(f0, tau + h[2]) - inverse(f0, tau - h[2])) / (2 * h)
  part <- slope * c(error_of(z1), error_of(z0))
  delta <- sqrt(part[1]^2 + part[2]^2 - 2 * rho * part[1] * part[2])
  say(paste0("iw_", tau), c(q1, q0, error_of(z1), error_of(z0), rho, low, high, delta))
}

# Stop-loss tail effect at .95.
loss <- pmax(rows$y - inverse(f0, .95), 0) / .05
say("stop_loss", c(inverse(f0, .95), coef(fit_of(loss))["d"], error_of(loss)))

# Exact quantile regression by the simplex, and by its vertices' certificate unique at these taus.
for (tau in c(.1, .5, .9, .95)) {
  fit <- rq(y ~ d + spread + vol + participation + lots, tau = tau, data = rows, method = "br")
  say(paste0("rq_", tau), coef(fit))
  say(paste0("rq_objective_", tau), sum(fit$residuals * (tau - (fit$residuals < 0))))
}
close(answers)
