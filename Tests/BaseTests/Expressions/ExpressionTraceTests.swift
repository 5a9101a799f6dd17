import Base
import Testing

@Suite struct ExpressionTraceTests {
    @Test func everyPartIsToldWithItsValue() throws {
        let expression = try Expression(parsing: "score <= 6 and (a == \"x\" or not answered(b))")
        let trace = expression.trace { ["score": 7, "a": "x"][$0] }
        #expect(trace.truth == false)
        #expect(trace.parts.map(\.text) == ["score <= 6", "a == \"x\" or not answered(b)"])
        #expect(trace.parts.map(\.truth) == [false, true])
        #expect(trace.parts[0].parts.map(\.value) == [7, 6])
        #expect(trace.parts[1].parts[1].text == "not answered(b)")
        #expect(trace.parts[1].parts[1].parts[0].value == false)
        #expect(trace.json["parts"]?.array?.count == 2)
    }

    @Test func whatIsMissingStaysOpen() throws {
        let trace = try Expression(parsing: "score <= 6").trace { _ in nil }
        #expect(trace.truth == nil)
        #expect(trace.value == .null)
    }

    /// The value of a trace is that of the evaluation, part by part.
    @Test(arguments: [
        "a + b * 2 > 7", "a in [1, 2] or b contains \"x\"", "if(a > 1, b, c)",
        "mean(a, b, c) >= 2", "not a == 1 and -b < 0",
    ])
    func tracesAgreeWithEvaluation(_ source: String) throws {
        let expression = try Expression(parsing: source)
        for values: [String: JSON] in [[:], ["a": 1, "b": 3], ["a": 2, "b": "x", "c": 4]] {
            let trace = expression.trace { values[$0] }
            #expect(trace.value == expression.evaluate { values[$0] })
            #expect(trace.text == source)
        }
    }
}
