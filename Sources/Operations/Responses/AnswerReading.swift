public import Base
public import Domain

/// Reads the responses of one questionnaire column by column: for files and for tables on pages.
public struct AnswerReading: Sendable {
    public let columns: [ExportColumn]
    public let text: ExportText
    let instrument: Instrument

    init(_ instrument: Instrument, _ text: ExportText) {
        self.instrument = instrument
        self.text = text
        columns = ExportColumn.all(
            of: instrument, splitsChoices: text.style.splitsChoices, words: text.words)
    }

    /// In words, for a page.
    public init(_ instrument: Instrument, language: String, zone: Zone, on desk: Desk) throws {
        let style = ExportStyle(.csv, usesLabels: true, language: language)
        self.init(
            instrument,
            ExportText(style: style, zone: zone, words: try ExportWords(desk.house.library)))
    }

    /// The columns of these names, in the instrument's order.
    public func columns(named names: [String]) -> [ExportColumn] {
        columns.filter { names.contains($0.name) }
    }

    /// What a response has in the columns.
    /// - Parameter customer: the key of its customer.
    func values(
        of row: ResponseResource, in columns: [ExportColumn], customer: String? = nil
    ) -> [ExportValue] {
        let answers = row.response.answers.values
        let asksForComputed = columns.contains {
            if case .computed = $0.source { true } else { false }
        }
        let computed =
            asksForComputed
            ? Answering(instrument, answers: answers, hidden: row.hidden).computed
            : JSON.Object()
        return columns.map { column in
            switch column.source {
            case .own(.customer): customer.map(ExportValue.text) ?? .nothing
            case .own(let own): Self.value(own, of: row)
            case .hidden(let key): ExportValue(row.hidden[key])
            case .computed(let key): ExportValue(computed[key])
            case .elsewhere: .nothing
            case .cell(let place, let cell): value(answers, place, cell)
            case .option(let place, let cell, let code):
                switch value(answers, place, cell) {
                case .codes(let codes): .number(codes.contains(code) ? 1 : 0)
                case let other: other
                }
            case .rank(let place, let code):
                switch value(answers, place, 0) {
                case .codes(let codes):
                    codes.firstIndex(of: code).map { .number(Double($0 + 1)) } ?? .nothing
                case let other: other
                }
            }
        }
    }

    /// The same as text.
    public func texts(of row: ResponseResource, in columns: [ExportColumn]) -> [String] {
        zip(columns, values(of: row, in: columns)).map { text($1, in: $0) }
    }

    private func value(_ answers: JSON.Object, _ place: Int, _ cell: Int) -> ExportValue {
        let item = instrument.items[place]
        return ExportValue(
            item.answer(in: answers).flatMap { item.cells[cell].value(in: $0) }, of: item)
    }

    private static func value(_ own: ExportColumn.Own, of row: ResponseResource) -> ExportValue {
        let response = row.response
        switch own {
        case .id: return .text(row.id.description)
        case .completedAt: return response.completedAt.map(ExportValue.moment) ?? .nothing
        case .startedAt: return .moment(row.startedAt)
        case .seconds: return row.seconds.map(ExportValue.number) ?? .nothing
        case .status: return .text(response.status.rawValue)
        case .version: return .number(Double(row.version))
        case .language: return .text(row.language)
        case .channel: return .text(row.channel)
        case .metric: return row.metric.map { .text($0.rawValue) } ?? .nothing
        case .score: return response.answers.score.map(ExportValue.number) ?? .nothing
        case .overQuota: return row.overQuota.map(ExportValue.text) ?? .nothing
        case .customer: return .nothing
        case .quality:
            return row.flags.isEmpty ? .nothing : .codes(row.flags.map(\.rawValue))
        }
    }
}

extension ResponseResource {
    /// How long it took to answer, to the millisecond; nil where both times are one, as of imports
    /// that know only when it was completed.
    public var seconds: Double? {
        guard let end = response.completedAt, end > startedAt else { return nil }
        return Double((end - startedAt).microseconds / 1_000) / 1_000
    }
}
