public import Base
import Statistics

/// How cases really run: time in status, ways through, rework, bottleneck.
public struct ProcessAnalysis: Analysis {
    public static let name = "process"
    public static let summary = "How cases really run, from a log of their steps."
    public static let hasRecords = true
    public static let options: [AnalysisOption] = [
        AnalysisOption("case", .column, "Column that tells cases apart."),
        AnalysisOption("activity", .column, "Column of the step or the status entered."),
        AnalysisOption("time", .column, "Column of when it happened."),
        .dateFormat,
        AnalysisOption("variants", .whole(1...1_000), standard: "10", "Ways through to show."),
    ]

    let caseColumn: String
    let activity: String
    let time: String
    let dateFormat: DateFormat?
    let variants: Int
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        caseColumn = chosen.text("case")
        activity = chosen.text("activity")
        time = chosen.text("time")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        variants = chosen.whole("variants")
        level = chosen.level
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [
            AnalysisColumn(caseColumn, .text), AnalysisColumn(activity, .text),
            AnalysisColumn(time, .date(dateFormat)),
        ]
    }
    public var reference: String { ProcessLog.method.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        static let secondsADay = 86_400.0

        let analysis: ProcessAnalysis
        var cases: [String] = []
        var traces: [[ProcessTrace.Step]] = []
        private var places: [String: Int] = [:]

        init(analysis: ProcessAnalysis) { self.analysis = analysis }

        public mutating func add(_ row: AnalysisRow) {
            let step = ProcessTrace.Step(row.texts[1], at: row.numbers[2] * Self.secondsADay)
            if let place = places[row.texts[0]] {
                traces[place].append(step)
            } else {
                places[row.texts[0]] = cases.count
                cases.append(row.texts[0])
                traces.append([step])
            }
        }

        public func result() throws -> AnalysisResult {
            guard !cases.isEmpty else { throw Unfit.empty }
            var log = ProcessLog()
            for steps in traces { log.add(try ProcessTrace(steps)) }
            let rework = try log.reworkShare(level: analysis.level)
            let returned = try Share(hits: log.returned, of: log.cases).estimate(
                level: analysis.level)
            return AnalysisResult(
                [
                    ("n", .integer(log.cases)), ("events", .integer(log.events)),
                    ("meanHours", hours(log.throughput.moments.mean)),
                    ("medianHours", hours(log.throughput.median)),
                    ("rework", .figure(rework.value)), ("low", .figure(rework.low)),
                    ("high", .figure(rework.high)), ("returned", .figure(returned.value)),
                    ("variantCount", .integer(log.variants.count)),
                    ("bottleneck", .optional(log.bottlenecks.first?.activity)),
                    ("activities", .array(activities(log))), ("variants", .array(variants(log))),
                    ("followers", .array(followers(log))),
                ], records: try records())
        }

        private func hours(_ seconds: Double?) -> JSON { .figure(seconds.map { $0 / 3600 }) }

        /// The one that holds cases longest comes first.
        private func activities(_ log: ProcessLog) -> [JSON] {
            let shares = log.bottlenecks
            let rest = log.activities.keys.filter { name in
                !shares.contains { $0.activity == name }
            }.sorted()
            return (shares.map(\.activity) + rest).map { name in
                let activity = log.activities[name] ?? ProcessLog.Activity()
                let time = activity.time
                return .object(
                    JSON.Object([
                        ("activity", .string(name)), ("times", .integer(activity.occurrences)),
                        ("cases", .integer(activity.cases)),
                        ("repeatedIn", .integer(activity.repeatedIn)),
                        ("meanHours", time.count > 0 ? hours(time.moments.mean) : .null),
                        ("medianHours", hours(time.median)),
                        (
                            "timeShare",
                            .figure(shares.first { $0.activity == name }?.share ?? 0)
                        ),
                    ]))
            }
        }

        private func variants(_ log: ProcessLog) -> [JSON] {
            log.commonVariants(analysis.variants).map { path, cases, time in
                .object(
                    JSON.Object([
                        ("cases", .integer(cases)),
                        ("share", .figure(Double(cases) / Double(log.cases))),
                        ("meanHours", hours(time.moments.mean)),
                        ("path", .string(path.joined(separator: " > "))),
                    ]))
            }
        }

        private func followers(_ log: ProcessLog) -> [JSON] {
            log.arcs.sorted { a, b in
                a.value.count == b.value.count
                    ? (a.key.from, a.key.to) < (b.key.from, b.key.to)
                    : a.value.count > b.value.count
            }.map { arc, time in
                .object(
                    JSON.Object([
                        ("from", .string(arc.from)), ("to", .string(arc.to)),
                        ("times", .integer(time.count)), ("meanHours", hours(time.moments.mean)),
                        ("medianHours", hours(time.median)),
                    ]))
            }
        }

        private func records() throws -> AnalysisRecords {
            let traces = try self.traces.map { steps throws(Unfit) in try ProcessTrace(steps) }
            return AnalysisRecords(
                header: ["case", "steps", "hours", "reworked", "path"], count: cases.count
            ) { row in
                let names = traces[row].activities
                return [
                    .string(cases[row]), .integer(names.count), hours(traces[row].duration),
                    .bool(Set(names).count < names.count),
                    .string(names.joined(separator: " > ")),
                ]
            }
        }
    }
}
