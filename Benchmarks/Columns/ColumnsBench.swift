import Base
import BenchSupport
import Columns
import Glibc
import Statistics

/// `columns-bench data FOLDER` writes the samples for the peers;
/// `columns-bench measure FOLDER RUNS WORK…` prints a line of JSON for each.
@main
enum ColumnsBench {
    static func main() {
        Bench.main("columns-bench") { words in
            if words.first == "data", words.count == 2 {
                try Sample.answers.write(to: "\(words[1])/answers")
                try Sample.journey.write(to: "\(words[1])/journey")
                try Sample.wide.write(to: "\(words[1])/wide")
            } else {
                try Bench.measure(words, of: works)
            }
        }
    }

    /// What is drawn again from its seed is not read from the folder.
    private static let works = [
        Work(name: "filtered") { _ in try filtered() },
        Work(name: "means") { _ in means() },
        Work(name: "scan") { _ in scan() },
        Work(name: "memory") { _ in memory() },
        Work(name: "start") { try start(in: $0, isCold: false) },
        Work(name: "cold") { try start(in: $0, isCold: true) },
    ]

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
    private static func start(in folder: String, isCold: Bool) throws -> () throws -> Double {
        let path = "\(folder)/snapshot"
        defer { unlink(path) }
        let writer = try File.Writer(path)
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
}
