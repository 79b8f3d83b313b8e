# Rscript ask_r.R > answers.txt: what R says about ../hdfe_data.csv, cell by cell, at full precision. Each line: a name,
# its values. Debian 12: R 4.2.2, sandwich 3.0-2. DerSimonian and Laird's formulas stand here in full, because Debian has
# no metafor; the shrunk errors are those of its blup(). Nothing here is needed to build or to test.
suppressPackageStartupMessages(library(sandwich))
say <- function(name, ...) cat(name, sprintf("%.17g", c(...)), "\n")
rows <- read.csv("../hdfe_data.csv")
rows$y <- with(rows, impact + timing + routing)
repeat {
  alone <- Reduce(`|`, lapply(c("host", "bucket", "symbol"), function(f) table(rows[[f]])[as.character(rows[[f]])] == 1))
  if (!any(alone)) break
  rows <- rows[!alone, ]
}
for (f in c("host", "session", "bucket", "symbol")) rows[[f]] <- factor(rows[[f]])
rows$cluster <- interaction(rows$host, rows$session, drop = TRUE)

for (by in c("host", "symbol")) {
  cells <- levels(rows[[by]])
  treatments <- sapply(cells, function(cell) rows$d * (rows[[by]] == cell))
  fit <- lm(y ~ treatments + spread + participation + host + bucket + symbol, data = rows)
  wanted <- paste0("treatments", cells)
  # CR1 as fixest has it: no effect is nested in host:session but none of these three, so all levels count.
  n <- nobs(fit); groups <- nlevels(rows$cluster)
  parameters <- length(cells) + 2 + nlevels(rows$host) + nlevels(rows$bucket) + nlevels(rows$symbol) - 2
  variance <- vcovCL(fit, cluster = rows$cluster, type = "HC0", cadjust = FALSE) *
    groups / (groups - 1) * (n - 1) / (n - parameters)
  e <- coef(fit)[wanted]; v <- diag(variance)[wanted]
  say(paste0(by, ".estimate"), e)
  say(paste0(by, ".error"), sqrt(v))
  met <- sapply(cells, function(cell) length(unique(rows$cluster[rows[[by]] == cell & rows$d == 1])))
  say(paste0(by, ".clusters"), met)
  p <- 2 * pt(-abs(e / sqrt(v)), pmin(groups, met) - 1)
  say(paste0(by, ".p"), p)
  say(paste0(by, ".discovery"), p.adjust(p, method = "BH"))
  w <- 1 / v; k <- length(e)
  q <- sum(w * (e - sum(w * e) / sum(w))^2)
  tau2 <- max(0, (q - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
  r <- 1 / (v + tau2); mean <- sum(r * e) / sum(r)
  share <- tau2 / (tau2 + v)
  say(paste0(by, ".spread"), mean, sqrt(1 / sum(r)), q, pchisq(q, k - 1, lower.tail = FALSE), tau2, max(0, (q - (k - 1)) / q))
  say(paste0(by, ".shrunk"), mean + share * (e - mean))
  say(paste0(by, ".shrunk_error"), sqrt(share * v + (1 - share)^2 / sum(r)))
}
