public import Base
import Statistics

/// How many agents answer a share of callers in time.
public struct StaffingAnalysis: Analysis {
    public static let name = "staffing"
    public static let summary = "Agents that answer a share of callers in time (Erlang C and A)."
    public static let readsTable = false
    public static let options: [AnalysisOption] = [
        AnalysisOption("arrivals", .number(0...1e9), need: .optional, "Arrivals in --per seconds."),
        AnalysisOption("per", .number(1...31_536_000), standard: "1800", "Seconds."),
        AnalysisOption("handle", .number(0.001...1e7), "Mean seconds to handle one."),
        AnalysisOption("answer-within", .number(0...1e7), standard: "20", "Seconds."),
        AnalysisOption("share", .number(0.001...0.9999), standard: "0.8", "To be answered so."),
        AnalysisOption(
            "patience", .number(0.001...1e7), need: .optional,
            "Mean seconds until a caller hangs up; without it everybody waits."),
        AnalysisOption("shrinkage", .number(0...0.99), standard: "0", "Breaks, training, absence."),
        AnalysisOption("agents", .whole(1...1_000_000), need: .optional, "What so many reach."),
        AnalysisOption(
            "history", .file, need: .optional,
            "Plan a day: a line for each past day, a column of arrivals for each interval."),
        AnalysisOption(
            "quantile", .number(0.01...0.999), need: .optional,
            "Plan a day for the arrivals that this share of days stays below; the mean."),
    ]

    let arrivals: Double?
    let per: Double
    let handle: Double
    let within: Double
    let share: Double
    let patience: Double?
    let shrinkage: Double
    let agents: Int?
    let history: String?
    let quantile: Double?

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        arrivals = chosen.numberIfGiven("arrivals")
        per = chosen.number("per")
        handle = chosen.number("handle")
        within = chosen.number("answer-within")
        share = chosen.number("share")
        patience = chosen.numberIfGiven("patience")
        shrinkage = chosen.number("shrinkage")
        agents = chosen.wholeIfGiven("agents")
        history = chosen.textIfGiven("history")
        quantile = chosen.numberIfGiven("quantile")
        if arrivals == nil, history == nil {
            throw Refusal(.invalid, "optionMissing", ["option": "--arrivals N"])
        }
        if history != nil {
            let others = [
                ("--arrivals", arrivals != nil), ("--patience", patience != nil),
                ("--agents", agents != nil),
            ]
            if let other = others.first(where: { $0.1 }) {
                throw Refusal(
                    .invalid, "optionsExclude", ["first": "--history", "second": other.0])
            }
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] { [] }

    public var reference: String {
        if history != nil { return DayPlan.method.source }
        return (patience == nil ? ErlangC.method : ErlangA.method).source
    }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: StaffingAnalysis

        public mutating func add(_ row: AnalysisRow) {}

        public func result() throws -> AnalysisResult {
            if let history = analysis.history { return try day(history) }
            let arrivals = (analysis.arrivals ?? 0) / analysis.per
            var fields = try queue(arrivals, analysis.agents)
            // One more and one less show what an agent is worth.
            var nearby: [JSON] = []
            if case .number(let agents) = fields[0].1 {
                for count in max(1, Int(agents) - 2)...(Int(agents) + 2) {
                    if let row = try reached(arrivals, count) {
                        nearby.append(.object(JSON.Object(row)))
                    }
                }
            }
            fields.append(("nearby", .array(nearby)))
            return AnalysisResult(fields)
        }

        /// Nil where the queue would grow forever.
        private func reached(_ arrivals: Double, _ agents: Int) throws -> [(String, JSON)]? {
            do {
                return try queue(arrivals, agents)
            } catch is Unfit {
                return nil
            }
        }

        private func queue(_ arrivals: Double, _ agents: Int?) throws -> [(String, JSON)] {
            guard let patience = analysis.patience else { return try patient(arrivals, agents) }
            let found =
                if let agents {
                    try ErlangA(
                        arrivalsPerSecond: arrivals, handleSeconds: analysis.handle,
                        patienceSeconds: patience, agents: agents)
                } else {
                    try ErlangA.needed(
                        arrivalsPerSecond: arrivals, handleSeconds: analysis.handle,
                        patienceSeconds: patience, share: analysis.share, within: analysis.within)
                }
            return [
                ("agents", .integer(found.agents)),
                // Who hangs up counts as missed; the second does not count them at all.
                ("serviceLevel", .figure(found.answered(within: analysis.within))),
                ("serviceLevelOfServed", .figure(found.answeredOfServed(within: analysis.within))),
                ("averageWait", .figure(found.averageWait)),
                ("occupancy", .figure(found.occupancy)), ("abandon", .figure(found.abandonment)),
                ("waitProbability", .figure(found.waitProbability)),
                ("queueLength", .figure(found.queueLength)),
                ("wait90", .figure(found.waitQuantile(0.9))), ("load", .figure(found.load)),
                ("scheduled", try scheduled(found.agents)),
            ]
        }

        private func patient(_ arrivals: Double, _ agents: Int?) throws -> [(String, JSON)] {
            let found =
                if let agents {
                    try ErlangC(
                        arrivalsPerSecond: arrivals, handleSeconds: analysis.handle, agents: agents)
                } else {
                    try ErlangC.needed(
                        arrivalsPerSecond: arrivals, handleSeconds: analysis.handle,
                        share: analysis.share, within: analysis.within)
                }
            return [
                ("agents", .integer(found.agents)),
                ("serviceLevel", .figure(found.serviceLevel(within: analysis.within))),
                ("averageWait", .figure(found.averageWait)),
                ("occupancy", .figure(found.occupancy)), ("abandon", .number(0)),
                ("waitProbability", .figure(found.waitProbability)),
                ("queueLength", .figure(found.queueLength)),
                ("wait90", .figure(found.waitQuantile(0.9))), ("load", .figure(found.load)),
                ("scheduled", try scheduled(found.agents)),
            ]
        }

        private func scheduled(_ agents: Int) throws(Unfit) -> JSON {
            .integer(try ErlangC.scheduled(agents: agents, shrinkage: analysis.shrinkage))
        }

        private func day(_ path: String) throws -> AnalysisResult {
            let (names, days) = try StaffingAnalysis.arrivals(path)
            let plan = try DayPlan(
                days: days, intervalSeconds: analysis.per, handleSeconds: analysis.handle,
                share: analysis.share, within: analysis.within, shrinkage: analysis.shrinkage,
                quantile: analysis.quantile)
            let rows = zip(names, plan.intervals).map { name, interval in
                JSON.object(
                    JSON.Object([
                        ("interval", .string(name)), ("expected", .figure(interval.expected)),
                        ("planned", .figure(interval.planned)),
                        ("agents", .integer(interval.agents)),
                        ("scheduled", .integer(interval.scheduled)),
                        ("serviceLevel", .figure(interval.serviceLevel)),
                        ("occupancy", .figure(interval.occupancy)),
                    ]))
            }
            let agents = plan.intervals.map(\.agents)
            let hours = Double(agents.reduce(0, +)) * analysis.per / 3600
            return AnalysisResult([
                ("n", .integer(days.count)), ("agents", .integer(agents.max() ?? 0)),
                ("agentHours", .figure(hours)), ("intervals", .array(rows)),
            ])
        }
    }

    /// Past days in lines, their intervals in columns; the first column names the day.
    static func arrivals(_ path: String) throws -> (intervals: [String], days: [[Int]]) {
        let table = try TableReader.open(
            FileSource(path: path), delimiter: TableReader.delimiter(ofFileNamed: path))
        guard table.header.count > 1 else { throw Refusal(.invalid, "historyColumns") }
        let names = Array(table.header.dropFirst())
        var rows = try AnalysisRows(
            table, columns: names.map { AnalysisColumn($0, .rating(0...1_000_000)) }, by: nil,
            filter: nil, missing: [])
        var days: [[Int]] = []
        while let batch = try table.next() {
            for row in batch where try rows.take(row) {
                days.append(rows.row.numbers.map { Int($0) })
            }
        }
        guard !days.isEmpty else { throw Refusal(.invalid, "tableWithoutRows") }
        return (names, days)
    }
}
