import Glibc

/// One thing that is measured: what it reads is not timed, what it returns is.
public struct Work: Sendable {
    public let name: String
    /// Reads the data and returns what is timed, which returns a figure that peers can check.
    public let prepare: @Sendable (_ folder: String) throws -> () throws -> Double

    public init(
        name: String, prepare: @escaping @Sendable (_ folder: String) throws -> () throws -> Double
    ) {
        self.name = name
        self.prepare = prepare
    }
}

/// What stops a benchmark, in one sentence.
public struct Fault: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// The command line that all benchmarks share.
public enum Bench {
    /// Runs a benchmark's command and ends the process with its exit code.
    public static func main(_ name: String, _ body: (_ words: [String]) throws -> Void) {
        do {
            try body(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let line = "\(name): \(error)\n"
            _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            exit(65)
        }
    }

    /// `measure FOLDER RUNS WORK…` prints a line of JSON for each.
    public static func measure(_ words: [String], of works: [Work]) throws {
        guard words.count >= 4, words[0] == "measure", let runs = Int(words[2]), runs > 0 else {
            throw Fault("say: measure FOLDER RUNS WORK…; RUNS is a number from 1")
        }
        for name in words[3...] {
            guard let work = works.first(where: { $0.name == name }) else {
                let known = works.map { $0.name }.joined(separator: ", ")
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
}
