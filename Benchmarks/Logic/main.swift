import Base
import Domain

// logic-bench [TIMES]: how long it takes to check and to evaluate a full answer to a questionnaire
// of 100 questions with 200 expressions. Prints one JSON object; times in microseconds.

let times = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5_000
let clock = ContinuousClock()

/// Each question beyond the first has a condition and a rule over earlier ones; two values are
/// computed for a hundred expressions' rest.
func document() -> JSON {
    let items = (0..<100).map { number -> JSON in
        var item = JSON.Object([
            .init(key: "key", value: .string("q\(number)")),
            .init(key: "kind", value: "number"), .init(key: "title", value: "How many?"),
            .init(key: "min", value: 0), .init(key: "max", value: 100),
        ])
        if number > 0 {
            let (a, b) = ("answers.q\(number - 1)", "answers.q\(number / 2)")
            item.append(
                "show_if", .string("\(a) >= 0 and (\(b) != 99 or hidden.tier in ['a', 'b'])"))
            item.append(
                "validate",
                [["if": .string("\(a) + answers.q\(number) <= 200"), "message": "Too many"]])
        }
        return .object(item)
    }
    let pages = (0..<20).map { page -> JSON in
        ["items": .array(Array(items[(page * 5)..<(page * 5 + 5)]))]
    }
    return [
        "key": "bench", "title": "Bench", "languages": ["en"],
        "hidden": [["key": "tier"]],
        "computed": [
            ["key": "some", "value": "mean(answers.q1, answers.q2, answers.q3)"],
            ["key": "all", "value": "if(computed.some > 3, answers.q99, answers.q98)"],
        ],
        "pages": .array(pages),
    ]
}

func measured(_ body: () throws -> Void) rethrows -> JSON {
    var micros: [Double] = []
    for _ in 0..<times {
        let spent = try clock.measure { try body() }
        micros.append(Double(spent.components.attoseconds) / 1e12)
    }
    micros.sort()
    func rank(_ percent: Int) -> JSON {
        .number((micros[max(0, (micros.count * percent + 99) / 100 - 1)] * 10).rounded() / 10)
    }
    return ["p50": rank(50), "p99": rank(99)]
}

let tree = document()
let instrument = try Instrument(document: tree)
var answers = JSON.Object()
for number in 0..<100 { answers.append("q\(number)", .integer(number % 50)) }
let hidden = JSON.Object([.init(key: "tier", value: "a")])
let whole = JSON.object(answers)
let kept = try instrument.check(answers: whole, hidden: hidden)
precondition(kept.values.count == 100, "every question is asked")
let result: JSON = [
    "read": try measured { _ = try Instrument(document: tree) },
    "check": try measured { _ = try instrument.check(answers: whole, hidden: hidden) },
    "evaluate": measured { _ = Answering(instrument, answers: answers, hidden: hidden) },
]
print(result.text)
