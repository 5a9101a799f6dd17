public import CoreMetrics
import Synchronization

/// Counts what the program reports through swift-metrics and shows it as Prometheus text. Small on
/// purpose: counters, gauges and histograms with fixed bounds cover all that Nuo measures.
public final class Registry: MetricsFactory, Sendable {
    private struct Key: Hashable, Comparable {
        let name: String
        let labels: String

        static func < (a: Key, b: Key) -> Bool { (a.name, a.labels) < (b.name, b.labels) }
    }

    private let counters = Mutex<[Key: Count]>([:])
    private let gauges = Mutex<[Key: Gauged]>([:])
    private let histograms = Mutex<[Key: Histogram]>([:])

    public init() {}

    /// The Prometheus text format, version 0.0.4.
    public var text: String {
        var lines: [String] = []
        var last = ""
        func head(_ name: String, _ type: String) {
            guard name != last else { return }
            lines.append("# TYPE \(name) \(type)")
            last = name
        }
        for (key, count) in counters.withLock({ $0.sorted { $0.key < $1.key } }) {
            head(key.name, "counter")
            lines.append("\(key.name)\(braces(key.labels)) \(count.value)")
        }
        for (key, gauge) in gauges.withLock({ $0.sorted { $0.key < $1.key } }) {
            head(key.name, "gauge")
            lines.append("\(key.name)\(braces(key.labels)) \(gauge.value)")
        }
        for (key, histogram) in histograms.withLock({ $0.sorted { $0.key < $1.key } }) {
            head(key.name, "histogram")
            lines += histogram.lines(name: key.name, labels: key.labels)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func braces(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    private func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
        let labels = dimensions.map { name, value in
            let escaped = value.reduce(into: "") { text, character in
                switch character {
                case "\\", "\"": text += "\\\(character)"
                case "\n": text += "\\n"
                default: text.append(character)
                }
            }
            return "\(Registry.name(name))=\"\(escaped)\""
        }
        return Key(name: Registry.name(label), labels: labels.joined(separator: ","))
    }

    private static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    public func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        let key = key(label, dimensions)
        return counters.withLock { all in
            if let known = all[key] { return known }
            let made = Count()
            all[key] = made
            return made
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let key = key(label, dimensions)
        return gauges.withLock { all in
            if let known = all[key] { return known }
            let made = Gauged()
            all[key] = made
            return made
        }
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler { histogram(label, dimensions) }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> Histogram {
        let key = key(label, dimensions)
        return histograms.withLock { all in
            if let known = all[key] { return known }
            let made = Histogram()
            all[key] = made
            return made
        }
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}

private final class Count: CounterHandler {
    private let total = Atomic<Int64>(0)

    var value: Int64 { total.load(ordering: .relaxed) }
    func increment(by amount: Int64) { total.add(amount, ordering: .relaxed) }
    func reset() { total.store(0, ordering: .relaxed) }
}

private final class Gauged: MeterHandler {
    private let current = Mutex(0.0)

    var value: Double { current.withLock { $0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLock { $0 = value } }
    func increment(by amount: Double) { current.withLock { $0 += amount } }
    func decrement(by amount: Double) { current.withLock { $0 -= amount } }
}

private final class Histogram: RecorderHandler, TimerHandler {
    private struct Buckets {
        var counts = [Int64](repeating: 0, count: Histogram.bounds.count + 1)
        var sum = 0.0
    }

    /// Seconds, from a tenth of a millisecond to ten seconds.
    static let bounds: [Double] = [
        0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let buckets = Mutex(Buckets())

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let place = Histogram.bounds.firstIndex { value <= $0 } ?? Histogram.bounds.count
        buckets.withLock { buckets in
            buckets.counts[place] += 1
            buckets.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func lines(name: String, labels: String) -> [String] {
        let now = buckets.withLock { $0 }
        let prefix = labels.isEmpty ? "" : labels + ","
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        var lines: [String] = []
        var running: Int64 = 0
        for (place, count) in now.counts.enumerated() {
            running += count
            let bound = place < Histogram.bounds.count ? "\(Histogram.bounds[place])" : "+Inf"
            lines.append("\(name)_bucket{\(prefix)le=\"\(bound)\"} \(running)")
        }
        lines.append("\(name)_sum\(braces) \(now.sum)")
        lines.append("\(name)_count\(braces) \(running)")
        return lines
    }
}
