import Base
import Columns
import Domain
import Operations

/// What stands in the address of the insight page: which question is asked. Every picker, link and
/// export is this address with a part changed.
struct InsightForm {
    /// Names in the order in which they stand in the address.
    static let names = [
        "instrument", "of", "measure", "item", "value", "period", "from", "to", "grain", "by",
        "with", "drivers", "sharing", "step", "shares", "method", "filter", "against", "compare",
        "quality", "weights",
    ]
    static let periods = Dashboard.periods + ["custom"]

    private var fields: [String: String] = [:]

    init(_ query: JSON.Object) {
        for name in InsightForm.names {
            if let text = query[name]?.string?.trimmed, !text.isEmpty { fields[name] = text }
        }
        // One picker offers both; a choice there goes before what stood in the address.
        if let word = fields["instrument"], AskedRows.tables[word] != nil {
            fields["of"] = word
        }
        if table != nil { fields["instrument"] = nil } else { fields["of"] = nil }
        // Several that are chosen come one by one, and stand in the address as one.
        if let several = query["drivers"]?.array?.compactMap(\.string) {
            fields["drivers"] = several.filter { !$0.isEmpty }.joined(separator: ",")
        }
    }

    /// Columns that were chosen as drivers; none where nobody chose.
    var drivers: [String] {
        (fields["drivers"] ?? "").split(separator: ",").map { String($0).trimmed }
            .filter { !$0.isEmpty }
    }

    subscript(name: String) -> String? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    /// The address with some parts changed; nil takes a part out.
    func path(_ base: String = "/insight", _ changes: [String: String?] = [:]) -> String {
        var fields = fields
        for (name, value) in changes { fields[name] = value }
        let parts = InsightForm.names.compactMap { name in
            fields[name].map { "\(name)=\(FormDecoding.encoded($0))" }
        }
        return parts.isEmpty ? base : base + "?" + parts.joined(separator: "&")
    }

    /// One of a few words; nil where it is left out.
    /// - Throws: `Refusal.invalid` at its name for any other.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Choice.Type
    ) throws(Refusal) -> Choice? {
        guard let text = fields[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(name, "notOneOf", ["value": text, "allowed": allowed])
        }
        return choice
    }

    /// The same with these parts only.
    func keeping(_ names: Set<String>) -> InsightForm {
        var kept = self
        kept.fields = fields.filter { names.contains($0.key) }
        return kept
    }

    /// Cases or customers, where these are asked about; nil for answers.
    var table: AskedRows? { fields["of"].flatMap { AskedRows.tables[$0] } }

    var instrument: ID<Instrument>? {
        get { fields["instrument"].flatMap(ID<Instrument>.init) }
        set { fields["instrument"] = newValue?.description }
    }

    /// The last 90 days if none is chosen; of customers all, who mostly became known long before.
    var period: String {
        fields["period"].flatMap { InsightForm.periods.contains($0) ? $0 : nil }
            ?? (table == .customers ? "all" : "90")
    }

    /// - Throws: `Refusal.invalid` at `from` or `to` for what is no day.
    func question(at now: Instant, in zone: Zone) throws(Refusal) -> InsightQuestion {
        var question = InsightQuestion(
            kind: fields["measure"].flatMap(
                table == nil ? MeasureKind.init(ofAnswers:) : MeasureKind.init(rawValue:)),
            item: fields["item"], value: fields["value"].map(InsightForm.value),
            filter: InsightQuestion.filter(
                fields["filter"], isClean: table == nil && fields["quality"] == "clean"))
        let tomorrow = now.civil(in: zone).date.adding(days: 1)
        switch period {
        case "all": break
        case "custom":
            question.from = try day("from").map { Instant(startOf: $0, in: zone) }
            question.to = try day("to").map { Instant(startOf: $0.adding(days: 1), in: zone) }
        default:
            question.from = Instant(
                startOf: tomorrow.adding(days: -(Int(period) ?? 90)), in: zone)
            question.to = Instant(startOf: tomorrow, in: zone)
        }
        if table == nil { question.weights = fields["weights"].flatMap(ID<Weighting>.init) }
        if question.from != nil, question.to != nil {
            question.comparison =
                fields["compare"].flatMap(InsightQuestion.Comparison.init(rawValue:)) ?? .previous
        }
        question.grain = fields["grain"].flatMap(Grain.init(rawValue:))
        if let by = fields["by"] { question.dimensions = [by] }
        return question
    }

    private func day(_ name: String) throws(Refusal) -> CivilDate? {
        guard let text = fields[name] else { return nil }
        guard let date = CivilDate(text) else { throw .invalid(name, "notADate") }
        return date
    }

    /// An answer as people write it: a number, yes or no as in expressions, or text.
    private static func value(_ text: String) -> JSON {
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    }

    /// Days for a month, weeks for half a year, then months.
    static func grain(of range: Range<Instant>) -> Grain {
        let days = (range.upperBound - range.lowerBound).seconds / 86_400
        return days <= 45 ? .day : days <= 200 ? .week : .month
    }
}
