import Glibc
import Statistics

/// `statistics-bench data FOLDER` writes the samples;
/// `statistics-bench measure FOLDER RUNS WORK…` prints a line of JSON for each.
@main
enum StatisticsBench {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.first {
            case "data" where words.count == 2: try Samples.write(to: words[1])
            case "measure" where words.count >= 4: try measure(words)
            default:
                say("say: data FOLDER, or measure FOLDER RUNS WORK…")
                exit(64)
            }
        } catch {
            say("\(error)")
            exit(65)
        }
    }

    private static func measure(_ words: [String]) throws {
        guard let runs = Int(words[2]), runs > 0 else { throw Fault("RUNS is a number from 1") }
        for name in words[3...] {
            guard let work = Work.all.first(where: { $0.name == name }) else {
                let known = Work.all.map { $0.name }.joined(separator: ", ")
                throw Fault("there is no work \(name): \(known)")
            }
            let body = try work.prepare(words[1])
            var seconds: [Double] = []
            var processor: [Double] = []
            var figure = 0.0
            for _ in 0..<runs {
                let begun = (time(CLOCK_MONOTONIC), time(CLOCK_PROCESS_CPUTIME_ID))
                figure = try body()
                seconds.append(time(CLOCK_MONOTONIC) - begun.0)
                processor.append(time(CLOCK_PROCESS_CPUTIME_ID) - begun.1)
            }
            print(
                #"{"work": "\#(name)", "seconds": \#(seconds), "processor": \#(processor), "#
                    + #""figure": \#(figure)}"#)
        }
    }

    /// Seconds by the clock, or those that a processor worked for us: others may use it too.
    private static func time(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }

    private static func say(_ text: String) {
        let line = "statistics-bench: \(text)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}
