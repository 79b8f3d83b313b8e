# What R 4.2.2 says of pairs.csv and steps.csv: Rscript ask_r.R > answers.txt. With "make" as its argument it
# writes the two files, from a seed. E is integrated numerically over its mixture, the confidence sequence is
# searched on the differences themselves: neither uses the closed forms that the program has.
options(digits = 17)
if (identical(commandArgs(TRUE), "make")) {
  set.seed(20260601)
  n <- 60
  x1 <- round(rnorm(n), 4)
  x2 <- round(rexp(n), 4)
  pairs <- data.frame(cost = round(-0.4 + rt(n, 3) + 0.6 * x1 - 0.3 * x2, 4), hj99 = round(-0.08 + 0.2 * rnorm(n), 4),
                      completion = round(0.02 * rnorm(n), 4), x1 = x1, x2 = x2)
  write.csv(pairs, "pairs.csv", row.names = FALSE, quote = FALSE)
  steps <- data.frame(y = round(sort(rnorm(40)) + 0.8 * rnorm(40), 3), w = sample(1:9, 40, TRUE))
  write.csv(steps, "steps.csv", row.names = FALSE, quote = FALSE)
  quit()
}
pairs <- read.csv("pairs.csv")
say <- function(name, values) cat(name, format(values, digits = 17, trim = TRUE), "\n")

alpha <- 0.05
v_opt <- 100 * 1.8
rho_two <- v_opt / (2 * log(1 / alpha) + log(1 + 2 * log(1 / alpha)))
rho_one <- v_opt / (2 * log(1 / (2 * alpha)) + log(1 + 2 * log(1 / (2 * alpha))))
say("rho", c(rho_two, rho_one))

# exp(lambda S - lambda^2 V / 2), lambda normal with variance 1/rho: over all of it, or over its upper half twice.
mixture <- function(d, rho, from) {
  S <- sum(d)
  V <- sum(d^2)
  f <- function(l) exp(l * S - l^2 * V / 2 - l^2 * rho / 2) * sqrt(rho / (2 * pi))
  centre <- S / (V + rho)
  width <- 40 / sqrt(V + rho)
  pieces <- function(a, b) if (b > a) integrate(f, a, b, rel.tol = 1e-12, subdivisions = 2000)$value else 0
  if (from == 0) return(2 * (pieces(0, max(0, centre)) + pieces(max(0, centre), max(0, centre) + width)))
  pieces(centre - width, centre) + pieces(centre, centre + width)
}
looks <- c(1, 2, 5, 10, 20, 40, 60)
say("ln_e_two_sided", sapply(looks, function(n) log(mixture(pairs$cost[1:n], rho_two, -Inf))))
say("ln_e_better", sapply(looks, function(n) log(mixture(-pairs$cost[1:n], rho_one, 0))))
say("ln_e_worse", sapply(looks, function(n) log(mixture(pairs$cost[1:n], rho_one, 0))))

sequence_of <- function(d) {
  m <- mean(d)
  excess <- function(delta) log(mixture(d - delta, rho_two, -Inf)) - log(1 / alpha)
  c(uniroot(excess, c(m - 8 * sd(d), m), tol = 1e-13)$root, uniroot(excess, c(m, m + 8 * sd(d)), tol = 1e-13)$root)
}
for (n in c(20, 40, 60)) say(paste0("sequence_", n), sequence_of(pairs$cost[1:n]))
asymptotic <- function(d, target) {
  n <- length(d)
  r <- sqrt((-2 * log(alpha) + log(1 - 2 * log(alpha))) / target)
  mean(d) + c(-1, 1) * sd(d) * sqrt(2 * (n * r^2 + 1) / (n^2 * r^2) * log(sqrt(n * r^2 + 1) / alpha))
}
for (n in c(2, 20, 60)) say(paste0("asymptotic_", n), asymptotic(pairs$cost[1:n], 100))
say("ln_phi", pnorm(c(-60, -40, -35.5, -34.5, -20, -5, 0, 3, 9), log.p = TRUE))

fit <- lm(cost ~ x1 + x2, pairs)
say("cuped", coef(fit)[2:3])

# isoreg has no weights: each value stands as often as it weighs.
steps <- read.csv("steps.csv")
many <- isoreg(rep(steps$y, steps$w))$yf
say("isotonic", many[cumsum(steps$w)])
