import Columns
public import Base
public import Domain
import Statistics

extension Dashboard.Tile {
    /// What of its question no page understands, each by its name in the tile. A document is not
    /// saved with them; one that an older program took says so where it is shown.
    public var faults: [Refusal.Fault] {
        let kinds = table == nil ? MeasureKind.ofAnswers : MeasureKind.allCases
        let words =
            tableFaults + [
                fault("measure", among: kinds.map(\.rawValue)),
                choice("grain", Grain.self),
                choice("sharing", Drivers.Sharing.self), choice("shares", CrossTab.Base.self),
                choice("method", CorrelationReport.Kind.self),
                choice("compare", InsightQuestion.Comparison.self),
                fault("quality", among: ["clean"]),
            ]
        return words.compactMap(\.self) + [step].compactMap(\.self)
    }

    /// The word for the table it asks; nil where it asks answers.
    private var table: String? {
        if case .table(let word) = source { word } else { nil }
    }

    private var tableFaults: [Refusal.Fault?] {
        guard let table else { return [] }
        let shows = Dashboard.Show.allCases.filter(\.isOfTables).map(\.rawValue)
        return [
            fault("of", table, among: AskedRows.tableNames),
            fault("show", show.rawValue, among: shows),
            question["quality"].map { _ in Refusal.Fault("quality", "onlyOfResponses") },
            against.map { _ in Refusal.Fault("against", "onlyOfResponses") },
        ]
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Choice.Type
    ) -> Refusal.Fault? {
        fault(name, among: Choice.allCases.map(\.rawValue))
    }

    private func fault(_ name: String, among allowed: [String]) -> Refusal.Fault? {
        question[name].flatMap { fault(name, $0, among: allowed) }
    }

    private func fault(
        _ name: String, _ text: String, among allowed: [String]
    ) -> Refusal.Fault? {
        guard !allowed.contains(text) else { return nil }
        return Refusal.Fault(
            name, "notOneOf", ["value": text, "allowed": allowed.joined(separator: ", ")])
    }

    /// By how many points a driver is thought to change.
    private var step: Refusal.Fault? {
        guard let text = question["step"] else { return nil }
        guard let step = Double(text), step.isFinite else {
            return Refusal.Fault("step", "notANumber")
        }
        guard step != 0, abs(step) <= DriverReport.mostStep else {
            return Refusal.Fault("step", "stepOutside", ["most": DriverReport.mostStep.fixed(0)])
        }
        return nil
    }
}
