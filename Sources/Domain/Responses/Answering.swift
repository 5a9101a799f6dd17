public import Base

/// An instrument with some of its answers: which questions and pages they lead to.
public struct Answering: Sendable {
    public let instrument: Instrument
    /// By place of the item; answers to what is not shown are gone.
    private var values: [JSON?]
    private var isShown: [Bool]
    private var isPageShown: [Bool]
    private let hidden: JSON.Object

    /// - Parameter answers: canonical, such as were saved before.
    public init(
        _ instrument: Instrument, answers: JSON.Object, hidden: JSON.Object = JSON.Object()
    ) {
        var values = [JSON?](repeating: nil, count: instrument.items.count)
        for member in answers.members {
            if let place = instrument.itemPlaces[member.key] { values[place] = member.value }
        }
        self.init(instrument, values: values, hidden: hidden)
    }

    init(_ instrument: Instrument, values: [JSON?], hidden: JSON.Object) {
        self.instrument = instrument
        self.values = values
        self.hidden = hidden
        isShown = Array(repeating: true, count: values.count)
        isPageShown = Array(repeating: true, count: instrument.pages.count)
        if instrument.hasConditions { applyConditions() }
    }

    /// Conditions speak only of what stands before them, so one walk settles all.
    private mutating func applyConditions() {
        for (number, page) in instrument.pages.enumerated() {
            let opens = page.showIf.map { holds($0) } ?? true
            var showsAny = false
            for place in page.items {
                isShown[place] = opens && (instrument.items[place].showIf.map { holds($0) } ?? true)
                if isShown[place] { showsAny = true } else { values[place] = nil }
            }
            isPageShown[number] = showsAny
        }
    }

    func holds(_ condition: Expression) -> Bool {
        condition.holds { value($0) }
    }

    /// What a name of the expression language stands for; nil where nothing was answered, and
    /// also where the question does not apply.
    func value(_ name: String) -> JSON? {
        let value: JSON? =
            switch instrument.places[name] {
            case .item(let place): values[place]
            case .row(let place, let row):
                values[place]?[instrument.items[place].rows[row].code]
            case .hidden(let place): hidden[instrument.hidden[place].key]
            case .score: score.map(JSON.number)
            case nil: nil
            }
        return value == .null ? nil : value
    }

    public var answers: Answers {
        var object = JSON.Object()
        object.members.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            if let value { object.append(instrument.items[place].key, value) }
        }
        return Answers(values: object, score: score)
    }

    public var score: Double? {
        guard let scoring = instrument.scoring, let value = values[scoring.item] else { return nil }
        let item = instrument.items[scoring.item]
        switch value {
        case .number(let number): return number
        case .bool(let bool): return bool ? 1 : 0
        case .string(let code): return item[option: code]?.score
        default: return nil
        }
    }

    /// The required questions among `places` that are shown and have no whole answer.
    func openRequirements(in places: Range<Int>) -> [Refusal.Fault] {
        var faults: [Refusal.Fault] = []
        for place in places where isShown[place] && instrument.items[place].isRequired {
            let item = instrument.items[place]
            guard let value = values[place] else {
                faults.append(.init("answers.\(item.key)", "required"))
                continue
            }
            guard item.kind == .matrix, let rows = value.object else { continue }
            for row in item.rows where rows[row.code] == nil {
                faults.append(.init("answers.\(item.key).\(row.code)", "required"))
            }
        }
        return faults
    }
}

extension Answering {
    /// Places of the pages that these answers lead to, in order.
    public var visiblePages: [Int] { isPageShown.indices.filter { isPageShown[$0] } }

    /// The items of a page that these answers lead to.
    public func visibleItems(on page: Int) -> [Item] {
        instrument.pages[page].items.filter { isShown[$0] }.map { instrument.items[$0] }
    }

    /// The page after `page`, or the first one; nil when the last is done.
    public func nextPage(after page: Int?) -> Int? {
        let first = page.map { $0 + 1 } ?? 0
        return isPageShown.indices.dropFirst(first).first { isPageShown[$0] }
    }

    public func previousPage(before page: Int) -> Int? {
        isPageShown.indices.prefix(page).last { isPageShown[$0] }
    }

    /// Which of how many pages this is, counted from 1 over those shown. A page that answers still
    /// to come may open counts too, so that the end never moves away.
    public func progress(at page: Int) -> (step: Int, of: Int) {
        let step = isPageShown.prefix(page + 1).count { $0 }
        let ahead = isPageShown.indices.dropFirst(page + 1)
        return (step, step + ahead.count { mayShow($0, from: page) })
    }

    /// Whether a page is shown, or may yet be by what is answered on `current` and after it.
    private func mayShow(_ page: Int, from current: Int) -> Bool {
        if isPageShown[page] { return true }
        let items = instrument.pages[page].items.map { instrument.items[$0].showIf }
        let conditions = ([instrument.pages[page].showIf] + items).compactMap(\.self)
        return conditions.contains { condition in
            condition.names.contains { name in
                switch instrument.places[name] {
                case .item(let place), .row(let place, _):
                    instrument.items[place].page >= current
                case .hidden, .score, nil: false
                }
            }
        }
    }

    /// Whether the questionnaire surely ends with this page.
    public func isLast(_ page: Int) -> Bool {
        let (step, of) = progress(at: page)
        return step == of
    }

    public func answer(to item: Item) -> JSON? {
        instrument.itemPlaces[item.key].flatMap { values[$0] }
    }

    /// The words after the last page: those of the first condition that holds.
    public var thanks: Wording? {
        instrument.thanks.first { $0.condition.map { holds($0) } ?? true }?.text
    }
}
