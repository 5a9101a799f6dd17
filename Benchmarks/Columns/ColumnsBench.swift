import Base
import Columns
import Glibc
import Statistics

/// `columns-bench data FOLDER` writes the samples for the peers;
/// `columns-bench measure RUNS WORK…` prints a line of JSON for each.
@main
enum ColumnsBench {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.first {
            case "data" where words.count == 2:
                try Sample.answers.write(to: "\(words[1])/answers")
                try Sample.journey.write(to: "\(words[1])/journey")
                try Sample.wide.write(to: "\(words[1])/wide")
            case "measure" where words.count >= 3: try measure(words)
            default: throw Fault("say: data FOLDER, or measure RUNS WORK…")
            }
        } catch {
            let line = "columns-bench: \(error)\n"
            _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            exit(65)
        }
    }

    private static func measure(_ words: [String]) throws {
        guard let runs = Int(words[1]), runs > 0 else { throw Fault("RUNS is a number from 1") }
        for name in words[2...] {
            let body: () throws -> Double
            switch name {
            case "filtered": body = try filtered()
            case "means": body = means()
            case "scan": body = scan()
            case "memory": body = memory()
            case "start": body = try start(isCold: false)
            case "cold": body = try start(isCold: true)
            default: throw Fault("there is no work \(name)")
            }
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

    /// NPS by week and segment of those in one region and tier; the figure is the sum of all.
    private static func filtered() throws -> () throws -> Double {
        let table = Sample.answers.table()
        let expression = try Expression(parsing: #"region == "region 3" and tier == "tier 1""#)
        let end = Instant(microseconds: Sample.start.microseconds + Sample.length)
        guard
            let weeks = Grain.week.buckets(covering: Sample.start..<end, in: .utc, limit: 200)
        else { throw Fault("too many weeks") }
        let cut = Cut(
            measured: "score", filter: Filter(expression), dimensions: [Dimension("segment")],
            buckets: weeks)
        return {
            let cells = try cut.run(on: table)
            var sum = 0.0
            for week in 0..<weeks.count {
                for segment in 1..<cells.sides[0].groups.count {
                    let ratings = cells.tally([segment], bucket: week).ratings(0...10)
                    sum += try NPS.estimate(NPSCounts(ratings)).value
                }
            }
            return sum
        }
    }

    /// Fourteen means by three dimensions; the figure is their sum.
    private static func means() -> () throws -> Double {
        let table = Sample.journey.table()
        let cut = Cut(
            measuring: (0..<14).map { "rating\($0)" },
            dimensions: Sample.journey.traits.map { Dimension($0.name) })
        return {
            let cells = try cut.run(on: table)
            var sum = 0.0
            for a in 1..<cells.sides[0].groups.count {
                for b in 1..<cells.sides[1].groups.count {
                    for c in 1..<cells.sides[2].groups.count {
                        for place in 0..<14 {
                            sum += cells.tally([a, b, c], of: place).moments.mean
                        }
                    }
                }
            }
            return sum
        }
    }

    /// Thirty traits, each tested for a difference in the score; the figure is the sum of the
    /// adjusted p.
    private static func scan() -> () throws -> Double {
        let table = Sample.wide.table()
        let traits = Sample.wide.traits.map(\.name)
        return {
            let p = try traits.map { trait in
                let cells = try Cut(measured: "score", dimensions: [Dimension(trait)])
                    .run(on: table)
                let groups = (1..<cells.sides[0].groups.count).map { cells.tally([$0]).moments }
                return try GroupMeans(groups).p
            }
            return FalseDiscovery.adjusted(p).reduce(0, +)
        }
    }

    /// Bytes for each row of the ten million.
    private static func memory() -> () throws -> Double {
        let table = Sample.answers.table()
        return { Double(table.byteCount) / Double(table.count) }
    }

    /// The ten million from a snapshot on disk, until they can be cut; the figure is their number.
    /// - Parameter isCold: whether the file must come from the disk, as after a restart of the
    ///   machine.
    private static func start(isCold: Bool) throws -> () throws -> Double {
        let path = "/tmp/columns-bench.\(getpid())"
        let writer = try File.Writer(path)
        defer { unlink(path) }
        try Sample.answers.table().write(note: [], writer.write)
        try writer.close()
        let kept = try File.Reader(path)
        return {
            try kept.rewind()
            if isCold { try kept.forget() }
            var reader = try SnapshotReader(kept.read)
            return Double(try reader.table().count)
        }
    }

    /// Seconds by the clock, or those that a processor worked for us: others may use it too.
    private static func time(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
}
