import BenchSupport

/// `statistics-bench data FOLDER` writes the samples;
/// `statistics-bench measure FOLDER RUNS WORK…` prints a line of JSON for each.
@main
enum StatisticsBench {
    static func main() {
        Bench.main("statistics-bench") { words in
            if words.first == "data", words.count == 2 {
                try Samples.write(to: words[1])
            } else {
                try Bench.measure(words, of: StatisticsWork.all)
            }
        }
    }
}
