# What R's packages take for the works of statistics-bench, on the same files.
# `Rscript peers.R FOLDER RUNS WORK…` prints a line of JSON for each. Reading is not timed.

words <- commandArgs(trailingOnly = TRUE)
folder <- words[1]
runs <- as.integer(words[2])

# The table that statistics-bench wrote: column after column.
columns <- function(name, width) {
  path <- file.path(folder, paste0(name, ".f64"))
  matrix(readBin(path, "double", file.info(path)$size / 8), ncol = width)
}

nps <- function() {
  scores <- columns("scores", 1)[, 1]
  list(peer = "R, cut and table", body = function() {
    shares <- as.vector(table(cut(scores, c(-1, 6, 8, 10)))) / length(scores)
    value <- shares[3] - shares[1]
    reach <- qnorm(0.975) * sqrt((shares[3] + shares[1] - value^2) / length(scores))
    c(value, value - reach, value + reach)[1]
  })
}

reliability <- function() {
  items <- as.data.frame(columns("items", 22))
  suppressMessages(library(psych))
  list(peer = "R psych", body = function() {
    a <- psych::alpha(items)$total$raw_alpha
    f <- psych::fa(cov(items), nfactors = 1, fm = "ml", covar = TRUE)
    load <- as.vector(f$loadings)
    a + sum(load)^2 / (sum(load)^2 + sum(f$uniquenesses))
  })
}

logistic <- function() {
  table <- as.data.frame(columns("outcomes", 8))
  list(peer = "R glm", body = function() as.numeric(logLik(glm(V8 ~ ., binomial, table))))
}

cox <- function() {
  suppressMessages(library(survival))
  table <- as.data.frame(columns("durations", 9))
  list(peer = "R survival", body = function() {
    coxph(Surv(V8, V9) ~ V1 + V2 + V3 + V4 + V5 + V6 + V7, table, ties = "efron")$loglik[2]
  })
}

works <- list(nps = nps, reliability = reliability, logistic = logistic, cox = cox)
for (work in words[-(1:2)]) {
  made <- works[[work]]()
  seconds <- numeric(0)
  processor <- numeric(0)
  for (run in seq_len(runs)) {
    begun <- proc.time()
    figure <- suppressWarnings(suppressMessages(made$body()))
    taken <- proc.time() - begun
    seconds <- c(seconds, taken[["elapsed"]])
    processor <- c(processor, sum(taken[-3]))
  }
  cat(sprintf(
    '{"work": "%s", "peer": "%s", "seconds": [%s], "processor": [%s], "figure": %.17g}\n',
    work, made$peer, paste(seconds, collapse = ", "), paste(processor, collapse = ", "), figure))
}
