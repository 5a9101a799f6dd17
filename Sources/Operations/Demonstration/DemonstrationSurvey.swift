import Base
import Store

/// Questionnaires beside the two of every day: what customers expect and find, wish, remember of
/// their way, and what those inside the house say of it. Each has something in it to be found.
struct DemonstrationSurvey: Sendable {
    enum Kind: String, CaseIterable {
        case quality = "servqual"
        case wishes = "kano"
        case index = "ecsi"
        case journey = "buying-journey"
        case managers = "gap-managers"
        case staff = "gap-staff"
        case checks = "qa-scorecard"

        /// How many answers there are to it in three months.
        var answers: Int {
            switch self {
            case .quality: 120
            case .wishes: 100
            case .index: 160
            case .journey: 240
            case .managers: 12
            case .staff: 30
            case .checks: 45
            }
        }

        /// Whether customers answer it, or people of the house.
        var isForCustomers: Bool { ![.managers, .staff, .checks].contains(self) }
    }

    /// Of the library, but for the one that is written for this company alone.
    static func document(of kind: Kind, in library: Library) throws -> String {
        let folder = kind == .journey ? "demonstration/journey" : "instruments/\(kind.rawValue)"
        guard let text = library.documents["\(folder).yaml"] else {
            throw Refusal(.notFound, "noDemonstration")
        }
        return text
    }

    let kind: Kind
    /// Codes of the lines of each question.
    private let rows: [String: [String]]

    init(_ kind: Kind, _ library: Library) throws {
        self.kind = kind
        let document = try YAMLDocument(parsing: Self.document(of: kind, in: library)).json
        let items = (document["pages"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }
        rows = items.reduce(into: [:]) { rows, item in
            guard let key = item["key"]?.string else { return }
            rows[key] = (item["rows"]?.array ?? []).compactMap { $0["code"]?.string }
        }
    }

    /// What somebody answers.
    /// - Parameters:
    ///   - leaning: how far from the usual, in deviations.
    ///   - isLate: whether it is of the last month, in which things got better.
    func answers(
        leaning: Double, isLate: Bool, _ chance: inout DemonstrationChance
    ) -> [String: JSON] {
        switch kind {
        case .quality: quality(leaning, isLate, &chance)
        case .wishes: wishes(isLate, &chance)
        case .index: index(leaning, &chance)
        case .journey: journey(leaning, isLate, &chance)
        case .managers: managers(&chance)
        case .staff: staff(&chance)
        case .checks: checks(&chance)
        }
    }

    private func step(_ felt: Double, _ steps: ClosedRange<Int>) -> Int {
        min(steps.upperBound, max(steps.lowerBound, Int(felt.rounded())))
    }

    /// All lines of a question about equally high.
    private func matrix(
        _ item: String, _ mean: Double, _ spread: Double, _ steps: ClosedRange<Int>,
        _ chance: inout DemonstrationChance
    ) -> JSON {
        var lines = JSON.Object()
        for row in rows[item] ?? [] {
            lines.append(row, .integer(step(mean + spread * chance.normal(), steps)))
        }
        return .object(lines)
    }

    /// A hundred points, shared out in fives.
    private func points(
        _ usual: KeyValuePairs<String, Int>, _ chance: inout DemonstrationChance
    ) -> JSON {
        var shares = usual.map { ($0.key, $0.value) }
        let (from, to) = (chance.whole(0...4), chance.whole(0...4))
        if shares[from].1 > 5 {
            shares[from].1 -= 5
            shares[to].1 += 5
        }
        return .object(JSON.Object(shares.map { .init(key: $0.0, value: .integer($0.1)) }))
    }

    private static let weights: KeyValuePairs = [
        "tangibles": 10, "reliability": 35, "responsiveness": 25, "assurance": 18, "empathy": 12,
    ]
}

// MARK: - Customers

extension DemonstrationSurvey {
    /// Much is expected of keeping one's word, and there it falls short; rooms are as they should.
    private func quality(
        _ leaning: Double, _ isLate: Bool, _ chance: inout DemonstrationChance
    ) -> [String: JSON] {
        let usual: [(item: String, expected: Double, found: Double)] = [
            ("tangibles", 5.7, 5.9), ("reliability", 6.6, isLate ? 5.5 : 4.9),
            ("responsiveness", 6.2, 5.3), ("assurance", 6.1, 5.8), ("empathy", 5.6, 5.1),
        ]
        let own = 0.5 * leaning + 0.4 * chance.normal()
        var answers: [String: JSON] = [:]
        var found = 0.0
        for dimension in usual {
            var lines = JSON.Object()
            for row in rows[dimension.item] ?? [] {
                // Of all promises that of the hour is kept least.
                let felt = dimension.found + own - (row == "on_time" ? 0.6 : 0)
                let given = step(felt + 0.7 * chance.normal(), 1...7)
                found += Double(given) / 22
                lines.append(
                    row,
                    [
                        "expectation": .integer(
                            step(dimension.expected + 0.6 * chance.normal(), 1...7)),
                        "perception": .integer(given),
                    ])
            }
            answers[dimension.item] = .object(lines)
        }
        answers["weights"] = points(Self.weights, &chance)
        // No lower: nobody here would take up the case.
        answers["overall"] = .integer(step(found - 1.3 + 0.5 * chance.normal(), 3...5))
        return answers
    }

    /// What a feature is to most: with it, and without it.
    private enum Wish {
        case must, more, delight, nothing

        func pair(_ chance: inout DemonstrationChance) -> (String, String) {
            switch self {
            case .must: (chance.pick(["expect", "expect", "neutral"]), "dislike")
            case .more: ("like", "dislike")
            case .delight: ("like", chance.pick(["neutral", "neutral", "tolerate"]))
            case .nothing: ("neutral", chance.pick(["neutral", "tolerate"]))
            }
        }
    }

    /// A person at any hour delighted once; of late whoever has no such number is scolded.
    private func wishes(
        _ isLate: Bool, _ chance: inout DemonstrationChance
    ) -> [String: JSON] {
        let usual: [String: Wish] = [
            "round_the_clock": isLate ? .more : .delight, "progress": .must,
            "proactive": .delight, "one_contact": .more, "self_service": .nothing,
        ]
        var lines = JSON.Object()
        for row in rows["features"] ?? [] {
            let all: [Wish] = [.must, .more, .delight, .nothing]
            let isUsual = chance.share() < 0.66
            let wish = isUsual ? usual[row] ?? .nothing : chance.pick(all)
            let (with, without) = wish.pair(&chance)
            lines.append(
                row, ["functional": .string(with), "dysfunctional": .string(without)])
        }
        return [
            "features": .object(lines),
            "importance": matrix("importance", 5.4, 1.1, 1...7, &chance),
        ]
    }

    /// Quality makes content, and content makes loyal.
    private func index(
        _ leaning: Double, _ chance: inout DemonstrationChance
    ) -> [String: JSON] {
        let image = 0.5 * leaning + 0.9 * chance.normal()
        let expectations = 0.5 * image + 0.8 * chance.normal()
        let quality = 0.35 * expectations + 0.3 * image + 0.7 * chance.normal()
        let value = 0.6 * quality + 0.7 * chance.normal()
        let content = 0.2 * image + 0.5 * quality + 0.3 * value + 0.45 * chance.normal()
        let loyalty = 0.75 * content + 0.15 * image + 0.5 * chance.normal()
        let felt: [(String, mean: Double, own: Double)] = [
            ("image", 7.4, image), ("expectations", 7.8, expectations), ("quality", 7.3, quality),
            ("value", 6.7, value), ("satisfaction", 7.1, content), ("loyalty", 6.9, loyalty),
        ]
        var answers: [String: JSON] = [:]
        for one in felt {
            answers[one.0] = matrix(one.0, one.mean + 1.3 * one.own, 0.8, 1...10, &chance)
        }
        let hasComplained = chance.share() < 0.15
        answers["complained"] = .bool(hasComplained)
        answers[hasComplained ? "complaint_handling" : "complaint_expected"] =
            .integer(step(6.3 + 1.3 * content + chance.normal(), 1...10))
        return answers
    }

    /// Fitters are the best of the way, waiting is its worst, and both make the whole; who got what
    /// they wanted at once never came to what comes after.
    private func journey(
        _ leaning: Double, _ isLate: Bool, _ chance: inout DemonstrationChance
    ) -> [String: JSON] {
        let usual: [(item: String, mean: Double, weight: Double)] = [
            ("advice", 4.0, 0.1), ("price", 3.8, 0.1), ("ordering", 4.1, 0.05),
            ("waiting", isLate ? 3.3 : 2.8, 0.3), ("delivery", 3.6, 0.3),
            ("installation", 4.4, 0.25), ("aftersales", 3.7, 0.15),
        ]
        let own = 0.4 * leaning + 0.4 * chance.normal()
        var answers: [String: JSON] = [:]
        var whole = 3.8
        for one in usual {
            let felt = one.mean + own + 0.8 * chance.normal()
            whole += one.weight * (felt - one.mean)
            if one.item == "installation", chance.share() < 0.12 { continue }
            if one.item == "aftersales", chance.share() < 0.45 { continue }
            answers[one.item] = .integer(step(felt, 1...5))
        }
        answers["overall"] = .integer(step(whole + 0.35 * chance.normal(), 1...5))
        return answers
    }
}

// MARK: - The house

extension DemonstrationSurvey {
    /// They think that rooms matter more and kept promises less than they do, and few targets
    /// follow from it.
    private func managers(_ chance: inout DemonstrationChance) -> [String: JSON] {
        let believed: KeyValuePairs = [
            "tangibles": 6.3, "reliability": 5.9, "responsiveness": 6.1, "assurance": 6.0,
            "empathy": 5.2,
        ]
        var beliefs = JSON.Object()
        for (dimension, mean) in believed {
            beliefs.append(dimension, .integer(step(mean + 0.6 * chance.normal(), 1...7)))
        }
        var answers: [String: JSON] = [
            "belief": .object(beliefs),
            "weights": points(
                [
                    "tangibles": 22, "reliability": 25, "responsiveness": 21, "assurance": 18,
                    "empathy": 14,
                ], &chance),
            "overall": .integer(step(4.3 + 0.8 * chance.normal(), 1...7)),
        ]
        for (item, mean) in [
            ("research", 4.2), ("upward", 4.9), ("commitment", 4.6), ("goals", 4.4),
            ("standards", 4.9),
        ] {
            answers[item] = matrix(item, mean, 0.9, 1...7, &chance)
        }
        return answers
    }

    /// What was agreed is kept but for the hour, for of what is advertised nobody tells them.
    private func staff(_ chance: inout DemonstrationChance) -> [String: JSON] {
        let kept: KeyValuePairs = [
            "tangibles": 6.2, "reliability": 5.1, "responsiveness": 5.7, "assurance": 6.0,
            "empathy": 5.8,
        ]
        var delivery = JSON.Object()
        for (dimension, mean) in kept {
            delivery.append(dimension, .integer(step(mean + 0.7 * chance.normal(), 1...7)))
        }
        var answers: [String: JSON] = [
            "delivery": .object(delivery),
            "overall": .integer(step(5 + 0.8 * chance.normal(), 1...7)),
        ]
        for (item, mean) in [
            ("teamwork", 5.6), ("fit", 5.2), ("control", 4.6), ("role", 5.1), ("horizontal", 3.9),
            ("promises", 4.3),
        ] {
            answers[item] = matrix(item, mean, 0.9, 1...7, &chance)
        }
        return answers
    }

    private func checks(_ chance: inout DemonstrationChance) -> [String: JSON] {
        let met: [(String, Double)] = [
            ("opening", 0.97), ("listening", 0.93), ("restated", 0.8), ("correct", 0.92),
            ("complete", 0.83), ("ownership", 0.9), ("courtesy", 0.97), ("empathy", 0.86),
            ("next_steps", 0.72), ("record", 0.88),
        ]
        var answers: [String: JSON] = [:]
        for (line, share) in met { answers[line] = .bool(chance.share() < share) }
        answers["grave"] = [chance.share() < 0.03 ? "false_info" : "none"]
        return answers
    }
}
