import Foundation
import Statistics
import Testing

@Suite struct ProcessTests {
    static func traces(
        _ file: String, _ columns: (case: String, activity: String, time: String)
    ) throws -> [ProcessTrace] {
        let text = try String(
            contentsOfFile: "\(SharedData.folder)/helpdesk/\(file)", encoding: .utf8)
        let table = SharedData.Table(text)
        var steps: [String: [ProcessTrace.Step]] = [:]
        var order: [String] = []
        let cases = table.text(columns.case)
        let activities = table.text(columns.activity)
        for (row, time) in table.text(columns.time).enumerated() {
            if steps[cases[row]] == nil { order.append(cases[row]) }
            steps[cases[row], default: []].append(
                ProcessTrace.Step(activities[row], at: seconds(time)))
        }
        return try order.map { try ProcessTrace(steps[$0]!) }
    }

    /// Seconds of "yyyy-mm-dd hh:mm:ss", whatever follows.
    static func seconds(_ text: String) -> Double {
        let n = text.split { !$0.isNumber }.compactMap { Int($0) }
        let days = SegmentTests.ordinal(n[0] * 10_000 + n[1] * 100 + n[2])
        return Double(((days * 24 + n[3]) * 60 + n[4]) * 60 + n[5])
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func taxHelpdesk() throws {
        let traces = try Self.traces(
            "helpdesk_tax2017.csv", ("CaseID", "ActivityID", "CompleteTimestamp"))
        var log = ProcessLog()
        for trace in traces { log.add(trace) }
        #expect(log.cases == 2536 && log.events == 9181 && log.variants.count == 130)
        let common = log.commonVariants(2)
        #expect(common.map(\.path) == [["1", "8", "6"], ["1", "8", "9", "6"]])
        #expect(common.map(\.cases) == [1451, 178])
        #expect(log.reworked == 714 && log.returned == 328)
        #expect(log.arcs.count == 30)
        #expect(log.arcs[ProcessLog.Arc(from: "1", to: "8")]?.count == 2331)
        expectNear(log.throughput.moments.mean, 775077.3249211357, 1e-12)
        expectNear(log.throughput.median ?? 0, 347263, 0.0101)
        let worst = log.bottlenecks[0]
        #expect(worst.activity == "8")
        expectNear(worst.share, 0.36779786013575805, 1e-12)
        expectNear(worst.time.moments.mean, 251896.18048780487, 1e-12)
        expectNear(try log.reworkShare().value, 714.0 / 2536)
        // Two halves that were counted apart are the whole, and can be parted again.
        var parts = [ProcessLog(), ProcessLog()]
        for (place, trace) in traces.enumerated() { parts[place % 2].add(trace) }
        var whole = parts[0]
        whole.merge(parts[1])
        #expect(whole.reworked == log.reworked && whole.variants.keys == log.variants.keys)
        expectNear(whole.throughput.moments.squares, log.throughput.moments.squares, 1e-12)
        whole.subtract(parts[1])
        #expect(whole.variants.keys == parts[0].variants.keys)
        #expect(whole.cases == parts[0].cases && whole.returned == parts[0].returned)
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func wholeHelpdesk() throws {
        var log = ProcessLog()
        for trace in try Self.traces("helpdesk_full.csv", ("case", "activity", "timestamp")) {
            log.add(trace)
        }
        #expect(log.cases == 3206 && log.events == 14_989 && log.variants.count == 155)
        #expect(log.reworked == 983 && log.returned == 470)
        #expect(log.bottlenecks[0].activity == "Resolve ticket")
        expectNear(log.bottlenecks[0].share, 0.7870367290596633, 1e-12)
        expectNear(log.throughput.moments.mean, 3537820.766375546, 1e-12)
        var incidents = ProcessLog()
        let names = ("CaseID", "ActivityID", "CompleteTimestamp")
        for trace in try Self.traces("bpi13_incidents.csv", names) { incidents.add(trace) }
        #expect(incidents.cases == 5287 && incidents.variants.count == 1983)
        #expect(incidents.reworked == 5082 && incidents.returned == 3414)
    }

    @Test func stepsAreSortedAndOpenCasesLast() throws {
        let trace = try ProcessTrace(
            [
                ProcessTrace.Step("solve", at: 50), ProcessTrace.Step("record", at: 0),
                ProcessTrace.Step("assign", at: 0),
            ], openUntil: 80)
        #expect(trace.activities == ["record", "assign", "solve"])
        #expect(trace.duration == 80)
        var log = ProcessLog()
        log.add(trace)
        #expect(log.activities["solve"]?.time.total == 30)
        #expect(log.activities["assign"]?.time.total == 50)
        #expect(log.reworked == 0)
        #expect(throws: Unfit.empty) { try ProcessTrace([]) }
        #expect(throws: Unfit.outside("openUntil")) {
            try ProcessTrace([ProcessTrace.Step("a", at: 5)], openUntil: 4)
        }
        #expect(throws: Unfit.notFinite("time")) {
            try ProcessTrace([ProcessTrace.Step("a", at: .nan)])
        }
        #expect(throws: Unfit.empty) { try ProcessLog().reworkShare() }
    }
}

@Suite struct QuantileSketchTests {
    @Test(arguments: [0.0, 0.01, 0.25, 0.5, 0.9, 0.999, 1])
    func withinOnePerCent(_ p: Double) {
        var chance = SplitMix64(seed: 7)
        var sketch = QuantileSketch()
        var values: [Double] = []
        for _ in 0..<20_000 {
            let value = exp(4 * chance.normal())
            values.append(value)
            sketch.add(value)
        }
        values.sort()
        let exact = values[Int(p * Double(values.count - 1))]
        expectRelative(sketch.quantile(p) ?? 0, exact, 0.0101)
    }

    @Test func lawsAndZeros() {
        var a = QuantileSketch()
        var b = QuantileSketch()
        for value in [0, 1, 2, 900] { a.add(Double(value)) }
        for value in [0, 0, 5] { b.add(Double(value)) }
        var ab = a
        ab.merge(b)
        var ba = b
        ba.merge(a)
        #expect(ab == ba && ab.count == 7)
        ab.subtract(b)
        #expect(ab == a)
        #expect(b.quantile(0.5) == 0)
        #expect(QuantileSketch().quantile(0.5) == nil)
    }
}
