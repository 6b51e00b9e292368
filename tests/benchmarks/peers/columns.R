# How the scripts beside this get their columns and give their answer: arguments are a folder, then name=value settings.

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]

setting <- function(name) {
  given <- grep(paste0("^", name, "="), arguments[-1], value = TRUE)
  sub("^[^=]*=", "", given[1])
}

# Doubles column after column, as the caller wrote them: no digit is lost, and no second is spent on reading text.
read_columns <- function() {
  described <- readLines(file.path(folder, "columns.txt"))
  n_rows <- as.integer(described[1])
  source <- file(file.path(folder, "columns.bin"), "rb")
  on.exit(close(source))
  columns <- lapply(described[-1], function(name) readBin(source, "double", n_rows))
  names(columns) <- described[-1]
  as.data.frame(columns)
}

answer <- function(terms, estimates, std_errors, seconds, package, ...) {
  rows <- data.frame(term = terms, estimate = sprintf("%.17g", estimates), std_error = sprintf("%.17g", std_errors))
  write.csv(rows, file.path(folder, "answer.csv"), row.names = FALSE, quote = FALSE)
  about <- c(seconds = seconds, version = paste(package, packageVersion(package)), ...)
  writeLines(paste0(names(about), "=", about), file.path(folder, "about.txt"))
}
