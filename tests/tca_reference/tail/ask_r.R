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

# Exact quantile regression by the simplex, and by its vertices' certificate unique at these taus.
for (tau in c(.1, .5, .9, .95)) {
  fit <- rq(y ~ d + spread + vol + participation + lots, tau = tau, data = rows, method = "br")
  say(paste0("rq_", tau), coef(fit))
  say(paste0("rq_objective_", tau), sum(fit$residuals * (tau - (fit$residuals < 0))))
}
close(answers)
