import Base
import Operations
import Statistics

/// How measures look to people: value, interval and n in words and figures of one language.
struct Figures {
    let words: Words

    /// A value on the scale on which the measure is shown, with as many digits as its interval
    /// has left certain.
    func value(_ value: Double, _ measure: Measure) -> String {
        let width = measure.estimate.map { $0.high - $0.low } ?? .infinity
        switch measure.kind {
        case .nps: return Figures.signed(value.fixed(width < 2 ? 1 : 0))
        case .csat, .share: return value.fixed(width < 2 ? 1 : 0) + words["measure.percent"]
        case .ces, .mean, .median, .p90: return value.fixed(2)
        case .count: return value.grouped(0)
        }
    }

    /// With the minus sign that is as wide as a digit.
    private static func signed(_ text: String) -> String {
        text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    func interval(_ measure: Measure) -> String? {
        guard let estimate = measure.estimate, estimate.low.isFinite, estimate.high.isFinite else {
            return nil
        }
        return words(
            "measure.interval",
            [
                "low": value(estimate.low, measure),
                "high": value(estimate.high, measure),
            ])
    }

    /// "n = 812", "n = 640 – 812".
    func n(_ range: ClosedRange<Int>) -> String {
        let ends = range.count > 1 ? [range.lowerBound, range.upperBound] : [range.lowerBound]
        return words(
            "measure.n", ["n": ends.map { Double($0).grouped(0) }.joined(separator: " – ")])
    }

    /// What templates show of a measure.
    func json(_ measure: Measure) -> JSON {
        let shown = measure.value.map { value($0, measure) }
        return [
            "value": .optional(shown),
            "interval": .optional(interval(measure)),
            "n": .string(Double(measure.n).grouped(0)),
            "nText": .string(n(measure.n...measure.n)),
            "isHidden": .bool(measure.isHidden),
            "isEmpty": .bool(shown == nil && !measure.isHidden),
            "hiddenText": .string(words("measure.hidden", ["floor": "\(Measure.floor)"])),
            "raw": .optional(measure.value),
            "low": .optional(measure.estimate?.low),
            "high": .optional(measure.estimate?.high),
            "how": how(measure),
        ]
    }

    /// The method in words with its source; nil for a plain count.
    private func how(_ measure: Measure) -> JSON {
        guard let method = measure.estimate?.method else { return .null }
        return [
            "definition": .string(words["measure.definition.\(measure.kind.rawValue)"]),
            "method": .string(words["method.\(method.name)"]),
            "source": .string(method.source),
        ]
    }

    /// The whole in one sentence: "NPS is 31, likely between 26 and 36 (n = 812)".
    func sentence(_ measure: Measure, named name: String) -> String {
        var values = ["name": name, "n": Double(measure.n).grouped(0)]
        guard !measure.isHidden else {
            values["floor"] = "\(Measure.floor)"
            return words("measure.sentence.hidden", values)
        }
        guard let value = measure.value else { return words("measure.sentence.empty", values) }
        values["value"] = self.value(value, measure)
        guard let estimate = measure.estimate, estimate.low.isFinite, estimate.high.isFinite else {
            return words("measure.sentence.plain", values)
        }
        values["low"] = self.value(estimate.low, measure)
        values["high"] = self.value(estimate.high, measure)
        return words("measure.sentence.likely", values)
    }

    func json(_ change: Change, _ kind: MeasureKind) -> JSON {
        let size = abs(change.estimate.value)
        let direction = change.estimate.value >= 0 ? "higher" : "lower"
        return [
            "isClear": .bool(change.isClear),
            "isHigher": .bool(change.isClear && change.estimate.value > 0),
            "isLower": .bool(change.isClear && change.estimate.value < 0),
            "text": .string(
                change.isClear
                    ? words("measure.change.\(direction)", ["by": self.size(size, kind)])
                    : words["measure.change.none"]),
            "p": .string(Figures.p(change.adjustedP)),
            "test": .string(words["method.\(change.test.name)"]),
            "source": .string(change.test.source),
        ]
    }

    /// A distance: of percentages in points.
    private func size(_ size: Double, _ kind: MeasureKind) -> String {
        switch kind {
        case .nps: words("measure.points", ["n": size.fixed(size < 10 ? 1 : 0)])
        case .csat, .share: words("measure.percentPoints", ["n": size.fixed(size < 10 ? 1 : 0)])
        case .ces, .mean, .median, .p90, .count: size.fixed(2)
        }
    }

    static func p(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(p.fixed(3))" }
}
