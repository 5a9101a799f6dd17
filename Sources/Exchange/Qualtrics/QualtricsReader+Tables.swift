import Base
import Domain

extension QualtricsReader {
    /// What a question of choices says of itself: the names of its variables tell kinds that
    /// Qualtrics does not, as `QualtricsWriter` writes them.
    struct Mark {
        let kind: Item.Kind
        /// Of a rating, its first step.
        var first = 0

        init?(_ question: JSON, _ order: [String]) {
            guard question["QuestionType"] == "MC", !order.isEmpty else { return nil }
            if question["Selector"] == "NPS" {
                kind = .nps
                return
            }
            let names = order.compactMap { question["VariableNaming"]?[$0]?.string }
            guard names.count == order.count else { return nil }
            if names == ["yes_no_yes", "yes_no_no"] {
                kind = .yesNo
            } else if names == ["consent_yes"] {
                kind = .consent
            } else {
                let rating = [Item.Kind.rating, .csat, .ces].first {
                    names[0].hasPrefix($0.rawValue + "_")
                }
                guard let rating,
                    let first = Int(names[0].dropFirst(rating.rawValue.count + 1)),
                    (0...100).contains(first),
                    names.indices.allSatisfy({
                        names[$0] == "\(rating.rawValue)_\(first + $0)"
                    })
                else { return nil }
                kind = rating
                self.first = first
            }
        }
    }

    mutating func readScale(
        _ question: JSON, _ id: String, _ tag: String, _ item: inout Draft.Question
    ) {
        guard item.kind == .nps else {
            let numbers = order(question, "Choices")
            let first = marks[id]?.first ?? 1
            item.scale = (first, numbers.count, labels(question, tag, "Choices", numbers, first))
            return
        }
        var labels: [Int: Texts] = [:]
        for (place, step) in [(0, 0), (1, 10)] {
            guard let label = question["ColumnLabels"]?.array?.dropFirst(place).first,
                label["IsLabelDefault"] != true
            else { continue }
            let text = texts(question, tag, ["ColumnLabels", "\(place)"])
            if !text.isEmpty { labels[step] = text }
        }
        item.scale = (0, 11, labels)
    }

    /// Words of the steps; one that is called by its number needs none.
    private mutating func labels(
        _ question: JSON, _ tag: String, _ member: String, _ numbers: [String], _ first: Int
    ) -> [Int: Texts] {
        var labels: [Int: Texts] = [:]
        for (place, number) in numbers.enumerated() {
            let text = texts(question, tag, [member, number])
            if text.values.contains(where: { $0 != "\(first + place)" }) {
                labels[first + place] = text
            }
        }
        return labels
    }

    mutating func readMatrix(
        _ question: JSON, _ id: String, _ tag: String, _ selector: String, _ item: Draft.Question
    ) -> Draft.Question {
        var item = item
        item.rows = choices(question, id, tag)
        if selector == "TE" {
            item.members.append(("cells", "text"))
            return item
        }
        if selector == "Bipolar" {
            for place in item.rows.indices {
                let ends = item.rows[place].title.mapValues {
                    $0.split(separator: ":", maxSplits: 1)
                }
                item.rows[place].low = ends.compactMapValues { $0.first?.trimmed }
                item.rows[place].high = ends.compactMapValues { $0.count > 1 ? $0[1].trimmed : nil }
            }
        }
        let isMany = question["SubSelector"] == "MultipleAnswer"
        readAnswers(question, question, [], tag, isMany, &item)
        if item.scale == nil { item.members.append(("cells", isMany ? "multiple" : "single")) }
        return item
    }

    /// Answers in order are steps, and their words go with them; those with variables of their own
    /// are options.
    /// - Parameters:
    ///   - part: what of the question has the answers, and the way to it.
    private mutating func readAnswers(
        _ part: JSON, _ question: JSON, _ path: [String], _ tag: String, _ isMany: Bool,
        _ item: inout Draft.Question
    ) {
        let numbers = order(part, "Answers")
        let names = numbers.map { part["VariableNaming"]?[$0]?.string ?? $0 }
        let areNamed = names.contains { !$0.allSatisfy(\.isNumber) }
        if !isMany, !areNamed, (3...11).contains(numbers.count) {
            var labels: [Int: Texts] = [:]
            for (place, number) in numbers.enumerated() {
                let text = texts(question, tag, path + ["Answers", number])
                if text.values.contains(where: { $0 != "\(place + 1)" }) {
                    labels[place + 1] = text
                }
            }
            item.scale = (1, numbers.count, labels)
            return
        }
        var own = Names(first: "c")
        item.options = zip(numbers, names).map { number, name in
            Draft.Choice(
                code: own.name(for: name),
                title: texts(question, tag, path + ["Answers", number]))
        }
    }

    /// Side by side: several questions of the same lines, with the answers of the first.
    mutating func readSides(
        _ question: JSON, _ id: String, _ tag: String, _ item: inout Draft.Question
    ) {
        item.rows = choices(question, id, tag)
        let parts = question["AdditionalQuestions"]?.object?.members ?? []
        var own = Names(first: "s")
        for (place, part) in parts.enumerated() {
            let path = ["AdditionalQuestions", part.key]
            let name = part.value["DataExportTag"]?.string ?? part.key
            item.sides.append(
                .init(
                    code: own.name(for: name),
                    title: texts(question, tag, path + ["QuestionText"])))
            if place == 0 {
                readAnswers(part.value, question, path, tag, false, &item)
            } else if part.value["Answers"] != parts[0].value["Answers"] {
                losses.add(tag, name, .coarser, "Answers")
            }
        }
        let codes = item.options.map(\.code)
        guard !codes.isEmpty else { return }
        if codes == Item.kanoCodes, item.sides.map(\.code) == Item.kanoSides {
            item.kind = .kano
        } else {
            item.members.append(("cells", "single"))
        }
    }
}
