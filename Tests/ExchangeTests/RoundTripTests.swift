import Base
import Domain
import Exchange
import Foundation
import Testing

/// Ours → another program's → ours: what differs must have been told.
@Suite struct RoundTripTests {
    static let formats = ExchangeFormat.allCases

    @Test func theWholeLibraryIsTried() { #expect(Library.names.count == 27) }

    @Test(arguments: formats, Library.names)
    func aLibraryInstrumentComesBack(format: ExchangeFormat, name: String) throws {
        let document = try Library.document(name)
        let instrument = try Instrument(document: document)
        let exported = format.write(instrument)
        let imported = try format.read(Array(exported.text.utf8))
        #expect(ExchangeFormat.guessed(Array(exported.text.utf8)) == format)
        let again = try Instrument(document: imported.document)
        let names = Renames(exported.losses, imported.losses)
        let told = Told(exported.losses.map(names.renamed) + imported.losses.map(names.undone))
        let renamed = try Instrument(document: names.renamed(document))
        for difference in Facts(renamed).differences(from: Facts(again))
        where !told.covers(difference) {
            Issue.record("\(name): \(difference) was not told")
        }
    }
}

/// What a questionnaire says, name by name, so that two can be laid side by side.
struct Facts {
    private(set) var all: [String: String] = [:]

    init(_ instrument: Instrument) {
        let score = instrument.scoreKey.map { key in
            instrument[item: key] == nil ? "computed.\(key)" : "answers.\(key)"
        }
        func condition(_ expression: Base.Expression?) -> String? {
            guard let expression else { return nil }
            let text = expression.description.replacing(/\bscore\b/, with: score ?? "score")
            return Truths(text, instrument)?.text ?? text
        }
        func words(_ wording: Wording?) -> String? {
            guard let wording else { return nil }
            return instrument.languages.map { "\($0): \(wording[$0])" }.joined(separator: "; ")
        }
        func put(_ question: String, _ member: String, _ value: String?) {
            if let value { all["\(question)|\(member)"] = value }
        }
        put("", "title", words(instrument.title))
        put("", "purpose", words(instrument.purpose))
        put("", "languages", instrument.languages.joined(separator: ","))
        put("", "accept", instrument.accepted.isEmpty ? nil : "\(instrument.accepted)")
        for field in instrument.hidden where field.key != "customer" {
            put(field.key, "title", words(field.title))
            put(field.key, "kind", field.kind.rawValue)
        }
        for one in instrument.computed {
            put(one.key, "computed", condition(one.expression))
            put(one.key, "title", words(one.title))
        }
        for (number, page) in instrument.pages.enumerated() {
            put("page\(number + 1)", "title", words(page.title))
            put("page\(number + 1)", "show_if", condition(page.showIf))
            put("page\(number + 1)", "shuffle", page.isShuffled ? "true" : nil)
            for jump in page.jumps {
                put(
                    "page\(number + 1)", "jump",
                    (condition(jump.condition) ?? "") + (words(jump.text) ?? ""))
            }
        }
        for (number, thanks) in instrument.thanks.enumerated() {
            put(
                "", "thanks\(number)",
                (condition(thanks.condition) ?? "") + (words(thanks.text) ?? ""))
        }
        put("", "score", score)
        for item in instrument.items { add(item, instrument, condition, words) }
    }

    private mutating func add(
        _ item: Item, _ instrument: Instrument, _ condition: (Base.Expression?) -> String?,
        _ words: (Wording?) -> String?
    ) {
        func put(_ member: String, _ value: String?) {
            if let value { all["\(item.key)|\(member)"] = value }
        }
        put("kind", item.kind.rawValue)
        put("title", words(item.title))
        put("help", words(item.help))
        put("required", item.isRequired ? "true" : nil)
        put("show_if", condition(item.showIf))
        put("not_applicable", item.allowsNotApplicable ? "true" : nil)
        put("dont_know", item.allowsDontKnow ? "true" : nil)
        put("shuffle", item.isShuffled ? "true" : nil)
        put("accept", item.accepted.isEmpty ? nil : "\(item.accepted)")
        put("bounds", "\(item.bounds)")
        put("display", item.display.rawValue)
        put("cells", item.cells.first.map { "\($0.kind.rawValue) \(item.cells.count)" })
        if let scale = item.scale {
            put("scale", "\(scale.first) \(scale.points)")
            for (step, label) in scale.labels { put("scale\(step)", words(label)) }
        }
        for (list, choices) in [
            ("options", item.options), ("rows", item.rows), ("sides", item.sides),
        ] {
            put(list, choices.isEmpty ? nil : choices.map(\.code).joined(separator: ","))
            for choice in choices {
                put("\(list).\(choice.code)", words(choice.title))
                put("\(list).\(choice.code).show_if", condition(choice.showIf))
                put("\(list).\(choice.code).score", choice.score.map { "\($0)" })
                put("\(list).\(choice.code).fixed", choice.isFixed ? "true" : nil)
                put("\(list).\(choice.code).exclusive", choice.isExclusive ? "true" : nil)
                put("\(list).\(choice.code).ends", choice.ends.map { "\($0)" })
            }
        }
        for (number, rule) in item.rules.enumerated() {
            put(
                "validate\(number)", (condition(rule.condition) ?? "") + (words(rule.message) ?? "")
            )
        }
    }

    func differences(from other: Facts) -> [Difference] {
        Set(all.keys).union(other.all.keys).sorted().compactMap { key in
            guard all[key] != other.all[key] else { return nil }
            let parts = key.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            return Difference(
                question: String(parts[0]), member: String(parts[1]), was: all[key],
                is: other.all[key])
        }
    }
}

struct Difference: CustomStringConvertible {
    let question: String
    let member: String
    let was: String?
    let `is`: String?

    var description: String {
        "\(question).\(member): \(was ?? "nothing") became \(self.is ?? "nothing")"
    }
}

/// What the losses explain: a member by its name or its beginning, all of a lost question.
struct Told {
    private let losses: [Loss]

    init(_ losses: [Loss]) { self.losses = losses }

    func covers(_ difference: Difference) -> Bool {
        losses.contains { loss in
            guard loss.question == difference.question else { return false }
            if loss.reason == .kind { return true }
            // A kind that knows less brings its own scale, bounds and lists.
            let follows: [String: [String]] = [
                "kind": ["kind", "scale", "bounds", "display", "cells"],
                "options": ["options"], "score": ["score", "options"],
            ]
            let members = follows[loss.member] ?? [loss.member]
            if members.contains(where: { difference.member.hasPrefix($0) }) { return true }
            return difference.member.split(separator: ".").contains { $0 == loss.detail }
                || difference.member.split(separator: ".").contains { $0 == loss.member }
        }
    }
}
