# Rscript ask_r.R > answers.txt: the event study of panel.csv by lm on stacked rows, at full precision (R 4.2.2,
# sandwich 3.0-2). Stacking, dropping and signs are written out here and share nothing with src/cdt.
suppressPackageStartupMessages(library(sandwich))
say <- function(name, ...) cat(name, sprintf("%.17g", c(...)), "\n")
panel <- read.csv("panel.csv"); events <- read.csv("events.csv")
first <- -10; last <- 20; life <- 40
hosts <- sort(unique(panel$host)); end <- max(panel$bin)
value <- function(host, bins) panel$y[match(paste(host, bins), paste(panel$host, panel$bin))]
events_within <- function(host, from, to) sum(events$host == host & events$bin >= from & events$bin <= to)

dropped <- c(window_leaves_panel = 0, another_event = 0, missing_bin = 0, few_controls = 0)
stacks <- list()
for (i in seq_len(nrow(events))) {
  host <- events$host[i]; at <- events$bin[i]; window <- at + first:last
  from <- at + first - life; to <- at + last
  clean <- Filter(function(h) h != host && events_within(h, from, to) == 0 && !anyNA(value(h, window)), hosts)
  reason <- if (at + first < 0 || at + last > end) "window_leaves_panel"
            else if (events_within(host, from, to) > 1) "another_event"
            else if (anyNA(value(host, window))) "missing_bin"
            else if (length(clean) < 2) "few_controls"
  if (!is.null(reason)) { dropped[reason] <- dropped[reason] + 1; next }
  for (h in c(host, clean)) {
    stacks[[length(stacks) + 1]] <- data.frame(stack = i, treated_host = host, host = h, k = first:last,
      y = value(h, window), treated = as.integer(h == host), w = if (h == host) 1 else 1 / length(clean))
  }
}
rows <- do.call(rbind, stacks)
say("dropped", dropped)
say("events", length(unique(rows$stack))); say("hosts", length(unique(rows$treated_host)))
rows$k_factor <- relevel(factor(rows$k), ref = "-1")
rows$stack_host <- interaction(rows$stack, rows$host, drop = TRUE)
rows$stack_k <- interaction(rows$stack, rows$k, drop = TRUE)
ks <- setdiff(first:last, -1)
for (k in ks) rows[[paste0("t", k - first)]] <- rows$treated * (rows$k == k)
terms <- c(paste0("t", ks - first), "stack_host", "stack_k")
fit <- lm(reformulate(terms, "y"), rows, weights = w)
betas <- coef(fit)[paste0("t", ks - first)]
say("betas", betas)

# Errors: the mean over events of each event's own contrast, clustered by treated host.
contrast <- sapply(ks, function(k) tapply(seq_len(nrow(rows)), rows$stack, function(at) {
  own <- rows[at, ]; change <- function(h) own$y[own$host == h & own$k == k] - own$y[own$host == h & own$k == -1]
  change(own$treated_host[1]) - mean(sapply(setdiff(own$host, own$treated_host[1]), change))
}))
by_event <- tapply(rows$treated_host, rows$stack, function(h) h[1])
groups <- length(unique(by_event))
errors <- apply(contrast, 2, function(c)
  sqrt(vcovCL(lm(c ~ 1), cluster = by_event, type = "HC0", cadjust = FALSE)[1, 1] * groups / (groups - 1)))
say("errors", errors)
say("highs", betas + qt(.975, groups - 1) * errors)

# Signs: every vector, hosts in their order; t is that of the contrasts with the signs.
largest <- function(signs) {
  flipped <- contrast[, ks < -1] * signs[match(by_event, sort(unique(by_event)))]
  max(apply(flipped, 2, function(c) {
    influence <- tapply(c - mean(c), by_event, sum) / length(c)
    abs(mean(c)) / sqrt(groups / (groups - 1) * sum(influence^2))
  }))
}
own <- largest(rep(1, groups))
all <- apply(as.matrix(expand.grid(rep(list(c(-1, 1)), groups))), 1, largest)
say("pretrend", own, sum(all > own * (1 + 1e-9)), sum(abs(all / own - 1) <= 1e-9), length(all))
