public import Base

/// An instrument with some of its answers: which questions and pages they lead to.
public struct Answering: Sendable {
    public let instrument: Instrument
    /// By place of the item; answers to what is not shown are gone.
    private var values: [JSON?]
    private var isShown: [Bool]
    private var isPageShown: [Bool]
    private let hidden: JSON.Object
    /// By place of the page: the page from which a jump led past it.
    private var jumpedFrom: [Int?]
    /// Items of which only some options or lines are offered.
    private var offered: [Int: Item] = [:]
    private var computedValues: [JSON?]
    /// The jump that ended the questionnaire.
    private var ending: Instrument.Jump?
    /// Pages in the order in which this respondent meets them, and the place of each in it.
    private let order: [Int]
    private let positions: [Int]

    /// - Parameters:
    ///   - answers: canonical, such as were saved before.
    ///   - seed: what the respondent's orders of chance belong to; nil for the document's order,
    ///     which leads to the same answers.
    public init(
        _ instrument: Instrument, answers: JSON.Object, hidden: JSON.Object = JSON.Object(),
        seed: String? = nil
    ) {
        var values = [JSON?](repeating: nil, count: instrument.items.count)
        instrument.spread(answers) { place, value in values[place] = value }
        self.init(instrument, values: values, hidden: hidden, seed: seed)
    }

    init(
        _ instrument: Instrument, values: [JSON?], hidden: JSON.Object, seed: String? = nil
    ) {
        self.instrument = instrument
        order = seed.map { instrument.order(by: $0) } ?? Array(instrument.pages.indices)
        var positions = Array(order.indices)
        for (position, page) in order.enumerated() { positions[page] = position }
        self.positions = positions
        self.values = values
        self.hidden = hidden
        isShown = Array(repeating: true, count: values.count)
        isPageShown = Array(repeating: true, count: instrument.pages.count)
        jumpedFrom = Array(repeating: nil, count: instrument.pages.count)
        computedValues = Array(repeating: nil, count: instrument.computed.count)
        if instrument.hasLogic { applyLogic() }
    }

    /// Conditions speak only of what stands before them, so one walk settles all.
    private mutating func applyLogic() {
        var target = 0
        var jumper: Int?
        var computed = 0
        for (number, page) in instrument.pages.enumerated() {
            let isJumped = number < target
            if isJumped { jumpedFrom[number] = jumper }
            let opens = !isJumped && (page.showIf.map { holds($0) } ?? true)
            var showsAny = false
            for place in page.items {
                compute(&computed, before: place)
                isShown[place] = opens && (instrument.items[place].showIf.map { holds($0) } ?? true)
                if isShown[place], instrument.narrowed.contains(place) { narrow(place) }
                if isShown[place] { showsAny = true } else { values[place] = nil }
            }
            compute(&computed, before: page.items.upperBound)
            isPageShown[number] = showsAny
            let jump = page.jumps.first { $0.condition.map { holds($0) } ?? true }
            guard showsAny, let jump else { continue }
            target = jump.page ?? instrument.pages.count
            jumper = number
            ending = jump
        }
    }

    private mutating func compute(_ next: inout Int, before place: Int) {
        while next < instrument.computed.count, instrument.computed[next].itemsBefore <= place {
            computedValues[next] = instrument.computed[next].expression.evaluate { value($0) }
            next += 1
        }
    }

    /// Leaves out options and lines that are not offered, and what was answered to them. A
    /// question of which nothing is left is not asked.
    private mutating func narrow(_ place: Int) {
        let item = instrument.items[place].keeping { $0.showIf.map { holds($0) } ?? true }
        offered[place] = item
        values[place] = values[place].flatMap { item.fitting($0) }
        isShown[place] = item.offersAnything
    }

    func holds(_ condition: Expression) -> Bool {
        condition.holds { value($0) }
    }

    /// What a name of the expression language stands for; nil where nothing was answered, and
    /// also where the question does not apply or the respondent does not know.
    public func value(_ name: String) -> JSON? {
        switch instrument.places[name] {
        case .cell(let place, let cell):
            let item = instrument.items[place]
            let value = values[place].flatMap { item.cells[cell].value(in: $0) }
            guard let value, item.absence(value) == nil else { return nil }
            return value
        case .rank(let place, let option):
            let code = JSON.string(instrument.items[place].options[option].code)
            return values[place]?.array?.firstIndex(of: code).map { .integer($0 + 1) }
        case .hidden(let place): return hidden[instrument.hidden[place].key]
        case .computed(let place):
            guard let value = computedValues[place], !value.isNull else { return nil }
            return value
        case .score: return score.map(JSON.number)
        case nil: return nil
        }
    }

    /// What was computed from these answers, by key; what is missing is left out.
    public var computed: JSON.Object {
        var object = JSON.Object()
        for (one, value) in zip(instrument.computed, computedValues) {
            if let value, !value.isNull { object.append(one.key, value) }
        }
        return object
    }

    public var answers: Answers {
        var object = JSON.Object()
        object.members.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            if let value { instrument.items[place].put(value, into: &object) }
        }
        return Answers(values: object, score: score)
    }

    public var score: Double? {
        let value: JSON?
        switch instrument.scoring?.source {
        case .item(let place)?: value = values[place]
        case .computed(let place)?: value = computedValues[place]
        case nil: return nil
        }
        switch value {
        case .number(let number): return number
        case .bool(let bool): return bool ? 1 : 0
        case .string(let code): return instrument.scoreItem?[option: code]?.score
        default: return nil
        }
    }

    /// The required questions among `places` that are shown and have no whole answer.
    func openRequirements(in places: Range<Int>) -> [Refusal.Fault] {
        open(places, "required", \.isRequired)
    }

    /// The same of those that are asked for once more and then let go.
    func openWishes(in places: Range<Int>) -> [Refusal.Fault] {
        open(places, Refusal.Fault.wished, \.isWished)
    }

    private func open(
        _ places: Range<Int>, _ code: String, _ isAsked: (Item) -> Bool
    ) -> [Refusal.Fault] {
        var faults: [Refusal.Fault] = []
        for place in places where isShown[place] && isAsked(instrument.items[place]) {
            let item = item(at: place)
            guard let value = values[place] else {
                if !item.cells.isEmpty {
                    faults.append(.init("answers.\(item.key)", code))
                }
                continue
            }
            guard item.kind.hasRows, value.object != nil else { continue }
            for cell in item.cells where cell.value(in: value) == nil {
                faults.append(.init("answers.\(cell.name)", code))
            }
        }
        return faults
    }

    /// Answers that break a rule of the author's, with the author's words.
    func brokenRules() -> [Refusal.Fault] {
        var faults: [Refusal.Fault] = []
        for (place, item) in instrument.items.enumerated()
        where !item.rules.isEmpty && values[place] != nil {
            let broken = item.rules.first { $0.condition.root.truth { value($0) } == false }
            guard let message = broken?.message else { continue }
            faults.append(
                .init("answers.\(item.key)", "ownRule", ["zh": message.zh, "en": message.en]))
        }
        return faults
    }

    /// Answers that are too few or too many for what was offered of a question.
    func misfits() -> [Refusal.Fault] {
        offered.sorted { $0.key < $1.key }.flatMap { place, item -> [Refusal.Fault] in
            guard let value = values[place], case .count = item.bounds,
                case .faulty(let faults) = item.reading(value)
            else { return [] }
            return faults
        }
    }

    /// The item with what is offered of it.
    private func item(at place: Int) -> Item { offered[place] ?? instrument.items[place] }
}

extension Answering {
    /// Places of the pages that these answers lead to, in the respondent's order.
    public var visiblePages: [Int] { order.filter { isPageShown[$0] } }

    /// The items of a page that these answers lead to.
    public func visibleItems(on page: Int) -> [Item] {
        instrument.pages[page].items.filter { isShown[$0] }.map { item(at: $0) }
    }

    /// Which page of the respondent's order this is, from 0.
    func position(of page: Int) -> Int { positions[page] }

    /// The page after `page`, or the first one; nil when the last is done.
    public func nextPage(after page: Int?) -> Int? {
        order.dropFirst(page.map { positions[$0] + 1 } ?? 0).first { isPageShown[$0] }
    }

    public func previousPage(before page: Int) -> Int? {
        order.prefix(positions[page]).last { isPageShown[$0] }
    }

    /// The first page on which a required question is still open; nil where none is.
    public var firstOpenPage: Int? {
        visiblePages.first { !openRequirements(in: instrument.pages[$0].items).isEmpty }
    }

    /// Which of how many pages this is, counted from 1 over those shown. A page that answers still
    /// to come may open counts too, so that the end never moves away.
    public func progress(at page: Int) -> (step: Int, of: Int) {
        let place = positions[page]
        let step = order.prefix(place + 1).count { isPageShown[$0] }
        return (step, step + order.dropFirst(place + 1).count { mayShow($0, from: place) })
    }

    /// Whether a page is shown, or may yet be by what is answered at `place` and after it.
    private func mayShow(_ page: Int, from place: Int) -> Bool {
        if isPageShown[page] { return true }
        if let jumper = jumpedFrom[page] { return positions[jumper] >= place }
        let items = instrument.pages[page].items.map { instrument.items[$0].showIf }
        let conditions = ([instrument.pages[page].showIf] + items).compactMap(\.self)
        return conditions.contains { !isSettled($0, before: place) }
    }

    /// Whether all that a condition speaks of is asked before a place in the order.
    func isSettled(_ condition: Expression, before place: Int) -> Bool {
        condition.names.allSatisfy { name in
            switch instrument.places[name] {
            case .cell(let item, _), .rank(let item, _):
                positions[instrument.items[item].page] < place
            case .computed(let one): isSettled(computed: one, before: place)
            case .score:
                switch instrument.scoring?.source {
                case .item(let item)?: positions[instrument.items[item].page] < place
                case .computed(let one)?: isSettled(computed: one, before: place)
                case nil: true
                }
            case .hidden, nil: true
            }
        }
    }

    private func isSettled(computed one: Int, before place: Int) -> Bool {
        let items = instrument.computed[one].itemsBefore
        return order.dropFirst(place).allSatisfy { instrument.pages[$0].items.lowerBound >= items }
    }

    /// Whether the questionnaire surely ends with this page.
    public func isLast(_ page: Int) -> Bool {
        let (step, of) = progress(at: page)
        return step == of
    }

    public func answer(to item: Item) -> JSON? {
        instrument.itemPlaces[item.key].flatMap { values[$0] }
    }

    /// The words after the last page: those of the jump that led there, or of the first condition
    /// that holds.
    public var thanks: Wording? { last.text }

    /// Where it leads on to after the last page.
    public var redirect: Redirect? { last.redirect }

    private var last: (text: Wording?, redirect: Redirect?) {
        if let ending, ending.text != nil || ending.redirect != nil {
            return (ending.text, ending.redirect)
        }
        let first = instrument.thanks.first { $0.condition.map { holds($0) } ?? true }
        return (first?.text, first?.redirect)
    }
}

extension Refusal.Fault {
    /// Code of a wish: not at fault, only asked for once more.
    public static let wished = "wished"
}
