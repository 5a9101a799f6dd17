import Base
import Domain
import Operations

/// Spoils questionnaires from a seed and answers what is still one: never a crash, never a
/// document refused without a fault, and what was once accepted of answers is accepted again.
public struct InstrumentFuzz {
    /// How many were questionnaires after all, and how many were refused.
    public private(set) var read = 0
    public private(set) var refused = 0
    private let sound: [JSON]
    private var chance: SystemChance

    /// - Parameter documents: YAML texts of sound questionnaires.
    public init(seed: UInt64, documents: [String]) throws {
        sound = try documents.map { try YAMLDocument(parsing: $0).json }
        chance = SystemChance(seed: seed)
    }

    /// One more document.
    /// - Returns: what went wrong, in one line; nil when nothing did.
    public mutating func fault() -> String? {
        var document = sound[below(sound.count)]
        for _ in 0..<(1 + below(2)) { document = spoiled(document) }
        let instrument: Instrument
        do throws(Refusal) {
            instrument = try Instrument(document: document)
        } catch {
            refused += 1
            return error.faults.isEmpty ? "refused without a fault: \(document.text)" : nil
        }
        read += 1
        _ = instrument.deadEnds
        return answeringFault(instrument).map { "\($0): \(document.text)" }
    }

    /// One more text in the expression language.
    public mutating func expressionFault() -> String? {
        let text = soup(1 + below(40))
        guard let read = try? Expression(parsing: text) else { return nil }
        guard let again = try? Expression(parsing: read.description), again.root == read.root else {
            return "\(text) is written as \(read.description)"
        }
        _ = read.evaluate { $0.utf8.count.isMultiple(of: 2) ? 3 : nil }
        return nil
    }

    // MARK: Answering

    private mutating func answeringFault(_ instrument: Instrument) -> String? {
        var answers = JSON.Object()
        for item in instrument.items where below(3) > 0 {
            item.put(answer(to: item), into: &answers)
        }
        let sound = try? instrument.check(answers: .object(answers), partial: true)
        guard let checked = sound ?? (try? instrument.check(answers: [:], partial: true)) else {
            return "no answer at all is refused"
        }
        let again = try? instrument.check(answers: .object(checked.values), partial: true)
        guard again == checked else { return "not accepted again: \(checked.values.text)" }
        let seed = "\(below(1_000))"
        let one = Answering(instrument, answers: checked.values, seed: seed)
        var page = one.nextPage(after: nil)
        var steps = 0
        while let here = page {
            steps += 1
            guard steps <= instrument.pages.count else { return "pages go in a circle" }
            let (step, of) = one.progress(at: here)
            guard step == steps, of >= step else { return "page \(step) of \(of)" }
            for item in instrument.ordered(one.visibleItems(on: here), on: here, by: seed) {
                _ = one.fill(item.title, "zh")
                for option in item.options { _ = one.fill(option.title, "en") }
            }
            page = one.nextPage(after: here)
        }
        guard steps == one.visiblePages.count else { return "\(steps) of the pages are met" }
        _ = one.thanks
        _ = one.redirect.map { one.address($0) }
        return nil
    }

    private mutating func answer(to item: Item) -> JSON {
        guard item.kind.hasRows else { return value(of: item.cells.first, item) }
        var lines = JSON.Object()
        for cell in item.cells where below(3) > 0 {
            lines.put(value(of: cell, item), at: cell.path)
        }
        return .object(lines)
    }

    private mutating func value(of cell: Item.Cell?, _ item: Item) -> JSON {
        let codes = item.options.map { JSON.string($0.code) }
        switch cell?.kind {
        case .single where !codes.isEmpty: return codes[below(codes.count)]
        case .multiple, .ranking: return .array(codes.filter { _ in below(2) == 0 })
        case .yesNo, .consent: return .bool(below(2) == 0)
        case .text, .longText: return .string(soup(3))
        default: return .integer(below(11))
        }
    }

    // MARK: Spoiling

    /// A tree with one place changed.
    private mutating func spoiled(_ node: JSON) -> JSON {
        switch node {
        case .object(var object) where !object.isEmpty && below(8) > 0:
            let place = below(object.count)
            switch below(12) {
            case 0: object.members.remove(at: place)
            case 1: object.append(object.members[place].key + "x", object.members[place].value)
            case 2: object.members[place].key = morsel()
            default: object.members[place].value = spoiled(object.members[place].value)
            }
            return .object(object)
        case .array(var elements) where !elements.isEmpty && below(8) > 0:
            let place = below(elements.count)
            switch below(8) {
            case 0: elements.remove(at: place)
            case 1: elements.append(elements[place])
            case 2: elements.swapAt(place, below(elements.count))
            default: elements[place] = spoiled(elements[place])
            }
            return .array(elements)
        case .string(let text) where below(4) > 0:
            return .string(spoiled(text))
        default:
            let others: [JSON] = [
                .null, true, false, -1, 0, 1, 3, 1e15, 0.5, "", .string(morsel()), [], [:],
                [.string(morsel())], .string(soup(6)),
            ]
            return others[below(others.count)]
        }
    }

    private mutating func spoiled(_ text: String) -> String {
        var characters = Array(text)
        guard !characters.isEmpty else { return morsel() }
        let place = below(characters.count)
        switch below(4) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(contentsOf: morsel(), at: place)
        case 2: characters.replaceSubrange(place..., with: soup(3))
        default: characters.swapAt(place, below(characters.count))
        }
        return String(characters)
    }

    private static let morsels = [
        "answers.", "computed.", "hidden.", "loop.code", "loop.title", "{", "}", "|", ".", " ", "(",
        ")", " and ", " or ", "not ", " == ", " contains ", " in ", "[", "]", "\"", "'", "`", "1",
        "3", "-", "used", "rate", "app", "a", "b", "score", "answered(", "if(", "count(", ",",
        "end",
        "https://", "多", "é", "\u{0}", "\n", "\u{202E}", "😀", "true", "multiple", "single",
        "number",
        "matrix", "statement", "redirect", "continue",
    ]

    private mutating func morsel() -> String {
        InstrumentFuzz.morsels[below(InstrumentFuzz.morsels.count)]
    }

    private mutating func soup(_ count: Int) -> String {
        (0..<count).reduce("") { text, _ in text + morsel() }
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &chance) }
}

extension JSON.Object {
    fileprivate var text: String { JSON.object(self).text }
}

extension InstrumentFuzz {
    /// A questionnaire that uses all of the logic there is.
    public static let logical = """
        key: logical
        title: {zh: 逻辑, en: Logic}
        shuffle: true
        show_time: true
        hidden: [{key: panel}, {key: tier, signed: true, kind: number}]
        computed:
          - {key: best, value: 'max(answers.rate.app, answers.rate.shop)', score: true}
          - {key: twice, value: computed.best * 2}
        blocks:
          - {key: each, loop: {over: used, shuffle: true}, show_if: hidden.panel != "x"}
          - {key: child, loop: {over: n, most: 3}, fixed: true}
          - {key: mixed, shuffle: true}
        pages:
          - fixed: true
            items:
              - key: used
                kind: multiple
                title: {zh: 用过, en: Used}
                shuffle: true
                options:
                  - {code: app, title: {zh: 应用, en: App}}
                  - {code: shop, title: {zh: 门店, en: Shop}, show_if: hidden.panel != "y"}
                  - {code: none, title: {zh: 无, en: None}, exclusive: true, fixed: true}
              - {key: n, kind: number, title: {zh: 数, en: N}, min: 0, max: 9, whole: true}
              - key: named
                kind: matrix
                cells: text
                title: {zh: 写, en: Name}
                rows: [{code: n1, title: {zh: 一, en: One}}, {code: n2, title: {zh: 二, en: Two}}]
          - block: each
            key: first
            title: {zh: '{loop.number}{loop.title}', en: '{loop.title}'}
            items:
              - key: rate
                kind: rating
                title: {zh: '{loop.title}', en: '{loop.title}'}
                scale: {points: 5, labels: {1: {zh: 差, en: Bad}, 5: {zh: 好, en: Good}}}
            jump: [{if: answers.rate < 2, to: second}]
          - block: each
            items: [{key: why, kind: text, title: {zh: '{answers.rate|}', en: Why}}]
          - block: each
            key: second
            items:
              - key: likes
                kind: ranking
                title: {zh: 排, en: Order}
                options_from: {item: used, take: all}
                options: [{code: more, title: {zh: 多, en: More}}]
                show_if: loop.code == "app" or answers.rate > 3
          - block: mixed
            items: [{key: x, kind: yes_no, title: {zh: 是, en: Yes}}]
          - block: mixed
            fixed: true
            items:
              - key: who
                kind: single
                title: {zh: 谁, en: Who}
                options_from: {item: named}
                options: [{code: nobody, title: {zh: 无, en: Nobody}}]
                validate: [{if: answers.who != "n1" or answers.n > 0, message: {zh: 错, en: No}}]
          - block: child
            items: [{key: age, kind: number, title: {zh: 岁, en: Age}, min: 0, max: 99}]
          - fixed: true
            items:
              - key: sum
                kind: constant_sum
                title: {zh: 分, en: Share}
                rows_from: {item: used, take: not_chosen}
                rows: [{code: p, title: {zh: 甲, en: P}}, {code: q, title: {zh: 乙, en: Q}}]
              - key: best
                kind: single
                title: {zh: '{answers.who|}', en: '{answers.used|nothing}'}
                options_from: {item: sum}
                options: [{code: rest, title: {zh: 其余, en: Rest}}]
            jump: [{if: computed.twice > 8, to: end, redirect: 'https://example.com/?a={score}'}]
          - fixed: true
            key: last
            items: [{key: bye, kind: long_text, title: {zh: 完, en: Bye}}]
        thanks:
          - if: score > 3
            text: {zh: 谢, en: Thanks}
            redirect: 'https://example.com/?b={answers.n}'
          - {text: {zh: 谢谢, en: Thank you}}
        quotas:
          - {key: all, limit: 9, over: continue}
          - {key: app, when: answers.used contains "app", limit: 2, message: {zh: 满, en: Full}}
        """
}
